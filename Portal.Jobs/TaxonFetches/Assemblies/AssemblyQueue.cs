using Microsoft.EntityFrameworkCore;
using Portal.Domain.Storage;
using Portal.Domain.TaxonFetches;

namespace Portal.Jobs.TaxonFetches.Assemblies;

/// <summary>Runs that wait to be assembled, the oldest first. Each is given to one worker only.</summary>
public sealed class AssemblyQueue(IDbContextFactory<PortalDbContext> contexts, TimeProvider clock)
{
    /// <param name="taxId">Only runs of this taxon; null: of any.</param>
    /// <param name="change">The change, and whatever belongs into the same transaction.</param>
    /// <returns>Null when no run waits.</returns>
    public async Task<Assembly?> TakeAsync(long? taxId, Action<PortalDbContext, Assembly, DateTimeOffset> change, CancellationToken cancellationToken)
    {
        if (await TryTakeAsync(taxId, change, cancellationToken) is { } taken)
        {
            return taken;
        }

        await FillAsync(cancellationToken);
        return await TryTakeAsync(taxId, change, cancellationToken);
    }

    /// <summary>Puts runs that pass and are not in the queue into it.</summary>
    /// <returns>How many.</returns>
    public async Task<int> FillAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Database.ExecuteSqlAsync($"""
            INSERT INTO portal.assembly (run_accession, status, waiting_since)
            SELECT l.run_accession, 'Waiting', min(coalesce(l.judged_at, l.seen_at)) FROM portal.read_run_taxon l
            WHERE l.passed AND NOT EXISTS (SELECT 1 FROM portal.assembly a WHERE a.run_accession = l.run_accession)
            GROUP BY l.run_accession ON CONFLICT DO NOTHING
            """, cancellationToken);
    }

    /// <param name="change">The change, and whatever belongs into the same transaction.</param>
    /// <returns>Null when the run is not in the queue.</returns>
    public async Task<Assembly?> ChangeAsync(string run, Func<PortalDbContext, Assembly, DateTimeOffset, Task> change, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.Set<Assembly>().FromSql($"SELECT * FROM portal.assembly WHERE run_accession = {run} FOR NO KEY UPDATE").SingleOrDefaultAsync(cancellationToken) is not { } assembly)
        {
            return null;
        }

        await change(db, assembly, clock.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return assembly;
    }

    private async Task<Assembly?> TryTakeAsync(long? taxId, Action<PortalDbContext, Assembly, DateTimeOffset> change, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        // Rows others are just taking are passed over, not waited for; one that was taken meanwhile no longer waits and is not returned.
        var assembly = await db.Set<Assembly>().FromSql($"""
            SELECT a.* FROM portal.assembly a WHERE a.status = 'Waiting'
            AND EXISTS (SELECT 1 FROM portal.read_run_taxon l WHERE l.run_accession = a.run_accession AND l.passed AND ({taxId}::bigint IS NULL OR l.tax_id = {taxId}::bigint))
            AND EXISTS (SELECT 1 FROM portal.read_run r WHERE r.run_accession = a.run_accession AND r.withdrawn_at IS NULL)
            ORDER BY a.waiting_since, a.run_accession LIMIT 1 FOR UPDATE OF a SKIP LOCKED
            """).SingleOrDefaultAsync(cancellationToken);
        if (assembly is null)
        {
            return null;
        }

        change(db, assembly, clock.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return assembly;
    }
}
