using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.Domain.Runs;
using Portal.Domain.Storage;
using Portal.Jobs.ImagingOrders.Monitor;
using Portal.Jobs.ImagingOrders.Processing;
using Portal.Jobs.ImagingOrders.Tracking;

namespace Portal.Jobs.ImagingOrders.Orders;

/// <summary>What becomes of one order that is retried.</summary>
/// <param name="Order">Null where there is a problem.</param>
internal readonly record struct Retried(ImagingOrder? Order, RuleException? Problem);

/// <summary>Makes new orders of those that failed or were withdrawn; each is judged alone.</summary>
public sealed partial class OrderRetries(ImportRows rows, LeftOrders left, TimeProvider clock)
{
    private const int AtOnce = 1_000;

    /// <param name="orders">Locked.</param>
    /// <returns>In their order.</returns>
    internal async Task<IReadOnlyList<Retried>> MakeAsync(PortalDbContext db, IReadOnlyList<ImagingOrder> orders, OrderRetry wish, Actor by, CancellationToken cancellationToken)
    {
        var ids = orders.Select(o => o.Id).ToList();
        var retried = (await db.Set<ImagingOrder>().Where(o => o.RetryOf != null && ids.Contains(o.RetryOf.Value) && o.State != OrderState.Failed && o.State != OrderState.Withdrawn)
            .Select(o => o.RetryOf!.Value).ToListAsync(cancellationToken)).ToHashSet();
        var histories = wish.AllFiles ? new Dictionary<string, OrderHistory>() : await HistoriesAsync([.. orders.Where(o => o.State == OrderState.Failed).Select(o => o.Uuid)], cancellationToken);
        var results = (wish.AllFiles ? [] : await db.Set<ImagingOrderFile>().AsNoTracking().Where(f => ids.Contains(f.OrderId)).OrderBy(f => f.Position).ToListAsync(cancellationToken)).ToLookup(f => f.OrderId);
        var (gone, working) = (await left.AmongAsync([.. orders.Where(o => o.State == OrderState.Submitted).Select(o => o.Uuid)], cancellationToken), await WorkingAsync(db, orders, cancellationToken));
        return [.. orders.Select(o => Make(o, retried.Contains(o.Id), gone.Contains(o.Uuid), working.Contains(o.SubjectKey), histories.GetValueOrDefault(o.Uuid), [.. results[o.Id]], wish, by))];
    }

    // An importer that starts calls all orders failed without a word, also those that the portal is at.
    private static async Task<IReadOnlySet<string>> WorkingAsync(PortalDbContext db, IEnumerable<ImagingOrder> orders, CancellationToken cancellationToken)
    {
        var keys = orders.Where(o => o is { State: OrderState.Failed, Description: null }).Select(o => o.SubjectKey).ToList();
        return keys.Count == 0 ? new HashSet<string>() : (await db.Runs.Where(r => r.Workflow == ImagingOrderWorkflow.WorkflowName && keys.Contains(r.SubjectKey)
            && (r.State == RunState.Queued || r.State == RunState.Running || r.State == RunState.Waiting)).Select(r => r.SubjectKey).ToListAsync(cancellationToken)).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>What is ordered once more.</summary>
    /// <exception cref="RuleException">It cannot be ordered by the portal, or not so.</exception>
    internal static PlannedOrder Plan(ImagingOrder order, OrderHistory? history, OrderRetry wish, IReadOnlyList<ImagingOrderFile>? results = null)
    {
        if (order.Paths.FirstOrDefault(p => p.StartsWith('/')) is { } outside)
        {
            throw new RuleException("outside-group", $"“{outside}” does not lie in the folder of the group {order.GroupName}, so the portal cannot order it. Whoever made the order makes it again, or moves the file there.");
        }

        if (order.OddDestination is { } odd && wish.DestinationId is null)
        {
            throw new RuleException("destination", $"It went to “{odd}”, which is no Dataset and no Screen. Say where it goes.");
        }

        var paths = wish.AllFiles ? order.Paths : order.FailedPaths(history, results);
        if (paths.Count == 0)
        {
            throw new RuleException("nothing-failed", "Every file of the order is in OMERO already. To import them once more, retry it with all files.");
        }

        return new PlannedOrder(
            wish.DestinationId is { } id ? Destination.Read(wish.DestinationType ?? $"{order.DestinationType}", id) : order.Destination,
            order.Container is { } container ? new Conversion(order.Conversion ?? container, container, Makes: "", []) : null,
            Parameters(order, wish),
            paths) { Metadata = order.Metadata };
    }

    private static List<ConversionParameter> Parameters(ImagingOrder order, OrderRetry wish)
    {
        var wished = wish.Parameters ?? new Dictionary<string, string>();
        if (wished.Count > 0 && order.Container is null)
        {
            throw new RuleException("parameters", "The order has no conversion, so there is nothing to give parameters to.", 400);
        }

        if (wished.FirstOrDefault(p => !Key().IsMatch(p.Key) || p.Value.Any(char.IsControl)) is { Key: { } wrong })
        {
            throw new RuleException("parameters", $"“{wrong}” is no parameter of a conversion: a name is made of letters, digits, - and _, and a value is one line.", 400);
        }

        var kept = order.Parameters.Where(p => !wished.ContainsKey(p.Key));
        return [.. kept, .. wished.Where(p => p.Value.Length > 0).Select(p => new ConversionParameter(p.Key, p.Value))];
    }

    private Retried Make(ImagingOrder order, bool retried, bool gone, bool working, OrderHistory? history, IReadOnlyList<ImagingOrderFile> results, OrderRetry wish, Actor by)
    {
        try
        {
            if (!gone && order.State is not (OrderState.Failed or OrderState.Withdrawn))
            {
                throw new RuleException("not-retryable", $"The order is {order.State.ToString().ToLowerInvariant()}; only one that failed or was withdrawn can be retried.");
            }

            if (working)
            {
                throw new RuleException("under-way", "An importer that was started called the order failed, but the portal is still at it. Stop that importer; then the order ends by itself.");
            }

            if (retried)
            {
                throw new RuleException("retried", "The order was retried already, and that retry has not failed.");
            }

            var start = new OrderStart(wish.Hold, Priority: OrderDesk.Possible(wish.Priority ?? order.Priority));
            return new(ImagingOrder.Of(Plan(order, history, wish, results), order.GroupName, order.UserName, start, by, clock.GetUtcNow(), order), Problem: null);
        }
        catch (RuleException problem)
        {
            return new(Order: null, problem);
        }
    }

    // Which files failed only the rows say; without them nobody must import again what is there.
    private async Task<IReadOnlyDictionary<string, OrderHistory>> HistoriesAsync(IReadOnlyList<string> uuids, CancellationToken cancellationToken)
    {
        var all = new Dictionary<string, OrderHistory>(StringComparer.Ordinal);
        try
        {
            foreach (var some in rows.IsSet ? uuids.Chunk(AtOnce) : [])
            {
                foreach (var (uuid, history) in await rows.HistoriesAsync(some, cancellationToken))
                {
                    all[uuid] = history;
                }
            }
        }
        catch (NpgsqlException away)
        {
            throw new RuleException("tracking-away", $"The importer’s database does not answer ({away.Message}), so nobody can say which files failed. Try again later, or retry all files.");
        }

        return all;
    }

    [GeneratedRegex("^[A-Za-z0-9_-]{1,80}$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Key();
}
