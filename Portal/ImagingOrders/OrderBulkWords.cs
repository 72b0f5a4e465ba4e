using Portal.Common;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.ImagingOrders.Monitor;

namespace Portal.ImagingOrders;

/// <summary>What actions on many orders are called.</summary>
public static class OrderBulkWords
{
    public static IReadOnlyList<OrderDeed> All { get; } = [OrderDeed.Retry, OrderDeed.Release, OrderDeed.Hold, OrderDeed.Prioritise, OrderDeed.Withdraw];

    public static string Verb(OrderDeed deed) => deed == OrderDeed.Prioritise ? "Set priority of" : $"{deed}";

    public static string Icon(OrderDeed deed) => deed switch
    {
        OrderDeed.Retry => "retry",
        OrderDeed.Release => "arrow",
        OrderDeed.Hold => "pause",
        OrderDeed.Prioritise => "next",
        _ => "x",
    };

    /// <summary>What it means, before it is done.</summary>
    public static string Means(OrderDeed deed) => deed switch
    {
        OrderDeed.Retry => "For each a new order is made, linked to the old one. Where the files that failed are known, only these are ordered again.",
        OrderDeed.Release => "They go to the importer when their turn has come. Once the importer has an order, it cannot be taken back.",
        OrderDeed.Hold => "They stay in the portal until somebody releases them.",
        OrderDeed.Prioritise => "Among the orders that wait in the portal, higher goes first.",
        _ => "Nothing of them is imported. They can be retried.",
    };

    /// <summary>What came of it.</summary>
    public static string Done(BulkOrderOutcomes outcomes) => $"{Counts.Say(outcomes.Done, "order")} {(outcomes.Deed, outcomes.Done) switch
    {
        (OrderDeed.Retry, 1) => "was made to retry what failed",
        (OrderDeed.Retry, _) => "were made to retry what failed",
        (OrderDeed.Prioritise, 1) => "has the new priority",
        (OrderDeed.Prioritise, _) => "have the new priority",
        (OrderDeed.Withdraw, 1) => "was withdrawn",
        (OrderDeed.Withdraw, _) => "were withdrawn",
        (OrderDeed.Hold, 1) => "is held",
        (OrderDeed.Hold, _) => "are held",
        (_, 1) => "was released",
        _ => "were released",
    }}.";

    /// <summary>"3 withdrawn, 12 imported".</summary>
    public static string States(IReadOnlyDictionary<OrderState, int> states) => string.Join(", ", states.OrderBy(s => s.Key).Select(s => $"{Counts.Say(s.Value)} {OrderWords.Of(s.Key).ToLowerInvariant()}"));
}
