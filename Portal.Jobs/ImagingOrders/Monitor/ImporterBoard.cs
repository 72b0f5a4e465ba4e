using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.Domain.Storage;

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

/// <summary>Adds up how importing goes, from the portal's own table.</summary>
public sealed class ImporterBoard(IDbContextFactory<PortalDbContext> contexts, OrderLine line, IOptions<ImagingOrderOptions> options, TimeProvider clock)
{
    private const int Hours = 24;
    private const int MostRows = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Window = TimeSpan.FromDays(30);

    public async Task<ImporterNow> ReadAsync(Grants grants, CancellationToken cancellationToken)
    {
        var (queue, now) = (await line.NowAsync(cancellationToken), clock.GetUtcNow());
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var orders = OrderFilter.Visible(db, grants);
        var waiting = orders.Where(o => o.State == OrderState.Queued || (o.State == OrderState.Scheduled && o.DueAt <= now));
        var lying = now - Patience;
        var ended = orders.Where(o => o.EndedAt >= now - Window && (o.State == OrderState.Completed || o.State == OrderState.Failed));
        return new(queue, await waiting.CountAsync(cancellationToken), await orders.CountAsync(o => o.State == OrderState.Submitting || o.State == OrderState.Submitted, cancellationToken),
            await waiting.MinAsync(o => (DateTimeOffset?)o.CreatedAt, cancellationToken),
            await orders.CountAsync(o => o.State == OrderState.Submitted && o.Stage == ImportStages.Pending && o.StageAt < lying, cancellationToken),
            await HoursAsync(orders, now, cancellationToken),
            await RatesAsync(ended.GroupBy(o => o.GroupName).Select(g => new OutcomeRate(g.Key, g.Count(), g.Count(o => o.State == OrderState.Failed))), cancellationToken),
            await RatesAsync(ended.GroupBy(o => o.Format ?? "no extension").Select(g => new OutcomeRate(g.Key, g.Count(), g.Count(o => o.State == OrderState.Failed))), cancellationToken),
            await RatesAsync(ended.GroupBy(o => o.Container ?? "imported as it is").Select(g => new OutcomeRate(g.Key, g.Count(), g.Count(o => o.State == OrderState.Failed))), cancellationToken),
            await StuckAsync(orders, ended, queue, now, cancellationToken), Disks());
    }

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
    private static async Task<IReadOnlyList<StuckOrder>> StuckAsync(IQueryable<ImagingOrder> orders, IQueryable<ImagingOrder> ended, QueueNow queue, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var open = await orders.Where(o => o.State == OrderState.Submitted && o.StartedAt != null).OrderBy(o => o.StartedAt).Take(1_000)
            .Select(o => new { o.Id, o.GroupName, o.Paths, o.Stage, Since = o.StartedAt!.Value }).ToListAsync(cancellationToken);
        if (open.Count == 0)
        {
            return [];
        }

        var took = (await ended.Where(o => o.StartedAt != null && o.State == OrderState.Completed).OrderByDescending(o => o.EndedAt).Take(500).Select(o => new { o.Paths, Took = o.EndedAt!.Value - o.StartedAt!.Value }).ToListAsync(cancellationToken))
            .ToLookup(o => StuckRule.SizeOf(o.Paths.Count), o => o.Took);
        return [.. open.Select(o => new StuckOrder(o.Id, o.GroupName, o.Paths.Count, o.Stage ?? ImportStages.Started, o.Since, StuckRule.Longest([.. took[StuckRule.SizeOf(o.Paths.Count)]])))
            .Where(o => now - o.Since > o.Typical).Take(MostRows)];
    }

    private List<DiskSpace> Disks() => [.. new[] { ("Images", options.Value.Mount), ("Left by conversions", options.Value.InPlaceFolder) }.Where(d => d.Item2 is { Length: > 0 }).Select(d => Space(d.Item1, d.Item2!))];

    private static DiskSpace Space(string what, string folder)
    {
        try
        {
            return Directory.Exists(folder) && new DriveInfo(folder) is { IsReady: true } drive ? new(what, folder, drive.AvailableFreeSpace, drive.TotalSize, Problem: null)
                : new(what, folder, Free: null, Total: null, "The folder is not there.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(what, folder, Free: null, Total: null, e.Message);
        }
    }
}

/// <summary>When an order takes longer than its like.</summary>
public static class StuckRule
{
    private const int Enough = 20;
    private static readonly TimeSpan Unknown = TimeSpan.FromHours(1);

    /// <summary>Orders of about as many files are alike.</summary>
    public static int SizeOf(int files) => files switch { <= 1 => 1, <= 10 => 10, <= 100 => 100, _ => 1_000 };

    /// <summary>The 95th percentile; an hour while too few are known.</summary>
    public static TimeSpan Longest(IReadOnlyList<TimeSpan> took) => took.Count < Enough ? Unknown : took.Order().ElementAt((int)Math.Ceiling(took.Count * 0.95) - 1);
}
