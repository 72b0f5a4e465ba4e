namespace Portal.Domain.ImagingOrders;

/// <summary>What a name in a folder of images is to somebody who chooses.</summary>
public enum FileKind
{
    Folder,
    File,

    /// <summary>A folder that is one image or plate; it cannot be opened.</summary>
    Zarr,

    /// <summary>A file that holds several images and is opened like a folder.</summary>
    Container,
}

/// <summary>A name in a folder of images.</summary>
public readonly record struct FolderName(string Name, FileKind Kind)
{
    public bool Opens => Kind is FileKind.Folder or FileKind.Container;
}

/// <summary>How a folder of images is shown: in which order, and that a plate's index stands for the whole plate.</summary>
public static class ListingRules
{
    private const string Zarr = ".zarr";

    /// <summary>As the web plugin ships them.</summary>
    public static IReadOnlyList<string> ExclusivePatterns { get; } = ["experiment.db", ".xlef"];

    public static FileKind KindOf(string name, bool isFolder) => isFolder
        ? IsZarr(name) ? FileKind.Zarr : FileKind.Folder
        : IsContainer(name) ? FileKind.Container : FileKind.File;

    public static bool IsZarr(string path) => path.EndsWith(Zarr, StringComparison.OrdinalIgnoreCase);

    public static bool IsContainer(string path) => Path.GetExtension(path).ToLowerInvariant() is ".lif" or ".xlef";

    /// <summary>What opens first, then the rest; by name, whatever its case.</summary>
    public static IReadOnlyList<FolderName> Order(IEnumerable<FolderName> names)
    {
        var ordered = names.ToList();
        ordered.Sort(static (a, b) => a.Opens != b.Opens ? b.Opens.CompareTo(a.Opens)
            : string.Compare(a.Name, b.Name, StringComparison.OrdinalIgnoreCase) is not 0 and var order ? order : string.CompareOrdinal(a.Name, b.Name));
        return ordered;
    }

    /// <summary>The one entry that stands for the folder, or all of them.</summary>
    /// <param name="folder">As the message names it.</param>
    /// <exception cref="RuleException">There are several, and nobody can say which is meant.</exception>
    public static IReadOnlyList<FolderName> Choose(string folder, IReadOnlyList<FolderName> ordered, IReadOnlyList<string>? patterns = null)
    {
        var matches = (patterns ?? ExclusivePatterns).Select(p => (Pattern: p, Names: ordered.Where(n => Matches(n.Name, p)).ToList())).Where(m => m.Names.Count > 0).ToList();
        if (matches.Find(m => m.Names.Count > 1) is { Names: { } several } twice)
        {
            throw new RuleException("ambiguous-folder",
                $"In folder “{folder}” there are {several.Count} files of the kind “{twice.Pattern}”: {Names(several.Select(n => n.Name))}. Only one may describe a folder; move the others away.", 400);
        }

        return matches switch
        {
            [] => ordered,
            [var only] => only.Names,
            _ => throw new RuleException("ambiguous-folder",
                $"In folder “{folder}” several files each claim to describe all of it: {Names(matches.Select(m => m.Names[0].Name))}. Leave one of them, or ask who wrote them.", 400),
        };
    }

    private static bool Matches(string name, string pattern) => pattern.StartsWith('.')
        ? name.EndsWith(pattern, StringComparison.OrdinalIgnoreCase) && name.Length > pattern.Length
        : name.Equals(pattern, StringComparison.OrdinalIgnoreCase);

    private static string Names(IEnumerable<string> names) => string.Join(", ", names.Take(10));
}
