namespace Portal.Jobs.ImagingOrders.Monitor;

/// <summary>An image or plate in OMERO that bears an order's uuid.</summary>
/// <param name="File">The path of its source, as it is written onto it.</param>
public sealed record FoundObject(string Type, long Id, string Name, string File)
{
    public string Proxy => FormattableString.Invariant($"{Type}:{Id}");
}

/// <param name="Path">As the order names it.</param>
/// <param name="Expected">Whether the portal takes it for imported; null: nobody can say.</param>
/// <param name="Found">What OMERO has of it; several where it is there more than once.</param>
public sealed record ReconciledFile(string Path, bool? Expected, IReadOnlyList<FoundObject> Found)
{
    /// <summary>OMERO and the portal do not say the same, or it is there more than once.</summary>
    public bool Differs => Found.Count > 1 || (Expected is { } expected && expected != Found.Count > 0);
}

/// <summary>What was ordered, beside what OMERO has of it.</summary>
/// <param name="Extra">Bears the order's uuid and comes from no file of it.</param>
public sealed record OrderReconciliation(Guid Order, DateTimeOffset At, IReadOnlyList<ReconciledFile> Files, IReadOnlyList<FoundObject> Extra)
{
    public int There => Files.Count(f => f.Found.Count > 0);

    public int Missing => Files.Count - There;

    public int Several => Files.Count(f => f.Found.Count > 1);

    public int Differences => Files.Count(f => f.Differs) + Extra.Count;

    /// <summary>
    /// Puts them beside each other: by the path that is written onto an object, or, where none bears a file's path, by its name,
    /// which may be spelled in other letters and is the object's own name then, or the last part of its path.
    /// </summary>
    /// <param name="files">Of each file the path as the order names it, as the importer sees it, and whether it is taken for imported.</param>
    public static OrderReconciliation Of(Guid order, DateTimeOffset at, IReadOnlyList<(string Path, string Seen, bool? Expected)> files, IReadOnlyList<FoundObject> found)
    {
        var (byFile, byName) = (found.ToLookup(f => f.File, StringComparer.Ordinal), found.SelectMany(f => new[] { Name(f.File), f.Name }.Distinct(StringComparer.OrdinalIgnoreCase).Select(n => (n, f))).ToLookup(f => f.n, f => f.f, StringComparer.OrdinalIgnoreCase));
        var exact = files.Select(f => f.Seen).Where(byFile.Contains).ToHashSet(StringComparer.Ordinal);
        IReadOnlyList<FoundObject> Matches(string seen) => exact.Contains(seen) ? [.. byFile[seen]] : [.. byName[Name(seen)].Where(f => !exact.Contains(f.File))];
        List<ReconciledFile> all = [.. files.Select(f => new ReconciledFile(f.Path, f.Expected, Matches(f.Seen)))];
        var known = all.SelectMany(f => f.Found).ToHashSet();
        return new(order, at, all, [.. found.Where(f => !known.Contains(f))]);
    }

    private static string Name(string path) => path[(path.TrimEnd('/').LastIndexOf('/') + 1)..];
}
