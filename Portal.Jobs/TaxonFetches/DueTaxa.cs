using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Domain.Storage;
using Portal.Domain.TaxonFetches;
using Portal.Jobs.Schedules;

namespace Portal.Jobs.TaxonFetches;

/// <summary>Taxa whose interval is over, so that they are picked again.</summary>
internal sealed class DueTaxa(IDbContextFactory<PortalDbContext> contexts, TaxonPicker picker, IOptions<TaxonFetchOptions> options, TimeProvider clock) : IScheduledWork
{
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var before = clock.GetUtcNow() - options.Value.Interval;
        var due = await db.Set<Taxon>().Where(t => !t.Due && t.MergedInto == null && (t.LastChecked == null || t.LastChecked <= before)).ExecuteUpdateAsync(s => s.SetProperty(t => t.Due, true), cancellationToken);
        await picker.PickAsync(cancellationToken);
        return due == 0 ? "No taxon is due." : $"{Words.Count(due, "taxon", "taxa")} {(due == 1 ? "is" : "are")} due.";
    }
}
