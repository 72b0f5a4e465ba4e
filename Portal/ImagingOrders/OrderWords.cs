using Portal.Common;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.ImagingOrders.Files;
using Portal.Jobs.ImagingOrders.Monitor;
using Portal.Jobs.ImagingOrders.Tracking;

namespace Portal.ImagingOrders;

/// <summary>What orders, stages and files are called, and how they look.</summary>
public static class OrderWords
{
    public static StateLook Of(OrderView order) => order switch
    {
        { State: OrderState.Held } => new("Held", "waiting", "pause"),
        { State: OrderState.Scheduled } => new("Scheduled", "queued", "clock"),
        { State: OrderState.Queued } => new("Queued", "queued", "st-queued"),
        { State: OrderState.Withdrawn } => new("Withdrawn", "cancelled", "st-cancelled"),
        { State: OrderState.Completed, Oddities: not OrderOddity.None } => new("Imported, see notes", "warning", "warning"),
        { State: OrderState.Completed } => new("Imported", "succeeded", "st-succeeded"),
        { State: OrderState.Failed, Partly: true } => new("Partly imported", "failed", "st-failed"),
        { State: OrderState.Failed } => new("Failed", "failed", "st-failed"),
        { Stage: ImportStages.Preprocessing } => new("Converting", "running", "st-running", Turns: true),
        { Work: OrderWork.Running } => new("Importing", "running", "st-running", Turns: true),
        { State: OrderState.Submitted, Stage: { } odd } when ImportStages.Read(odd) == ImportStage.Unknown => new(odd, "waiting", "st-waiting"),
        { State: OrderState.Submitting or OrderState.Submitted } => new("With the importer", "waiting", "st-waiting"),
        _ => throw new InvalidOperationException($"No look for the state {order.State}."),
    };

    public static StateLook Of(StageLine line) => line.Stage switch
    {
        ImportStage.Pending => new("Pending", "queued", "st-queued"),
        ImportStage.Started => new("Started", "waiting", "st-waiting"),
        ImportStage.Preprocessing => new("Converting", "running", "st-running"),
        ImportStage.Completed => new("Completed", "succeeded", "st-succeeded"),
        ImportStage.Failed => new("Failed", "failed", "st-failed"),
        _ => new(line.Text, "queued", "st-queued"),
    };

    /// <summary>"converted to OME-TIFF"; null: the files are imported as they are.</summary>
    public static string? Conversion(OrderView order) => order.Container is not { } container ? null
        : Domain.ImagingOrders.Conversion.MadeBy(container) is { } makes ? $"converted to {makes}" : $"converted by {container}";

    /// <summary>What every word of a filter stands for.</summary>
    public static string Of(OrderState state) => state switch
    {
        OrderState.Submitting => "Being handed over",
        OrderState.Submitted => "With the importer",
        OrderState.Completed => "Imported",
        _ => state.ToString(),
    };

    /// <summary>Where it goes: "Dataset 151".</summary>
    public static string Aim(OrderView order) => order.OddDestination ?? $"{order.DestinationType} {order.DestinationId}";

