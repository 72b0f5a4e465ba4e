using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using Portal.Domain;
using Portal.Domain.ImagingOrders;
using Portal.Domain.Runs;
using Portal.Domain.Storage;
using Portal.Jobs.ImagingOrders.Processing;
using Portal.Jobs.ImagingOrders.Tracking;

namespace Portal.Jobs.ImagingOrders.Monitor;

/// <summary>How things stand between the portal and the importer.</summary>
/// <param name="Importer">Null where no importer's database is configured.</param>
/// <param name="Open">Orders the importer has and has not ended, by group; those it passed over do not count.</param>
/// <param name="AtOnce">How many it is given.</param>
/// <param name="Typical">How long an order usually takes from its start to its end; null while nobody knows.</param>
public sealed record QueueNow(DaemonSign? Importer, IReadOnlyDictionary<string, int> Open, int AtOnce, IReadOnlyDictionary<string, int> Quota, int Workers, TimeSpan? Typical)
{
    /// <summary>The portal's own workers are the importer.</summary>
    public bool Processes { get; init; }

    public bool IsFull => Open.Values.Sum() >= AtOnce;

    /// <summary>The group's quota, where it is used up.</summary>
    public int? UsedUp(string group) => Quota.TryGetValue(group, out var most) && Open.GetValueOrDefault(group) >= most ? most : null;

    /// <summary>How long it takes until so many orders before it, and it, are done.</summary>
    public TimeSpan? Estimate(int ahead) => Typical is { } each ? each * (ahead / Workers + 1) : null;
}

/// <summary>The orders in line, with the importer and before it.</summary>
public sealed class OrderLine(IDbContextFactory<PortalDbContext> contexts, TrackingDatabase tracking, DaemonWatch daemon, ProcessingCluster cluster, IOptions<ImagingOrderOptions> options, TimeProvider clock)
{
    private const int Recent = 50;
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private (DateTimeOffset At, DaemonSign Sign)? _sign;

    /// <summary>Whether an importer lives; null where none is configured. One whose database is away does not; where the portal processes itself, it is the importer. At most a second old.</summary>
    public async Task<DaemonSign?> ImporterAsync(CancellationToken cancellationToken)
    {
        if (!tracking.IsSet)
        {
            return null;
        }

        var now = clock.GetUtcNow();
        if (_sign is not { } last || now - last.At >= Fresh)
        {
            _sign = last = (now, await LookAsync(cancellationToken));
        }

        return last.Sign;
    }

    public async Task<QueueNow> NowAsync(CancellationToken cancellationToken)
    {
        var (importer, set) = (await ImporterAsync(cancellationToken), options.Value);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var open = await OpenAsync(db, cancellationToken);
        var took = await db.Set<ImagingOrder>().Where(o => o.EndedAt != null && o.StartedAt != null && o.State == OrderState.Completed).OrderByDescending(o => o.EndedAt).Take(Recent)
            .Select(o => o.EndedAt!.Value - o.StartedAt!.Value).ToListAsync(cancellationToken);
        return new(importer, open.Where(o => !o.PassedOver).GroupBy(o => o.Group).ToDictionary(g => g.Key, g => g.Count()), set.HandOverAtOnce, set.Quota.AsReadOnly(), set.ImporterWorkers,
            took.Count > 0 ? took.Order().ElementAt(took.Count / 2) : null) { Processes = set.Processes };
    }

    /// <summary>Of every order the importer has and has not ended: whether a worker is at it, and what comes first.</summary>
    public async Task<IReadOnlyDictionary<Guid, PlaceInLine>> PlacesAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var open = (await OpenAsync(db, cancellationToken)).Where(o => !o.PassedOver && o.FirstRow is not null).ToList();
        return options.Value.Processes ? await OwnPlacesAsync(db, open, cancellationToken) : DaemonQueue.Places(open.Select(o => new InLine($"{o.Id}", o.FirstRow!.Value, o.StartedRow, o.Stage is { } stage ? ImportStages.Read(stage) : ImportStage.Pending)), options.Value.ImporterWorkers)
            .ToDictionary(p => Guid.Parse(p.Key), p => p.Value);
    }

    // Nothing has to be guessed of the portal's own workers: the order's run says whether one is at it.
    private static async Task<IReadOnlyDictionary<Guid, PlaceInLine>> OwnPlacesAsync(PortalDbContext db, IReadOnlyList<Open> open, CancellationToken cancellationToken)
    {
        var ids = open.ToDictionary(o => $"imaging-order:{o.Id}", o => o.Id, StringComparer.Ordinal);
        var runs = await db.Runs.Where(r => r.Workflow == ImagingOrderWorkflow.WorkflowName && ids.Keys.Contains(r.SubjectKey)).Select(r => new { r.SubjectKey, r.Number, r.State, r.Priority }).ToListAsync(cancellationToken);
        var latest = runs.GroupBy(r => ids[r.SubjectKey]).ToDictionary(g => g.Key, g => g.MaxBy(r => r.Number)!);
        var (places, ahead) = (new Dictionary<Guid, PlaceInLine>(), 0);
        foreach (var order in open.OrderByDescending(o => latest.TryGetValue(o.Id, out var run) && run.State == RunState.Running).ThenByDescending(o => latest.TryGetValue(o.Id, out var run) ? run.Priority : 0)
            .ThenBy(o => latest.TryGetValue(o.Id, out var run) ? run.Number : long.MaxValue).ThenBy(o => o.FirstRow))
        {
            places[order.Id] = latest.TryGetValue(order.Id, out var run) && run.State == RunState.Running ? new(OrderWork.Running, 0) : new(OrderWork.Waiting, ahead);
            ahead++;
        }

        return places;
    }

    /// <summary>How many orders of the portal's own queue go before this one.</summary>
    public async Task<int> AheadAsync(int priority, DateTimeOffset createdAt, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<ImagingOrder>().CountAsync(o => o.State == OrderState.Queued && (o.Priority > priority || (o.Priority == priority && o.CreatedAt < createdAt)), cancellationToken);
    }

    // Written before one that was started, and still pending: no importer comes back to it; the portal's own workers do.
    private async Task<List<Open>> OpenAsync(PortalDbContext db, CancellationToken cancellationToken)
    {
        var begun = options.Value.Processes ? 0 : await db.Set<ImagingOrder>().Where(o => o.StartedRow != null).OrderByDescending(o => o.LastRow).Take(Recent).MaxAsync(o => o.FirstRow, cancellationToken) ?? 0;
        return await db.Set<ImagingOrder>().Where(o => o.State == OrderState.Submitting || o.State == OrderState.Submitted)
            .Select(o => new Open(o.Id, o.GroupName, o.FirstRow, o.StartedRow, o.Stage, o.StartedRow == null && o.FirstRow < begun)).ToListAsync(cancellationToken);
    }

    private async Task<DaemonSign> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            var sign = await daemon.LookAsync(cancellationToken);
            return !options.Value.Processes ? sign : sign with
            {
                State = sign.IsPolling ? DaemonState.Beside : sign.MayBeHidden ? DaemonState.Hidden : await cluster.HoldersAsync(cancellationToken) switch
                {
                    { Own: true } => DaemonState.Alive,
                    { Others: true } => DaemonState.OtherPortal,
                    _ => DaemonState.NoWorker,
                },
            };
        }
        catch (Exception e) when (e is NpgsqlException or RuleException)
        {
            return new(DaemonState.Silent, LastPoll: null, WaitingSince: null);
        }
    }

    private sealed record Open(Guid Id, string Group, long? FirstRow, long? StartedRow, string? Stage, bool PassedOver);
}
