using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.Domain.Storage;
using Portal.Jobs.ImagingOrders.Tracking;

namespace Portal.Jobs.ImagingOrders.Monitor;

/// <param name="Name">Of a group, a format or a container.</param>
/// <param name="Failed">Of those that ended.</param>
public sealed record OutcomeRate(string Name, int Ended, int Failed);

/// <param name="Typical">The 95th percentile of what orders of its size took.</param>
public sealed record StuckOrder(Guid Uuid, string Group, int Files, string Stage, DateTimeOffset Since, TimeSpan Typical);

/// <param name="At">Begin of the hour.</param>
public sealed record HourOfOrders(DateTimeOffset At, int Completed, int Failed);

/// <param name="Folder">As it is configured.</param>
/// <param name="Problem">Why nobody can say, in words.</param>
public sealed record DiskSpace(string What, string Folder, long? Free, long? Total, string? Problem);

/// <summary>How importing goes.</summary>
/// <param name="OldestWaiting">Since when the longest waiting order waits in the portal.</param>
/// <param name="NotPickedUp">Orders that were given to the importer and lie there longer than it lets one lie.</param>
public sealed record ImporterNow(QueueNow Queue, int Waiting, int WithImporter, DateTimeOffset? OldestWaiting, int NotPickedUp, IReadOnlyList<HourOfOrders> Hours, IReadOnlyList<OutcomeRate> Groups,
    IReadOnlyList<OutcomeRate> Formats, IReadOnlyList<OutcomeRate> Containers, IReadOnlyList<StuckOrder> Stuck, IReadOnlyList<DiskSpace> Disks);

/// <summary>The few figures of it that an overview has room for.</summary>
/// <param name="Any">There is an order at all, in the groups one sees.</param>
/// <param name="Running">With the importer, and a worker is at it; the others in its line wait.</param>
/// <param name="Imported">Ended well since then.</param>
/// <param name="Failed">Failed since then.</param>
/// <param name="Stuck">Take longer than their like; at most as many as are listed.</param>
public sealed record OrderFigures(DaemonSign? Importer, bool Processes, bool Any, int Held, int Waiting, int Running, int InLine, int Imported, int Failed, DateTimeOffset? OldestWaiting, int NotPickedUp, int Stuck);

/// <summary>Adds up how importing goes, from the portal's own table.</summary>
public sealed class ImporterBoard(IDbContextFactory<PortalDbContext> contexts, OrderLine line, IOptions<ImagingOrderOptions> options, TimeProvider clock)
{
    /// <summary>What orders without a conversion are counted as.</summary>
    public const string AsItIs = "imported as it is";

    private const int Hours = 24;
    private const int MostRows = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Window = TimeSpan.FromDays(30);

    public async Task<ImporterNow> ReadAsync(Grants grants, CancellationToken cancellationToken)
    {
        var (queue, now) = (await line.NowAsync(cancellationToken), clock.GetUtcNow());
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var orders = OrderFilter.Visible(db, grants);
        var waiting = Waiting(orders, now);
        var lying = now - Patience;
        var ended = Ended(orders, now);
        return new(queue, await waiting.CountAsync(cancellationToken), await orders.CountAsync(o => o.State == OrderState.Submitting || o.State == OrderState.Submitted, cancellationToken),
            await waiting.MinAsync(o => (DateTimeOffset?)o.CreatedAt, cancellationToken),
            queue.Processes ? 0 : await orders.CountAsync(o => o.State == OrderState.Submitted && o.Stage == ImportStages.Pending && o.StageAt < lying, cancellationToken),
            await HoursAsync(orders, now, cancellationToken),
            await RatesAsync(ended.GroupBy(o => o.GroupName).Select(g => new OutcomeRate(g.Key, g.Count(), g.Count(o => o.State == OrderState.Failed))), cancellationToken),
            await RatesAsync(ended.GroupBy(o => o.Format ?? "no extension").Select(g => new OutcomeRate(g.Key, g.Count(), g.Count(o => o.State == OrderState.Failed))), cancellationToken),
            await RatesAsync(ended.GroupBy(o => o.Container ?? AsItIs).Select(g => new OutcomeRate(g.Key, g.Count(), g.Count(o => o.State == OrderState.Failed))), cancellationToken),
            await StuckAsync(db, orders, ended, now, cancellationToken), ImageDisks.Of(options.Value));
    }

