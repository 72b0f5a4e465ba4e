using Portal.Domain.ImagingOrders;

namespace Portal.Jobs.ImagingOrders.Monitor;

/// <summary>What can be done to many orders at once.</summary>
public enum OrderDeed
{
    Retry,
    Hold,
    Release,
    Withdraw,
    Prioritise,
}

/// <summary>Orders by name, or all that match.</summary>
/// <param name="Uuids">Null: the filter decides.</param>
public sealed record OrderSelection(IReadOnlyCollection<Guid>? Uuids = null, OrderFilter? Filter = null);

/// <summary>How something is ordered once more; whatever is not said stays as it was.</summary>
/// <param name="AllFiles">Also those that are in OMERO already.</param>
/// <param name="Parameters">Of the conversion, by key; an empty value takes one away.</param>
public sealed record OrderRetry(bool AllFiles = false, int? Priority = null, string? DestinationType = null, long? DestinationId = null, IReadOnlyDictionary<string, string>? Parameters = null, bool Hold = false);

/// <summary>What an action on many orders takes on, and what it leaves alone.</summary>
/// <param name="Takes">Orders in a state in which it can be done.</param>
/// <param name="LeftAlone">The others, by state.</param>
/// <param name="NotYours">Visible, but in groups where the caller is no curator.</param>
public sealed record BulkOrderLook(int Takes, IReadOnlyDictionary<OrderState, int> LeftAlone, int NotYours);

/// <param name="New">The order a retry made.</param>
/// <param name="Problem">Why nothing was done with it, in words; null when it was.</param>
public sealed record BulkOrderOutcome(Guid Uuid, string Subject, Guid? New, string? Rule, string? Problem);

/// <param name="Done">How many it was done with.</param>
public sealed record BulkOrderOutcomes(OrderDeed Deed, int Done, IReadOnlyList<BulkOrderOutcome> Items);

/// <summary>In which states an order can be what.</summary>
public static class OrderDeeds
{
    public static IReadOnlyList<OrderState> States(OrderDeed deed) => deed switch
    {
        OrderDeed.Retry => [OrderState.Failed, OrderState.Withdrawn],
        OrderDeed.Hold => [OrderState.Scheduled, OrderState.Queued],
        OrderDeed.Release => [OrderState.Held, OrderState.Scheduled],
        _ => [OrderState.Held, OrderState.Scheduled, OrderState.Queued],
    };
}
