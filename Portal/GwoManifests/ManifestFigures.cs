using Microsoft.EntityFrameworkCore;
using Portal.Domain.Accounts;
using Portal.Domain.GwoManifests;
using Portal.Domain.Storage;

namespace Portal.GwoManifests;

/// <summary>What one load did to one kind of entity so far.</summary>
/// <param name="ToDo">Not sent yet, or sent and not yet confirmed.</param>
public sealed record LoadedCount(PlanEntity Entity, int New, int Changed, int Same, int ToDo, int Refused)
{
    public int All => New + Changed + Same + ToDo + Refused;
}

/// <summary>Figures the pages show about manifests and their runs. The caller has found the manifest or the run, and so may see it.</summary>
public sealed class ManifestFigures(IDbContextFactory<PortalDbContext> contexts)
{
    public async Task<int> RowsWithWarningsOnlyAsync(Guid manifestId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var issues = db.Set<GwoIssue>().Where(i => i.ManifestId == manifestId && i.Row > 0);
        var bad = issues.Where(i => i.Severity == IssueSeverity.Error).Select(i => i.Row);
        return await issues.Where(i => i.Severity == IssueSeverity.Warning && !bad.Contains(i.Row)).Select(i => i.Row).Distinct().CountAsync(cancellationToken);
    }

    /// <summary>From the run's ledger; empty before the load has planned its calls.</summary>
    public async Task<IReadOnlyList<LoadedCount>> LoadedAsync(Guid runId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var counts = await db.Set<GwoLedgerEntry>().Where(e => e.RunId == runId).GroupBy(e => new { e.Entity, e.Action, e.State })
            .Select(g => new { g.Key.Entity, g.Key.Action, g.Key.State, Count = g.Count() }).ToListAsync(cancellationToken);
        return [.. counts.GroupBy(c => c.Entity).OrderBy(g => g.Key).Select(g => new LoadedCount(
            g.Key,
            g.Where(c => c is { State: LedgerState.Done, Action: PlanAction.Create }).Sum(c => c.Count),
            g.Where(c => c is { State: LedgerState.Done, Action: PlanAction.Update }).Sum(c => c.Count),
            g.Where(c => c.State == LedgerState.Kept || c is { State: LedgerState.Done, Action: PlanAction.Unchanged }).Sum(c => c.Count),
            g.Where(c => c.State is LedgerState.Pending or LedgerState.Intent).Sum(c => c.Count),
            g.Where(c => c.State == LedgerState.Refused).Sum(c => c.Count)))];
    }

    /// <summary>The manifest whose last check this run was; null once another check was started.</summary>
    public async Task<Guid?> CheckedByAsync(Guid runId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<GwoManifest>().Where(m => m.CheckRunId == runId).Select(m => (Guid?)m.Id).SingleOrDefaultAsync(cancellationToken);
    }
}
