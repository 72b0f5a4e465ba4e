using Portal.Domain.ImagingOrders;
using Portal.Jobs.ImagingOrders.Files;

namespace Portal.Jobs.ImagingOrders.Orders;

/// <summary>What somebody wants imported: files of a group and where they go. It may become several orders.</summary>
/// <param name="User">Login in OMERO; a person's own where nothing is said.</param>
/// <param name="Paths">Below the group's folder; <c>a.lif#id</c> for one image of a file.</param>
/// <param name="SkipKnown">Leaves out what went, or goes, to the same destination already.</param>
/// <param name="Parameters">Of conversions, where they differ from the configuration's.</param>
/// <param name="Conversions">By extension, where it is another than the configuration's, or none.</param>
/// <param name="Metadata">Written onto the images where the portal imports them itself.</param>
public sealed record OrderWish(string Group, string? User, IReadOnlyList<WishedDestination> Destinations, IReadOnlyList<string> Paths, OrderStart? Start = null, bool SkipKnown = false,
    IReadOnlyList<ChosenParameter>? Parameters = null, IReadOnlyList<MetadataPair>? Metadata = null,
    IReadOnlyList<ChosenConversion>? Conversions = null);

/// <param name="Type"><c>Dataset</c> or <c>Screen</c>.</param>
public sealed record WishedDestination(string Type, long Id);

/// <summary>What became, or would become, of a wish.</summary>
/// <param name="Orders">Empty where there is a problem, or everything was known already.</param>
/// <param name="Known">Files that went, or go, to a destination of the wish already.</param>
/// <param name="Rule">Of the problem.</param>
/// <param name="Problem">In words; null where there is none.</param>
public sealed record OrderOutcome(IReadOnlyList<ImagingOrder> Orders, IReadOnlyList<KnownFile> Known, string? Rule, string? Problem)
{
    /// <summary>Files whose way to a destination of the wish failed before; nothing leaves them out.</summary>
    public IReadOnlyList<KnownFile> FailedBefore { get; init; } = [];

    /// <summary>What was found at each path; empty where it was not looked at.</summary>
    public IReadOnlyList<CheckedFile> Files { get; init; } = [];
}

/// <param name="Order">Uuid of the order it went with.</param>
public sealed record KnownFile(string Path, Destination Destination, string Order, bool IsDone);

/// <param name="Written">Every wish was in order, so all are written; otherwise none is.</param>
public sealed record OrderOutcomes(bool Written, IReadOnlyList<OrderOutcome> Items);
