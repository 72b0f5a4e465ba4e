using Microsoft.EntityFrameworkCore;
using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;
using Portal.Domain.Storage;

namespace Portal.Jobs.GwoManifests;

/// <summary>What an apply run intends and did. Intent is stored before a call, the outcome after it; a resume goes on with what is open.</summary>
public sealed class ApplyLedger(IDbContextFactory<PortalDbContext> contexts)
{
    /// <summary>Takes the plan over, item by item, so that a later check cannot change what this run does.</summary>
    public async Task PrepareAsync(Guid runId, ApplyParameters parameters, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var manifest = await db.Set<GwoManifest>().FromSql($"SELECT * FROM portal.gwo_manifest WHERE id = {parameters.ManifestId} FOR UPDATE")
            .AsNoTracking().SingleOrDefaultAsync(cancellationToken) ?? throw new StepFailedException("The manifest is gone. Upload it again.");
        if (await db.Set<GwoLedgerEntry>().AnyAsync(e => e.RunId == runId, cancellationToken))
        {
            return;
        }

        if (manifest.PlanRunId != parameters.PlanRunId)
        {
            throw new StepFailedException("The manifest was checked again since this apply was asked for. Look at the new plan and apply that.");
        }

        await db.Database.ExecuteSqlAsync($"""
            INSERT INTO portal.gwo_ledger_entry (run_id, entity, position, file, row, action, genomic_file, linked_id, external_id, body, kf_id, state)
            SELECT {runId}, entity, position, file, row, action, genomic_file, linked_id, external_id, body, kf_id,
                   CASE WHEN action IN ('Create', 'Update') THEN 'Pending' ELSE 'Kept' END
            FROM portal.gwo_plan_item WHERE manifest_id = {parameters.ManifestId} AND action <> 'Skip'
            """, cancellationToken);
        await UntickedChanges.LeaveAsync(db, runId, parameters.ManifestId, parameters.Replace, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<LedgerCount>> CountAsync(Guid runId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<GwoLedgerEntry>().Where(e => e.RunId == runId).GroupBy(e => new { e.Entity, e.Action, e.State })
            .Select(g => new LedgerCount(g.Key.Entity, g.Key.Action, g.Key.State, g.Count())).ToListAsync(cancellationToken);
    }

    /// <exception cref="StepFailedException">What this run made was rolled back: going on would make half of it again.</exception>
    public async Task RequireNotRolledBackAsync(Guid runId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await db.Set<GwoLedgerEntry>().AnyAsync(e => e.RunId == runId && e.Removal != null, cancellationToken))
        {
            throw new StepFailedException("What this load had created was rolled back. Check the manifest again and start a new load.");
        }
    }

    /// <summary>Files with something to send, now and altogether.</summary>
    public async Task<(int Open, int Total)> FilesAsync(Guid runId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var entries = db.Set<GwoLedgerEntry>().Where(e => e.RunId == runId && e.State != LedgerState.Kept);
        var total = await entries.Select(e => e.File).Distinct().CountAsync(cancellationToken);
        var open = await entries.Where(e => e.State != LedgerState.Done).Select(e => e.File).Distinct().CountAsync(cancellationToken);
        return (open, total);
    }

    /// <summary>The next files with something open, each with all its entries.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<GwoLedgerEntry>>> NextAsync(Guid runId, int afterFile, int most, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var files = await db.Set<GwoLedgerEntry>()
            .Where(e => e.RunId == runId && e.File > afterFile && e.State != LedgerState.Kept && e.State != LedgerState.Done)
            .Select(e => e.File).Distinct().OrderBy(f => f).Take(most).ToListAsync(cancellationToken);
        var entries = await db.Set<GwoLedgerEntry>().AsNoTracking().Where(e => e.RunId == runId && files.Contains(e.File)).ToListAsync(cancellationToken);
        return [.. entries.GroupBy(e => e.File).OrderBy(g => g.Key)
            .Select(IReadOnlyList<GwoLedgerEntry> (g) => [.. g.OrderBy(e => e.Entity).ThenBy(e => e.Position)])];
    }

    /// <summary>Intent or outcome, as the entries now say.</summary>
    public async Task WriteAsync(IReadOnlyList<GwoLedgerEntry> entries, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        foreach (var entry in entries)
        {
            var tracked = db.Attach(entry);
            foreach (var name in Written)
            {
                tracked.Property(name).IsModified = true;
            }
        }

        await db.SaveChangesAsync(cancellationToken);
    }

    public async IAsyncEnumerable<GwoLedgerEntry> ReadAsync(Guid runId, LedgerState? state, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var entries = db.Set<GwoLedgerEntry>().AsNoTracking().Where(e => e.RunId == runId && (state == null || e.State == state));
        await foreach (var entry in entries.OrderBy(e => e.File).ThenBy(e => e.Entity).ThenBy(e => e.Position).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            yield return entry;
        }
    }

    private static readonly string[] Written =
    [
        nameof(GwoLedgerEntry.State), nameof(GwoLedgerEntry.KfId), nameof(GwoLedgerEntry.Method), nameof(GwoLedgerEntry.Path),
        nameof(GwoLedgerEntry.Status), nameof(GwoLedgerEntry.Message), nameof(GwoLedgerEntry.At), nameof(GwoLedgerEntry.Made),
        nameof(GwoLedgerEntry.ModifiedAt), nameof(GwoLedgerEntry.Left),
    ];
}

public sealed record LedgerCount(PlanEntity Entity, PlanAction Action, LedgerState State, int Count);