    /// <param name="since">From when on what ended is counted.</param>
    public async Task<OrderFigures> FiguresAsync(Grants grants, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var (importer, now) = (await line.ImporterAsync(cancellationToken), clock.GetUtcNow());
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var orders = OrderFilter.Visible(db, grants);
        var (open, waiting, lying) = (new[] { OrderState.Held, OrderState.Scheduled, OrderState.Queued, OrderState.Submitting, OrderState.Submitted }, Waiting(orders, now), now - Patience);
        var states = await orders.Where(o => open.Contains(o.State)).GroupBy(o => o.State).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
        var ended = await orders.Where(o => o.EndedAt >= since && (o.State == OrderState.Completed || o.State == OrderState.Failed)).GroupBy(o => o.State).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
        var with = states.GetValueOrDefault(OrderState.Submitting) + states.GetValueOrDefault(OrderState.Submitted);
        var running = with == 0 ? 0 : await RunningAsync(orders, cancellationToken);
        return new(importer, options.Value.Processes, states.Count + ended.Count > 0 || await orders.AnyAsync(cancellationToken), states.GetValueOrDefault(OrderState.Held), await waiting.CountAsync(cancellationToken), running, with - running,
            ended.GetValueOrDefault(OrderState.Completed), ended.GetValueOrDefault(OrderState.Failed), await waiting.MinAsync(o => (DateTimeOffset?)o.CreatedAt, cancellationToken),
            options.Value.Processes ? 0 : await orders.CountAsync(o => o.State == OrderState.Submitted && o.Stage == ImportStages.Pending && o.StageAt < lying, cancellationToken),
            with == 0 ? 0 : (await StuckAsync(db, orders, Ended(orders, now), now, cancellationToken)).Count);
    }

    private static IQueryable<ImagingOrder> Ended(IQueryable<ImagingOrder> orders, DateTimeOffset now) => orders.Where(o => o.EndedAt >= now - Window && (o.State == OrderState.Completed || o.State == OrderState.Failed));

    private async Task<int> RunningAsync(IQueryable<ImagingOrder> orders, CancellationToken cancellationToken)
    {
        var running = (await line.PlacesAsync(cancellationToken)).Where(p => p.Value.Work == OrderWork.Running).Select(p => p.Key).ToList();
        return await orders.CountAsync(o => running.Contains(o.Id), cancellationToken);
    }

    // One whose time has come waits too.
    private static IQueryable<ImagingOrder> Waiting(IQueryable<ImagingOrder> orders, DateTimeOffset now) => orders.Where(o => o.State == OrderState.Queued || (o.State == OrderState.Scheduled && o.DueAt <= now));

    private static async Task<IReadOnlyList<OutcomeRate>> RatesAsync(IQueryable<OutcomeRate> rates, CancellationToken cancellationToken) =>
        [.. (await rates.ToListAsync(cancellationToken)).OrderByDescending(r => r.Ended).ThenBy(r => r.Name, StringComparer.Ordinal).Take(MostRows)];

    private static async Task<IReadOnlyList<HourOfOrders>> HoursAsync(IQueryable<ImagingOrder> orders, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var start = new DateTimeOffset(now.Ticks - now.Ticks % TimeSpan.TicksPerHour, TimeSpan.Zero).AddHours(1 - Hours);
        var ended = await orders.Where(o => o.EndedAt >= start && (o.State == OrderState.Completed || o.State == OrderState.Failed))
            .GroupBy(o => new { o.EndedAt!.Value.Date, o.EndedAt!.Value.Hour, o.State }).Select(g => new { g.Key.Date, g.Key.Hour, g.Key.State, Count = g.Count() }).ToListAsync(cancellationToken);
        int Of(DateTimeOffset at, OrderState state) => ended.Where(e => e.Date == at.UtcDateTime.Date && e.Hour == at.Hour && e.State == state).Sum(e => e.Count);
        return [.. Enumerable.Range(0, Hours).Select(i => start.AddHours(i)).Select(at => new HourOfOrders(at, Of(at, OrderState.Completed), Of(at, OrderState.Failed)))];
    }

    // An order is stuck when it takes longer than 19 of 20 of its size took; while too few are known, when it takes longer than an hour.
    private static async Task<IReadOnlyList<StuckOrder>> StuckAsync(PortalDbContext db, IQueryable<ImagingOrder> orders, IQueryable<ImagingOrder> ended, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var open = await orders.Where(o => o.State == OrderState.Submitted && o.StartedAt != null).OrderBy(o => o.StartedAt).Take(1_000).Select(o => new { o.Id, o.GroupName, o.Stage, Since = o.StartedAt!.Value }).ToListAsync(cancellationToken);
        if (open.Count == 0)
        {
            return [];
        }

        var recent = await ended.Where(o => o.StartedAt != null && o.State == OrderState.Completed).OrderByDescending(o => o.EndedAt).Take(500).Select(o => new { o.Id, Took = o.EndedAt!.Value - o.StartedAt!.Value }).ToListAsync(cancellationToken);
        var files = await OrderSizes.OfAsync(db, open.Select(o => o.Id).Concat(recent.Select(o => o.Id)), cancellationToken);
        var took = recent.ToLookup(o => StuckRule.SizeOf(files.GetValueOrDefault(o.Id)), o => o.Took);
        var longest = took.ToDictionary(t => t.Key, t => StuckRule.Longest([.. t]));
        return [.. open.Select(o => (Order: o, Files: files.GetValueOrDefault(o.Id))).Select(o => new StuckOrder(o.Order.Id, o.Order.GroupName, o.Files, o.Order.Stage ?? ImportStages.Started, o.Order.Since,
            longest.TryGetValue(StuckRule.SizeOf(o.Files), out var typical) ? typical : StuckRule.Longest([]))).Where(o => now - o.Since > o.Typical).Take(MostRows)];
    }
}
