using Portal.Domain.ImagingOrders;

namespace Portal.Jobs.ImagingOrders.Processing;

/// <summary>One import, as it is written down before it is begun.</summary>
/// <param name="Path">What is imported.</param>
/// <param name="After">The newest fileset there was in OMERO before the order's first import; for a zarr store, the newest image.</param>
public sealed record ImportWish(Guid Order, string User, string Group, string Path, ImportWay Way, Destination Destination, long After)
{
    /// <summary>The order's uuid, where another importer may have imported this already: nothing newer belongs to anybody else but what bears another uuid.</summary>
    public string? LeftOf { get; init; }
}

/// <summary>What an import left in OMERO, or why it left nothing.</summary>
/// <param name="Objects"><c>Image:12</c> or <c>Plate:4</c>, the oldest first.</param>
/// <param name="Prefixes">Where OMERO keeps its links to the files.</param>
public sealed record ImportedThing(IReadOnlyList<string> Objects, IReadOnlyList<long> Filesets, IReadOnlyList<string> Prefixes)
{
    public string? Reason { get; init; }

    public string? Log { get; init; }

    public static ImportedThing Failed(string reason, string? log) => new([], [], []) { Reason = reason, Log = log };
}
