using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Portal.Domain.Runs;
using Portal.Domain.Storage;
using Quartz;

namespace Portal.Jobs.Runs;

/// <summary>This node's sign of life: one statement extends the leases of everything it works on; what is missing from the answer is lost.</summary>
internal sealed partial class LeaseKeeper(IDbContextFactory<PortalDbContext> contexts, ActiveRuns active, NodeIdentity node, NodeState state,
    IOptions<RunOptions> options, TimeProvider clock, ILogger<LeaseKeeper> logger) : BackgroundService
{
    // A node that comes back after this long is a new row; nobody wants to see what died last week.
    private static readonly TimeSpan Forgotten = TimeSpan.FromHours(1);
    private readonly DateTimeOffset _startedAt = clock.GetUtcNow();
    private readonly ProcessLoad _load = new(clock);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.OnlyNode)
        {
            await FreeWhatTheDeadHeldAsync(cancellationToken);
        }

        await BeatAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.Nodes.Where(n => n.Id == node.Id).ExecuteDeleteAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Heartbeat, clock);
        var (tick, asked) = (timer.WaitForNextTickAsync(stoppingToken).AsTask(), state.AskedAsync(stoppingToken));
        while (!stoppingToken.IsCancellationRequested)
        {
            await await Task.WhenAny(tick, asked);
            tick = tick.IsCompleted ? timer.WaitForNextTickAsync(stoppingToken).AsTask() : tick;
            asked = asked.IsCompleted ? state.AskedAsync(stoppingToken) : asked;
            try
            {
                await BeatAsync(stoppingToken);
            }
            catch (Exception e) when (e is DbException or InvalidOperationException or TimeoutException or SchedulerException)
            {
                // The leases go on running out meanwhile, and GuardAsync looks at them; that is what they are for.
                LogNoBeat(logger, e);
            }
        }
    }

    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var until = now + options.Value.Lease;
        var held = active.All.ToList();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var draining = await TellAsync(db, now, cancellationToken);
        var kept = held.Count == 0 ? [] : await RenewAsync(db, [.. held.Select(r => r.Fence.RunId)], until, cancellationToken);
        foreach (var run in held)
        {
            if (kept.Contains(run.Fence.RunId))
            {
                run.LeaseUntil = until;
            }
            else if (active.All.Contains(run) && await IsLostAsync(db, run.Fence, cancellationToken))
            {
                run.Lose();
            }
        }

        await state.SetAsync(draining, cancellationToken);
    }

    // Only what is in hand: a claim whose commit went through unheard must end with its lease. Locked in order, as every other writer does.
    private Task<List<Guid>> RenewAsync(PortalDbContext db, Guid[] held, DateTimeOffset until, CancellationToken cancellationToken) => db.Database.SqlQuery<Guid>($"""
        UPDATE portal.run r SET lease_until = {until}
        FROM (SELECT id FROM portal.run WHERE id = ANY ({held}) AND owner = {node.Id} AND state = 'Running' ORDER BY id FOR NO KEY UPDATE) AS mine
        WHERE r.id = mine.id RETURNING r.id AS "Value"
        """).ToListAsync(cancellationToken);

    /// <returns>Whether somebody wants this node to drain.</returns>
    private async Task<bool> TellAsync(PortalDbContext db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var capacity = node.Role == NodeRole.Web ? 0 : options.Value.Parallel;
        var draining = await db.Database.SqlQuery<bool>($"""
            INSERT INTO portal.node (id, name, role, version, started_at, seen_at, capacity, cpu, memory_bytes)
            VALUES ({node.Id}, {node.Name}, {node.Role.ToString()}, {NodeIdentity.Version}, {_startedAt}, {now}, {capacity}, {_load.Cpu()}, {ProcessLoad.Memory})
            ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at, cpu = excluded.cpu, memory_bytes = excluded.memory_bytes
            RETURNING draining_since IS NOT NULL AS "Value"
            """).ToListAsync(cancellationToken);
        var forgotten = now - Forgotten;
        await db.Nodes.Where(n => n.SeenAt < forgotten).ExecuteDeleteAsync(cancellationToken);
        return draining.Single();
    }

    // A run that ended between the two looks is not lost, it is done.
    private static async Task<bool> IsLostAsync(PortalDbContext db, Fence fence, CancellationToken cancellationToken) =>
        await db.Runs.AnyAsync(r => r.Id == fence.RunId && r.State == RunState.Running && r.Owner != fence.Owner, cancellationToken);

    private async Task FreeWhatTheDeadHeldAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.Nodes.ExecuteDeleteAsync(cancellationToken);
        var freed = await db.Database.ExecuteSqlAsync($"UPDATE portal.run SET owner = NULL, lease_until = NULL WHERE state = 'Running'", cancellationToken);
        if (freed > 0)
        {
            LogFreed(logger, freed);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "No heartbeat written; trying again")]
    private static partial void LogNoBeat(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Runs} runs were left in the middle by the process before; they continue now")]
    private static partial void LogFreed(ILogger logger, int runs);
}
