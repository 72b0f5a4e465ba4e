using System.IO.Enumeration;
using Portal.Domain;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.Storage;

namespace Portal.Jobs.ImagingOrders.Files;

/// <summary>Reads one open folder: all names once, and more than a name only of those on the page.</summary>
internal sealed class FolderReading(GroupFolder group, ConversionRules conversions)
{
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false, ReturnSpecialDirectories = false };

    /// <exception cref="RuleException">The folder may not be read, or describes itself twice.</exception>
    public FileListing Page(FileQuestion question, OrderPath path, ConfinedEntry folder)
    {
        var names = Chosen(question, path, folder);
        var from = question.Cursor is { Length: > 0 } cursor ? names.FindIndex(n => n.Name == cursor) + 1 : 0;
        var page = names.Skip(from).Take(question.Limit).ToList();
        var entries = page.Select(n => Entry(folder, path, n)).OfType<FileEntry>().ToList();
        return new(group.Group, path.Path, entries, names.Count, from + page.Count < names.Count ? page[^1].Name : null, group.Free);
    }

    /// <summary>Everything in the folder that can be chosen and fits the question, on whatever page.</summary>
    public IReadOnlyList<string> Choosable(FileQuestion question, OrderPath path, ConfinedEntry folder) =>
        [.. Chosen(question, path, folder).Where(n => n.Kind == FileKind.Zarr || ImageFormats.Reads(n.Name)).Select(n => Entry(folder, path, n)).OfType<FileEntry>().Where(e => e.CanChoose).Take(question.Limit).Select(e => e.Path)];

    private List<FolderName> Chosen(FileQuestion question, OrderPath path, ConfinedEntry folder)
    {
        var chosen = ListingRules.Choose(path.Path.Length == 0 ? group.Group : path.Path, ListingRules.Order(Names(folder, path)), conversions.ExclusivePatterns).Where(n => question.Fits(n.Name));
        return question.Newest ? [.. chosen.OrderByDescending(n => ConfinedFile.StatusOf(folder, n.Name)?.ModifiedAt)] : [.. chosen];
    }

    /// <summary>A single file, or a folder that is one image.</summary>
    public FileEntry Entry(OrderPath path, ConfinedEntry entry)
    {
        var name = path.Path[(path.Path.LastIndexOf('/') + 1)..];
        return Entry(name, path.Path, ListingRules.KindOf(name, entry.IsFolder), entry.IsFolder, entry.Size, entry.ModifiedAt);
    }

    private static List<FolderName> Names(ConfinedEntry folder, OrderPath path)
    {
        try
        {
            return [.. new FileSystemEnumerable<FolderName>(folder.Here, (ref FileSystemEntry e) =>
            {
                var name = e.FileName.ToString();
                return new(name, ListingRules.KindOf(name, e.IsDirectory));
            }, Everything)];
        }
        catch (UnauthorizedAccessException)
        {
            throw new RuleException("unreadable", $"The portal may not read the folder “{path.Path}”. Ask whoever looks after the storage.");
        }
    }

    // A link shows what it leads to; one that leads out is not shown, and neither is what nobody can import.
    private FileEntry? Entry(ConfinedEntry folder, OrderPath path, FolderName name)
    {
        var below = path.Path.Length == 0 ? name.Name : $"{path.Path}/{name.Name}";
        if (ConfinedFile.StatusOf(folder, name.Name) is not { } status || name.Name.Any(char.IsControl))
        {
            return null;
        }

        if (!status.IsLink)
        {
            return status.IsFolder || status.IsFile ? Entry(name.Name, below, name.Kind, status.IsFolder, status.Size, status.ModifiedAt) : null;
        }

        try
        {
            using var target = group.Look(below);
            return target is null ? null : Entry(name.Name, below, name.Kind, target.IsFolder, target.Size, target.ModifiedAt);
        }
        catch (Exception e) when (e is PathRefusedException or UnreadableFileException)
        {
            return null;
        }
    }

    private FileEntry Entry(string name, string path, FileKind kind, bool isFolder, long size, DateTimeOffset modifiedAt) =>
        new(name, path, kind, CanChoose(name, kind, size), isFolder ? null : size, modifiedAt, kind == FileKind.Folder ? null : conversions.Of(name)?.Key, Image: null);

    internal static bool CanChoose(string name, FileKind kind, long size) => kind switch
    {
        FileKind.Folder => false,
        FileKind.Zarr => true,
        _ => size > 0 && ImageFormats.Reads(name),
    };
}
