using System.IO.Enumeration;
using Portal.Domain;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.ImagingOrders.Files;
using Portal.Jobs.Storage;

namespace Portal.Jobs.ImagingOrders.Watching;

/// <summary>Something in a watched folder that could be ordered.</summary>
/// <param name="Path">Below the group's folder.</param>
/// <param name="Size">Of a folder that is one image, all of its files.</param>
/// <param name="ModifiedAt">The newest of them.</param>
/// <param name="IsMarked">The marker is there; false where none is asked for.</param>
internal readonly record struct WalkedPath(string Path, long Size, DateTimeOffset ModifiedAt, bool IsMarked);

/// <summary>Walks a watched folder: opens each folder before what is in it, follows no link, and stops where it would never end.</summary>
/// <param name="exclusive">Patterns of what stands for its whole folder.</param>
internal sealed class WatchWalk(GroupFolder group, WatchedFolder watch, IReadOnlyList<string> exclusive)
{
    private const int Deepest = 20;
    private const int MostEntries = 200_000;
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false, ReturnSpecialDirectories = false };

    private readonly List<WalkedPath> _found = [];
    private readonly List<string> _problems = [];
    private int _entries;

    /// <summary>What kept a part of it from being looked at, in words.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <exception cref="RuleException">The folder is not there, or holds too much.</exception>
    public IReadOnlyList<WalkedPath> Walk(CancellationToken cancellationToken)
    {
        using var folder = group.Look(watch.Folder);
        if (folder is not { IsFolder: true })
        {
            throw new RuleException("not-there", $"There is no folder “{watch.Folder}” in the folder of {watch.GroupName}.");
        }

        Walk(folder, watch.Folder, 0, cancellationToken);
        return _found;
    }

    private void Walk(ConfinedEntry folder, string path, int depth, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Choose(folder, path) is not { } names)
        {
            return;
        }

        foreach (var name in names.Chosen.Where(n => !n.Name.Any(char.IsControl)))
        {
            var below = path.Length == 0 ? name.Name : $"{path}/{name.Name}";
            if (ConfinedFile.StatusOf(folder, name.Name) is not { IsLink: false } status)
            {
                continue;
            }

            if (name.Kind == FileKind.Folder)
            {
                if (depth < Deepest)
                {
                    Into(below, depth, cancellationToken);
                }
            }
            else if (FolderReading.CanChoose(name.Name, name.Kind, Math.Max(1, status.Size)) && WatchPatterns.Takes(Below(below), watch.Include, watch.Exclude))
            {
                _found.Add(Of(below, name, status, names.All));
            }
        }
    }

    private void Into(string path, int depth, CancellationToken cancellationToken)
    {
        try
        {
            using var folder = group.Look(path);
            if (folder is { IsFolder: true })
            {
                Walk(folder, path, depth + 1, cancellationToken);
            }
        }
        catch (Exception e) when (e is PathRefusedException or UnreadableFileException)
        {
            _problems.Add(e is UnreadableFileException ? $"“{path}” {e.Message}." : e.Message);
        }
    }

    private (IReadOnlyList<FolderName> Chosen, HashSet<string> All)? Choose(ConfinedEntry folder, string path)
    {
        try
        {
            var names = Names(folder);
            return (ListingRules.Choose(path, ListingRules.Order(names), exclusive), [.. names.Select(n => n.Name)]);
        }
        catch (UnauthorizedAccessException)
        {
            _problems.Add($"The portal may not read the folder “{path}”.");
        }
        catch (RuleException ambiguous) when (ambiguous.Rule == "ambiguous-folder")
        {
            _problems.Add(ambiguous.Message);
        }

        return null;
    }

    private List<FolderName> Names(ConfinedEntry folder)
    {
        var names = new FileSystemEnumerable<FolderName>(folder.Here, (ref FileSystemEntry e) =>
        {
            var name = e.FileName.ToString();
            return new(name, ListingRules.KindOf(name, e.IsDirectory));
        }, Everything).Take(MostEntries - _entries + 1).ToList();
        _entries += names.Count;
        return _entries <= MostEntries ? names : throw new RuleException("too-much", $"It holds more than {MostEntries:N0} names. Watch a folder below it, or move away what is done.");
    }

    private WalkedPath Of(string path, FolderName name, FileStatus status, HashSet<string> beside)
    {
        var marked = watch.Marker is { } marker && beside.Contains(WatchPatterns.MarkerOf(marker, name.Name));
        return name.Kind == FileKind.Zarr && Sum(path) is { } sum ? new(path, sum.Size, sum.ModifiedAt, marked) : new(path, status.Size, status.ModifiedAt, marked);
    }

    // A folder that is one image is whole when nothing in it changes any more.
    private (long Size, DateTimeOffset ModifiedAt)? Sum(string path)
    {
        using var folder = group.Look(path);
        if (folder is null)
        {
            return null;
        }

        var files = new FileSystemEnumerable<(long Size, DateTimeOffset At)>(folder.Here, (ref FileSystemEntry e) => (e.IsDirectory ? 0 : e.Length, e.LastWriteTimeUtc),
            new() { AttributesToSkip = FileAttributes.None, RecurseSubdirectories = true, MaxRecursionDepth = Deepest, IgnoreInaccessible = true })
        {
            ShouldRecursePredicate = (ref FileSystemEntry e) => !e.Attributes.HasFlag(FileAttributes.ReparsePoint),
        };
        return files.Aggregate((Size: 0L, At: folder.ModifiedAt), (sum, f) => (sum.Size + f.Size, f.At > sum.At ? f.At : sum.At));
    }

    private string Below(string path) => watch.Folder.Length == 0 ? path : path[(watch.Folder.Length + 1)..];
}
