using Microsoft.EntityFrameworkCore;
using Portal.Domain.Schedules;
using Portal.Domain.Storage;
using Portal.Jobs.Runs;

namespace Portal.Jobs.Schedules;

/// <summary>What a schedule did, written down as it happens. Quartz sees to it that a schedule runs on one node at a time.</summary>
internal sealed class ScheduleJournal(IDbContextFactory<PortalDbContext> contexts, NodeIdentity node, TimeProvider clock)
{
    /// <param name="asked">The request of a person; null when the clock fired.</param>
    /// <returns>Null when the schedule is paused, or the request was answered already.</returns>
    public async Task<Guid?> BeginAsync(string schedule, Guid? asked, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var left = await db.ScheduleRuns.Where(r => r.Schedule == schedule && r.State == ScheduleRunState.Running).ToListAsync(cancellationToken);
        left.ForEach(r => r.End(succeeded: false, $"{r.Node} stopped in the middle and could not say how far it was.", now));
        ScheduleRun? run;
        if (asked is { } id)
        {
            run = await db.ScheduleRuns.SingleOrDefaultAsync(r => r.Id == id && r.State == ScheduleRunState.Asked, cancellationToken);
            run?.Start(node.Name, now);
        }
        else
        {
            run = await db.ScheduleStates.AnyAsync(s => s.Name == schedule && s.PausedAt != null, cancellationToken) ? null : ScheduleRun.Begin(schedule, node.Name, now);
            db.AddRange(run is null ? [] : [run]);
        }

        await db.SaveChangesAsync(cancellationToken);
        return run?.Id;
    }

    public async Task EndAsync(Guid runId, bool succeeded, string outcome, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var run = await db.ScheduleRuns.SingleAsync(r => r.Id == runId, cancellationToken);
        run.End(succeeded, outcome, clock.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
    }
}
