using Microsoft.EntityFrameworkCore;
using Portal.Domain.Accounts;
using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;
using Portal.Domain.Storage;
using Portal.Jobs.GwoManifests;

namespace Portal.GwoManifests;

/// <summary>What one load did to one kind of entity so far.</summary>
/// <param name="ToDo">Not sent yet, or sent and not yet confirmed.</param>
public sealed record LoadedCount(PlanEntity Entity, int New, int Changed, int Same, int ToDo, int Refused)
{
    public int All => New + Changed + Same + ToDo + Refused;
}

/// <summary>What a load created, and what a roll-back did with it.</summary>
/// <param name="Open">Still there, as far as the portal knows.</param>
/// <param name="Files">Genomic files among them.</param>
/// <param name="Kept">Left by a roll-back, because others changed or use them.</param>
/// <param name="Updated">Changed by the load, which no roll-back undoes.</param>
public sealed record LoadMade(int Created, int Open, int Files, int Removed, int Kept, int Updated);

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

    public async Task<LoadMade> MadeAsync(Guid runId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var counts = await db.Set<GwoLedgerEntry>().Where(e => e.RunId == runId && e.State == LedgerState.Done).GroupBy(e => new { e.Entity, e.Made, e.Removal })
            .Select(g => new { g.Key.Entity, g.Key.Made, g.Key.Removal, Count = g.Count() }).ToListAsync(cancellationToken);
        var made = counts.Where(c => c.Made).ToList();
        var open = made.Where(c => c.Removal is null or LedgerRemoval.Pending).ToList();
        return new LoadMade(made.Sum(c => c.Count), open.Sum(c => c.Count), open.Where(c => c.Entity == PlanEntity.GenomicFile).Sum(c => c.Count),
            made.Where(c => c.Removal == LedgerRemoval.Removed).Sum(c => c.Count), made.Where(c => c.Removal == LedgerRemoval.Left).Sum(c => c.Count), counts.Where(c => !c.Made).Sum(c => c.Count));
    }

    /// <summary>What reading again after a load found; null before that.</summary>
    public async Task<VerifyResult?> VerifiedAsync(Guid runId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var state = await db.RunCheckpoints.Where(c => c.RunId == runId && c.Key == VerifyResult.Key).Select(c => c.State).SingleOrDefaultAsync(cancellationToken);
        return state is null ? null : RunParameters.Read<VerifyResult>(state);
    }

    /// <summary>The manifest whose last check this run was; null once another check was started.</summary>
    public async Task<Guid?> CheckedByAsync(Guid runId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<GwoManifest>().Where(m => m.CheckRunId == runId).Select(m => (Guid?)m.Id).SingleOrDefaultAsync(cancellationToken);
    }
}
