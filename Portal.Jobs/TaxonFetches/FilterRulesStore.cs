using Microsoft.EntityFrameworkCore;
using Portal.Domain.Runs;
using Portal.Domain.Storage;
using Portal.Domain.TaxonFetches;

namespace Portal.Jobs.TaxonFetches;

/// <summary>The rules a taxon is judged by: its own, else the portal's.</summary>
public sealed class FilterRulesStore(IDbContextFactory<PortalDbContext> contexts)
{
    public static FilterRules? Own(Taxon taxon) => taxon.Rules is null ? null : RunParameters.Read<FilterRules>(taxon.Rules);

    public async Task<(FilterRules Rules, FilterDefaults? Stored)> DefaultsAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var stored = await db.Set<FilterDefaults>().AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        return (stored is null ? new() : RunParameters.Read<FilterRules>(stored.Rules), stored);
    }

    public async Task<FilterRules> OfAsync(Taxon taxon, CancellationToken cancellationToken) => Own(taxon) ?? (await DefaultsAsync(cancellationToken)).Rules;
}
