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
        var page = Read(question, path, folder, wanted: null);
        return new(group.Group, path.Path, [.. page.Names.Select(n => Entry(folder, path, n)).OfType<FileEntry>()], page.Count, page.Next, group.Free);
    }

    /// <summary>Everything in the folder that can be chosen and fits the question, on whatever page.</summary>
    public IReadOnlyList<string> Choosable(FileQuestion question, OrderPath path, ConfinedEntry folder)
    {
        var chosen = new List<string>();
        string? next = null;
        do
        {
            var page = Read(question with { Cursor = next }, path, folder, n => n.Kind == FileKind.Zarr || ImageFormats.Reads(n.Name));
            chosen.AddRange(page.Names.Select(n => Entry(folder, path, n)).OfType<FileEntry>().Where(e => e.CanChoose).Select(e => e.Path).Take(question.Limit - chosen.Count));
            next = page.Next;
        }
        while (next is not null && chosen.Count < question.Limit);
        return chosen;
    }

    /// <summary>A single file, or a folder that is one image.</summary>
    public FileEntry Entry(OrderPath path, ConfinedEntry entry)
    {
        var name = path.Path[(path.Path.LastIndexOf('/') + 1)..];
        return Entry(name, path.Path, ListingRules.KindOf(name, entry.IsFolder), entry.IsFolder, entry.Size, entry.ModifiedAt);
    }

    private FolderPage Read(FileQuestion question, OrderPath path, ConfinedEntry folder, Func<FolderName, bool>? wanted)
    {
        var pass = new FolderPass(question, conversions.ExclusivePatterns, question.Newest ? n => ConfinedFile.StatusOf(folder, n)?.ModifiedAt.ToUnixTimeSeconds() ?? 0 : null, wanted);
        try
        {
            _ = new FileSystemEnumerable<bool>(folder.Here, (ref FileSystemEntry e) => pass.See(e.FileName, e.IsDirectory), Everything).Count();
        }
        catch (UnauthorizedAccessException)
        {
            throw new RuleException("unreadable", $"The portal may not read the folder “{path.Path}”. Ask whoever looks after the storage.");
        }

        return pass.Close(path.Path.Length == 0 ? group.Group : path.Path);
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
        new(name, path, kind, CanChoose(name, kind, size) && OrderPath.CanName(path), isFolder ? null : size, modifiedAt, kind == FileKind.Folder ? null : conversions.Of(name)?.Key, Image: null);

    internal static bool CanChoose(string name, FileKind kind, long size) => kind switch
    {
        FileKind.Folder => false,
        FileKind.Zarr => true,
        _ => size > 0 && ImageFormats.Reads(name),
    };
}
