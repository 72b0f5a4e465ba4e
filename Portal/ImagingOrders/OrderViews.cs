using Portal.Domain.ImagingOrders;
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
    /// <summary>What became of each file, where the portal processes the order itself; told of a single order only.</summary>
    public IReadOnlyList<OrderFileView> Files { get; init; } = [];

    /// <summary>The run that processes it.</summary>
    public Guid? Run { get; init; }

    /// <summary>1, or which retry it is.</summary>
    public int Attempt { get; init; } = 1;

    public static OrderView Of(ImagingOrder order, OrderHistory? history = null, PlaceInLine? place = null) => new(order.Id, order.GroupName, order.UserName, order.DestinationType, order.DestinationId,
        order.Paths, order.Conversion, order.State, order.HeldBecause, order.DueAt, order.Priority, order.RetryOf, order.CreatedBy, order.CreatedAt, order.SubmittedAt, order.EndedAt,
        history?.Last.Stage, place?.Work, place?.Ahead, history?.IsPartly ?? false, history?.Failure, history?.Oddities ?? OrderOddity.None, history?.Lines ?? [])
    {
        Attempt = order.Attempt,
    };
}

/// <param name="DryRun">Nothing is written.</param>
public sealed record CreateOrdersRequest(IReadOnlyList<OrderWish>? Orders, bool DryRun = false);

/// <summary>What became of each wish.</summary>
public sealed record OrderOutcomesView(bool Written, IReadOnlyList<OrderOutcomeView> Items)
{
    public static OrderOutcomesView Of(OrderOutcomes outcomes) =>
        new(outcomes.Written, [.. outcomes.Items.Select(i => new OrderOutcomeView([.. i.Orders.Select(o => OrderView.Of(o))], i.Known, i.Rule, i.Problem))]);
}

public sealed record OrderOutcomeView(IReadOnlyList<OrderView> Orders, IReadOnlyList<KnownFile> Known, string? Rule, string? Problem);
