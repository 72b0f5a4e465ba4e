using Portal.Domain.ImagingOrders;
using Portal.Jobs.ImagingOrders.Monitor;

namespace Portal.ImagingOrders;

/// <summary>Which rows of a list of orders are selected: some of those loaded, or all that match.</summary>
public sealed class OrderPicks
{
    private readonly Dictionary<Guid, OrderState> _picked = [];

    /// <summary>All that match the filter, however many.</summary>
    public bool Everything { get; private set; }

    public int Count => _picked.Count;

    public bool Any => Everything || Count > 0;

    public bool Has(Guid uuid) => Everything || _picked.ContainsKey(uuid);

    public bool HasAll(IReadOnlyList<OrderView> orders) => orders.Count > 0 && orders.All(o => Has(o.Uuid));

    public void Pick(OrderView order, bool on)
    {
        Everything = false;
        if (on)
        {
            _picked[order.Uuid] = order.State;
        }
        else
        {
            _picked.Remove(order.Uuid);
        }
    }

    public void PickShown(IReadOnlyList<OrderView> orders, bool on)
    {
        foreach (var order in orders)
        {
            Pick(order, on);
        }
    }

    public void PickEverything() => Everything = true;

    public void Clear()
    {
        _picked.Clear();
        Everything = false;
    }

    /// <summary>Rows as they are by now.</summary>
    public void Follow(IReadOnlyList<OrderView> orders)
    {
        foreach (var order in orders.Where(o => _picked.ContainsKey(o.Uuid)))
        {
            _picked[order.Uuid] = order.State;
        }
    }

    /// <param name="matching">How many match the filter, by state.</param>
    /// <returns>To how many of the selected it can be done.</returns>
    public int Takes(OrderDeed deed, IReadOnlyDictionary<OrderState, int> matching) => Everything
        ? OrderDeeds.States(deed).Sum(s => matching.GetValueOrDefault(s))
        : _picked.Values.Count(s => OrderDeeds.States(deed).Contains(s));

    public OrderSelection Choice(OrderFilter filter) => Everything ? new(Filter: filter) : new([.. _picked.Keys]);
}
