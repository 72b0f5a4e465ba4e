using Microsoft.EntityFrameworkCore;
using Portal.Domain.Accounts;
using Portal.Domain.Storage;
using Portal.Domain.TaxonFetches;

namespace Portal.TaxonFetches;

/// <summary>Machines without a worker, and workers without their machine.</summary>
public sealed class OrphanQueries(IDbContextFactory<PortalDbContext> contexts)
{
    private const int MostRows = 100;

    /// <exception cref="NotFoundException">The caller has no role in the whole portal.</exception>
    public async Task<IReadOnlyList<OrphanMachine>> ListAsync(Grants grants, CancellationToken cancellationToken)
    {
        TaxonQueries.Require(grants);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<OrphanMachine>().AsNoTracking().OrderBy(o => o.Since).ThenBy(o => o.Key).Take(MostRows).ToListAsync(cancellationToken);
    }
}