    /// <summary>Why an order waits, or where it is in line; null where there is nothing to say.</summary>
    public static string? Waits(OrderView order, QueueNow? queue) => order switch
    {
        { Oddities: var odd } when odd.HasFlag(OrderOddity.LeftBehind) => null,
        { State: OrderState.Held, HeldBecause: { } why } => why,
        { State: OrderState.Scheduled } => "It waits for its time.",
        { State: OrderState.Queued } when queue?.Importer is null => "No importer’s database is configured; it waits in the portal.",
        { State: OrderState.Queued } when queue.Importer.State == DaemonState.Beside => "It waits until no importer runs beside the portal any more.",
        { State: OrderState.Queued } when queue.Importer.State == DaemonState.Hidden => "It waits until the portal may see whether an importer runs.",
        { State: OrderState.Queued } when queue.Importer.State == DaemonState.OtherPortal => "It waits because another portal processes the orders of this database.",
        { State: OrderState.Queued } when queue.Importer.State == DaemonState.NoWorker => "It waits until a node of the portal that works is running.",
        { State: OrderState.Queued } when !queue.Importer.MayHandOver => "It waits until an importer runs: one that is started later would fail it.",
        { State: OrderState.Queued } when queue.UsedUp(order.Group) is { } most => $"{order.Group} has {Counts.Say(most, "order")} with the importer, which is its quota; it goes when one of them is done.",
        { State: OrderState.Queued } when queue.IsFull => $"The importer has {Counts.Say(queue.Open.Values.Sum(), "order")} and is given no more than {Counts.Say(queue.AtOnce)}; it goes when its turn has come.",
        { State: OrderState.Queued } => "It goes when its turn has come.",
        { Work: OrderWork.Waiting, Ahead: > 0 and var ahead } => $"The importer has it, and does {Counts.Say(ahead, "order")} first.",
        { Work: OrderWork.Waiting } => "The importer has it and will look at it within seconds.",
        _ => null,
    };

    /// <summary>Where it is in line and how long that takes, as far as the last orders tell; null for what does not wait in line.</summary>
    /// <param name="ahead">Orders that go first.</param>
    public static string? Estimate(OrderView order, int ahead, QueueNow? queue) => order switch
    {
        { State: OrderState.Queued } when queue is { Importer.MayHandOver: true } => $"{Before(ahead)}{Left(queue.Estimate(ahead + queue.Open.Values.Sum()))}",
        { Work: OrderWork.Waiting } when queue is { Importer.MayHandOver: true } => Left(queue.Estimate(ahead)),
        _ => null,
    };

    private static string Before(int ahead) => ahead == 0 ? "It is the next." : $"{Counts.Say(ahead, "order")} of the portal {(ahead == 1 ? "goes" : "go")} first.";

    private static string? Left(TimeSpan? estimate) => estimate is { } left ? $" By what the last orders took, it is done in about {Durations.Running(left)}." : null;

    /// <summary>What is odd about the importer's rows, one sentence each.</summary>
    public static IReadOnlyList<string> Of(OrderOddity oddities) =>
    [
        .. from sentence in new[]
        {
            (OrderOddity.RunTwice, "Two importers took it: look in OMERO whether its images are there twice."),
            (OrderOddity.DaemonRestarted, "The importer was restarted while it was unfinished."),
            (OrderOddity.FinishedByAnother, "One importer called it failed and another one completed it: see that only one runs."),
            (OrderOddity.PassedOver, "The importer went on to later orders and will not come back to this one. Make the order again."),
            (OrderOddity.LeftBehind, "The importer that began it is gone, and nobody works on it any more. Look in OMERO which files are already there, then retry it."),
            (OrderOddity.EditedByHand, "Somebody edited its rows by hand."),
        } where oddities.HasFlag(sentence.Item1) select sentence.Item2,
    ];

    public static string Icon(FileEntry entry) => entry switch
    {
        { Kind: FileKind.Folder } => "folder",
        { Image: not null } or { Kind: FileKind.Zarr } => "image",
        { Kind: FileKind.Container } => "folder",
        _ => "file",
    };

    /// <summary>What is worth knowing of a file beside its size: "1024 × 1024, 21 slices, 2 channels".</summary>
    public static string? Facts(FileEntry entry) => entry.Image is not { } image ? null : string.Join(", ", new[]
    {
        $"{image.Width} × {image.Height}",
        image.Slices > 1 ? Counts.Say(image.Slices, "slice") : null,
        image.Times > 1 ? Counts.Say(image.Times, "time point") : null,
        image.Tiles > 1 ? Counts.Say(image.Tiles, "tile") : null,
        image.Channels > 1 ? Counts.Say(image.Channels, "channel") : null,
    }.OfType<string>());
}
