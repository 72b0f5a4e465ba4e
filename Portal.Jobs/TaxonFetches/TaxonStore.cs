using Microsoft.EntityFrameworkCore;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Domain.Storage;
using Portal.Domain.TaxonFetches;

namespace Portal.Jobs.TaxonFetches;

/// <summary>Changes taxa one at a time, each under its own lock, so that a step and a person never overwrite one another.</summary>
public sealed class TaxonStore(IDbContextFactory<PortalDbContext> contexts, TimeProvider clock)
{
    /// <summary>As it is now.</summary>
    /// <exception cref="NotFoundException">It is not tracked.</exception>
    public async Task<Taxon> FindAsync(long taxId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<Taxon>().AsNoTracking().SingleOrDefaultAsync(t => t.TaxId == taxId, cancellationToken) ?? throw NotTracked(taxId);
    }

    /// <param name="change">The change, and whatever belongs into the same transaction.</param>
    /// <exception cref="NotFoundException">It is not tracked.</exception>
    public async Task<Taxon> ChangeAsync(long taxId, Action<PortalDbContext, Taxon, DateTimeOffset> change, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var taxon = await LockedAsync(db, taxId, cancellationToken) ?? throw NotTracked(taxId);
        change(db, taxon, clock.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return taxon;
    }

    /// <summary>A cycle takes the taxon up, or goes on with it.</summary>
    /// <exception cref="StepFailedException">Another cycle works on it, or it is no longer tracked.</exception>
    public async Task<Taxon> TakeUpAsync(long taxId, Guid run, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var taxon = await LockedAsync(db, taxId, cancellationToken) ?? throw new StepFailedException($"Taxon {taxId} is not tracked any more.");
        if (taxon is { Leased: true, CycleRunId: { } other } && other != run
            && await db.Runs.Where(r => r.Id == other && (r.State == RunState.Queued || r.State == RunState.Running || r.State == RunState.Waiting)).Select(r => (long?)r.Number).SingleOrDefaultAsync(cancellationToken) is { } number)
        {
            throw new StepFailedException($"R-{number} works on {taxon.ScientificName} already. Nothing needs to be done here.");
        }

        if (!taxon.Leased || taxon.CycleRunId != run || taxon.Status == TaxonStatus.Error)
        {
            taxon.Begin(run);
            await db.SaveChangesAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return taxon;
    }

    internal static Task<Taxon?> LockedAsync(PortalDbContext db, long taxId, CancellationToken cancellationToken) =>
        db.Set<Taxon>().FromSql($"SELECT * FROM portal.taxon WHERE tax_id = {taxId} FOR NO KEY UPDATE").SingleOrDefaultAsync(cancellationToken);

    private static NotFoundException NotTracked(long taxId) => new($"Taxon {taxId} is not tracked here.");
}
