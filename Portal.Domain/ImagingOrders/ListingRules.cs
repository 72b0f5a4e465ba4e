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

    /// <summary>What opens first, then the rest; by name, whatever its case.</summary>
    public static IComparer<FolderName> InOrder { get; } = Comparer<FolderName>.Create(static (a, b) => a.Opens != b.Opens ? b.Opens.CompareTo(a.Opens)
        : string.Compare(a.Name, b.Name, StringComparison.OrdinalIgnoreCase) is not 0 and var order ? order : string.CompareOrdinal(a.Name, b.Name));

    public static FileKind KindOf(ReadOnlySpan<char> name, bool isFolder) => isFolder
        ? IsZarr(name) ? FileKind.Zarr : FileKind.Folder
        : IsContainer(name) ? FileKind.Container : FileKind.File;

    public static bool IsZarr(ReadOnlySpan<char> path) => path.EndsWith(Zarr, StringComparison.OrdinalIgnoreCase);

    public static bool IsContainer(ReadOnlySpan<char> path) => path.EndsWith(".lif", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".xlef", StringComparison.OrdinalIgnoreCase);

    public static IReadOnlyList<FolderName> Order(IEnumerable<FolderName> names) => [.. names.Order(InOrder)];

    /// <summary>The one entry that stands for the folder, or all of them.</summary>
    /// <param name="folder">As the message names it.</param>
    /// <exception cref="RuleException">There are several, and nobody can say which is meant.</exception>
    public static IReadOnlyList<FolderName> Choose(string folder, IReadOnlyList<FolderName> ordered, IReadOnlyList<string>? patterns = null)
    {
        var exclusive = new ExclusiveNames(patterns ?? ExclusivePatterns);
        foreach (var name in ordered)
        {
            exclusive.See(name.Name, name.Kind);
        }

        return exclusive.Of(folder) is { } only ? [only] : ordered;
    }
}
