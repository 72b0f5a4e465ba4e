using Portal.Domain.ImagingOrders;
using Portal.Jobs.ImagingOrders.Monitor;
using Portal.Jobs.ImagingOrders.Orders;

namespace Portal.ImagingOrders;

/// <summary>An order as programs see it.</summary>
/// <param name="Stage">The importer's own word for where it is; null while it does not have it.</param>
/// <param name="Work">Whether an importer's worker is at it, or it still waits there, whatever the stage says.</param>
/// <param name="Ahead">Orders the importer does first.</param>
/// <param name="Partly">It failed, but some of its files are in OMERO.</param>
public sealed record OrderView(Guid Uuid, string Group, string User, DestinationType DestinationType, long DestinationId, IReadOnlyList<string> Paths, string? Conversion, OrderState State,
    string? HeldBecause, DateTimeOffset? DueAt, int Priority, Guid? RetryOf, string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset? SubmittedAt, DateTimeOffset? EndedAt,
    string? Stage, OrderWork? Work, int? Ahead, bool Partly, FailureReason? Failure, OrderOddity Oddities, IReadOnlyList<StageLine> Lines)
{
    /// <summary>How many files it has; where <see cref="Paths"/> are many, a list tells only the first.</summary>
    public int FileCount { get; init; } = Paths.Count;

    /// <summary>What became of each file, where the portal processes the order itself; told of a single order only.</summary>
    public IReadOnlyList<OrderFileView> Files { get; init; } = [];

    /// <summary>The run that processes it.</summary>
    public Guid? Run { get; init; }

    /// <summary>1, or which retry it is.</summary>
    public int Attempt { get; init; } = 1;
    /// <summary>Somebody wrote it into the importer's table by another way.</summary>
    public bool Foreign { get; init; }

    /// <summary>What the rows call it, where that is not the uuid.</summary>
    public string? ForeignUuid { get; init; }

    /// <summary>Where it goes in the rows' own words, where those name no dataset and no screen.</summary>
    public string? OddDestination { get; init; }

    /// <summary>When the stage was entered.</summary>
    public DateTimeOffset? StageAt { get; init; }

    public string? Container { get; init; }

    public IReadOnlyList<ConversionParameter> Parameters { get; init; } = [];

    /// <summary>The watched folder that made it.</summary>
    public Guid? Watch { get; init; }

    /// <param name="files">How many it has, where its paths were not all read.</param>
    public static OrderView Of(ImagingOrder order, OrderHistory? history = null, PlaceInLine? place = null, int? files = null) => new(order.Id, order.GroupName, order.UserName, order.DestinationType, order.DestinationId,
        order.Paths, order.Conversion, order.State, order.HeldBecause, order.DueAt, order.Priority, order.RetryOf, order.CreatedBy, order.CreatedAt, order.SubmittedAt, order.EndedAt,
        history?.Last.Stage ?? order.Stage, place?.Work, place?.Ahead, IsPartly(history is null ? order.Failure : history.Failure, files ?? order.Paths.Count),
        history is null ? order.Failure : history.Failure, history?.Oddities ?? order.Oddities, history?.Lines ?? [])
    {
        FileCount = files ?? order.Paths.Count,
        Attempt = order.Attempt,
        Foreign = order.IsForeign,
        ForeignUuid = order.ForeignUuid,
        OddDestination = order.OddDestination,
        StageAt = order.StageAt,
        Container = order.Container,
        Parameters = order.Parameters,
        Watch = order.WatchId,
    };

    private static bool IsPartly(FailureReason? failure, int files) => failure is { FailedFiles: { Count: > 0 } failed } && failed.Count < files;
}

/// <param name="DryRun">Nothing is written.</param>
public sealed record CreateOrdersRequest(IReadOnlyList<OrderWish>? Orders, bool DryRun = false);

/// <summary>What became of each wish.</summary>
public sealed record OrderOutcomesView(bool Written, IReadOnlyList<OrderOutcomeView> Items)
{
    public static OrderOutcomesView Of(OrderOutcomes outcomes) =>
        new(outcomes.Written, [.. outcomes.Items.Select(i => new OrderOutcomeView([.. i.Orders.Select(o => OrderView.Of(o))], i.Known, i.FailedBefore, i.Rule, i.Problem))]);
}

public sealed record OrderOutcomeView(IReadOnlyList<OrderView> Orders, IReadOnlyList<KnownFile> Known, IReadOnlyList<KnownFile> FailedBefore, string? Rule, string? Problem);

/// <summary>The same for many orders: those named, or all that match the filter.</summary>
/// <param name="Filter">As in the address of the list: group, state, user, container, format, q, from, until, dates, watch.</param>
/// <param name="DryRun">Only counts what it would take on.</param>
public sealed record BulkOrderRequest(IReadOnlyList<Guid>? Uuids = null, IReadOnlyDictionary<string, string>? Filter = null, string? Why = null, int? Priority = null, bool AllFiles = false, bool DryRun = false);

/// <param name="Priority">Of the new order; as it was where nothing is said.</param>
/// <param name="AllFiles">Also those that are in OMERO already.</param>
public sealed record RetryOrderRequest(string? Why = null, bool AllFiles = false, int? Priority = null, string? DestinationType = null, long? DestinationId = null, IReadOnlyDictionary<string, string>? Parameters = null, bool Hold = false)
{
    public OrderRetry Wish => new(AllFiles, Priority, DestinationType, DestinationId, Parameters, Hold);
}

public sealed record PriorityRequest(int Priority, string? Why = null);

/// <param name="At">With its offset.</param>
public sealed record ScheduleOrderRequest(DateTimeOffset At, string? Why = null);
