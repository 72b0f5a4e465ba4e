using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.GwoManifests;
using Portal.Domain.Storage;

namespace Portal.Jobs.GwoManifests;

/// <summary>What a roll-back may touch, read from the ledger of the load, and what became of it, written there.</summary>
public sealed class RollbackLedger(IDbContextFactory<PortalDbContext> contexts)
{
    private const int AtOnce = 500;

    /// <summary>Marks what the load created and nobody removed since. What an earlier roll-back left is tried once more.</summary>
    public async Task<int> PrepareAsync(Guid applyRun, Guid rollbackRun, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<GwoLedgerEntry>()
            .Where(e => e.RunId == applyRun && e.Made && e.KfId != null && e.Removal != LedgerRemoval.Removed && (e.RemovedBy == null || e.RemovedBy != rollbackRun))
            .ExecuteUpdateAsync(e => e.SetProperty(x => x.Removal, LedgerRemoval.Pending).SetProperty(x => x.RemovedBy, rollbackRun).SetProperty(x => x.RemovalNote, (string?)null), cancellationToken);
    }

    public async Task<int> CountAsync(Guid applyRun, Guid rollbackRun, LedgerRemoval? removal, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await Of(db, applyRun, rollbackRun).CountAsync(e => removal == null || e.Removal == removal, cancellationToken);
    }

    /// <summary>What is still to be removed of one kind, in portions, each read when it is its turn.</summary>
    public async IAsyncEnumerable<IReadOnlyList<GwoLedgerEntry>> PendingAsync(Guid applyRun, Guid rollbackRun, PlanEntity entity, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var last = -1;
        while (true)
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            var some = await Of(db, applyRun, rollbackRun).AsNoTracking().Where(e => e.Entity == entity && e.Removal == LedgerRemoval.Pending && e.Position > last)
                .OrderBy(e => e.Position).Take(AtOnce).ToListAsync(cancellationToken);
            if (some.Count == 0)
            {
                yield break;
            }

            last = some[^1].Position;
            yield return some;
        }
    }

    public async Task SettleAsync(GwoLedgerEntry entry, LedgerRemoval removal, string? note, DateTimeOffset now)
    {
        await using var db = await contexts.CreateDbContextAsync(CancellationToken.None);
        await db.Set<GwoLedgerEntry>().Where(e => e.RunId == entry.RunId && e.File == entry.File && e.Entity == entry.Entity && e.Position == entry.Position)
            .ExecuteUpdateAsync(e => e.SetProperty(x => x.Removal, removal).SetProperty(x => x.RemovalNote, note).SetProperty(x => x.RemovedAt, now), CancellationToken.None);
    }

    /// <summary>Ids this load made of one kind: links among them may go, all others hold a file or an experiment.</summary>
    public async Task<IReadOnlySet<string>> MadeAsync(Guid applyRun, PlanEntity entity, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<GwoLedgerEntry>().Where(e => e.RunId == applyRun && e.Entity == entity && e.Made && e.KfId != null).Select(e => e.KfId!).ToHashSetAsync(cancellationToken);
    }

    /// <summary>In the order of the rows: what was removed and left, and what was never this load's to remove but was changed by it.</summary>
    public async IAsyncEnumerable<GwoLedgerEntry> ReadAsync(Guid applyRun, Guid rollbackRun, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var entries = db.Set<GwoLedgerEntry>().AsNoTracking()
            .Where(e => e.RunId == applyRun && (e.RemovedBy == rollbackRun || (!e.Made && e.State == LedgerState.Done)))
            .OrderBy(e => e.File).ThenBy(e => e.Entity).ThenBy(e => e.Position);
        await foreach (var entry in entries.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            yield return entry;
        }
    }

    public async Task MarkAsync(Guid manifestId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var manifest = await db.Set<GwoManifest>().SingleAsync(m => m.Id == manifestId, cancellationToken);
        manifest.MarkRolledBack(now);
        await db.SaveChangesAsync(cancellationToken);
    }

    private static IQueryable<GwoLedgerEntry> Of(PortalDbContext db, Guid applyRun, Guid rollbackRun) =>
        db.Set<GwoLedgerEntry>().Where(e => e.RunId == applyRun && e.RemovedBy == rollbackRun);
}
