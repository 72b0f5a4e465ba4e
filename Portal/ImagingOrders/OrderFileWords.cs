using Portal.Common;
using Portal.Domain.ImagingOrders;

namespace Portal.ImagingOrders;

/// <summary>A file of an order as programs see it.</summary>
/// <param name="State">Null: nobody can say it.</param>
/// <param name="Objects">In OMERO: <c>Image:12</c>, <c>Plate:4</c>.</param>
/// <param name="Attempt">How often its import was begun.</param>
/// <param name="Log">The end of what conversion or import said.</param>
public sealed record OrderFileView(int Position, string Path, OrderFileState? State, IReadOnlyList<string> Objects, string? Reason, int Attempt, DateTimeOffset? StartedAt, DateTimeOffset? ConvertedAt, DateTimeOffset? EndedAt, string? Log)
{
    public static OrderFileView Of(ImagingOrderFile file) => new(file.Position, file.Path, file.State, file.Objects, file.Reason, file.Attempt, file.StartedAt, file.ConvertedAt, file.EndedAt, file.Log);
}

/// <summary>What the two halves of a file's way are called, and how they look.</summary>
public static class OrderFileWords
{
    public static StateLook Conversion(OrderFileView file) => file switch
    {
        { ConvertedAt: not null } => new("Converted", "succeeded", "st-succeeded"),
        { State: OrderFileState.Converting } => new("Converting", "running", "st-running", Turns: true),
        { State: OrderFileState.Failed, StartedAt: not null } => new("Not converted", "failed", "st-failed"),
        { State: OrderFileState.Failed or OrderFileState.LeftOut } => new("Not converted", "cancelled", "st-cancelled"),
        _ => new("To convert", "queued", "st-queued"),
    };

    public static StateLook Import(OrderFileView file) => file.State switch
    {
        null => new("Not known", "waiting", "st-waiting"),
        OrderFileState.Converting or OrderFileState.Converted => Of(OrderFileState.Waiting),
        { } state => Of(state),
    };

    public static StateLook Of(OrderFileState state) => state switch
    {
        OrderFileState.Imported => new("Imported", "succeeded", "st-succeeded"),
        OrderFileState.Importing => new("Importing", "running", "st-running", Turns: true),
        OrderFileState.Failed => new("Failed", "failed", "st-failed"),
        OrderFileState.LeftOut => new("Left out", "cancelled", "st-cancelled"),
        OrderFileState.Converting => new("Converting", "running", "st-running", Turns: true),
        OrderFileState.Converted => new("Converted", "queued", "st-queued"),
        _ => new("To import", "queued", "st-queued"),
    };
}
