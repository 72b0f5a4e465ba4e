using Portal.Domain.ImagingOrders;
using Portal.Jobs.ImagingOrders.Files;

namespace Portal.ImagingOrders;

/// <param name="Depth">0 in the folder that is open.</param>
/// <param name="IsUnfolded">Null: there is nothing to unfold.</param>
public sealed record FileLine(FileEntry Entry, int Depth, bool? IsUnfolded, IReadOnlyList<ImportedMark> Marks, FolderSize? Size);

/// <summary>What is shown of a group's folder: the one that is open, and those that were unfolded in it.</summary>
public sealed class FileTree(FileListing open)
{
    private readonly Dictionary<string, FileListing> _unfolded = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FolderSize> _sizes = new(StringComparer.Ordinal);
    private readonly List<ILookup<string, ImportedMark>> _marks = [];

    public FileListing Open { get; private set; } = open;

    public IReadOnlyList<FileLine> Lines => [.. LinesOf(Open, 0)];

    /// <summary>Of folders with more in them than is shown, how much is not.</summary>
    public IReadOnlyDictionary<string, int> Hidden => _unfolded.Values.Where(f => f.Next is not null).ToDictionary(f => f.Path, f => f.Count - f.Entries.Count, StringComparer.Ordinal);

    public bool IsUnfolded(string path) => _unfolded.ContainsKey(path);

    public void Unfold(FileEntry folder, FileListing listing) => _unfolded[folder.Path] = listing;

    public void Fold(string path) => _unfolded.Remove(path);

    /// <summary>The next page of the open folder.</summary>
    public void Add(FileListing next) => Open = next with { Entries = [.. Open.Entries, .. next.Entries] };

    public void Mark(ILookup<string, ImportedMark> marks) => _marks.Add(marks);

    public void Measure(IReadOnlyDictionary<string, FolderSize> sizes)
    {
        foreach (var (path, size) in sizes)
        {
            _sizes[path] = size;
        }
    }

    /// <summary>Of every folder, and every file that is opened like one, how many of the chosen lie in it.</summary>
    public static IReadOnlyDictionary<string, int> Within(IEnumerable<string> chosen)
    {
        var within = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var folder in chosen.SelectMany(Above))
        {
            within[folder] = within.GetValueOrDefault(folder) + 1;
        }

        return within;
    }

    private static IEnumerable<string> Above(string path)
    {
        if (OrderPath.Read(path) is { SubImage: not null } image)
        {
            yield return image.Path;
        }

        for (var at = path.LastIndexOf('/'); at > 0; at = path.LastIndexOf('/', at - 1))
        {
            yield return path[..at];
        }
    }

    private IEnumerable<FileLine> LinesOf(FileListing listing, int depth)
    {
        foreach (var entry in listing.Entries)
        {
            var inner = entry.Opens ? _unfolded.GetValueOrDefault(entry.Path) : null;
            yield return new(entry, depth, entry.Opens ? inner is not null : null, [.. _marks.SelectMany(m => m[entry.Path]).DistinctBy(m => m.Destination).Take(2)], _sizes.GetValueOrDefault(entry.Path));
            foreach (var line in inner is null ? [] : LinesOf(inner, depth + 1))
            {
                yield return line;
            }
        }
    }
}
