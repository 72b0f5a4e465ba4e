using Microsoft.EntityFrameworkCore;
using Portal.Domain.Accounts;
using Portal.Domain.Audit;
using Portal.Domain.Runs;
using Portal.Domain.Storage;
using Portal.Domain.TaxonFetches;
using Portal.Jobs.Schedules;

namespace Portal.Jobs.TaxonFetches;

/// <summary>Whether the tracked ids still stand: one that was merged goes on under its successor, one that is gone waits for somebody to look.</summary>
internal sealed class TaxonomyCheck(IDbContextFactory<PortalDbContext> contexts, TaxonResolver resolver, TaxonStore taxa, TimeProvider clock) : IScheduledWork
{
    private const string CopyLinks = """
        INSERT INTO portal.read_run_taxon (tax_id, run_accession, seen_at, rules_version)
        SELECT {1}, run_accession, seen_at, 0 FROM portal.read_run_taxon WHERE tax_id = {0} ON CONFLICT DO NOTHING
        """;

    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        var (merged, gone, unanswered) = (0, 0, 0);
        foreach (var taxId in await TrackedAsync(cancellationToken))
        {
            try
            {
                var found = await resolver.AskAsync(taxId, cancellationToken);
                if (found.Taxon is null)
                {
                    gone += await LoseAsync(taxId, found.Deleted, cancellationToken);
                }
                else if (found.Taxon.TaxId != taxId)
                {
                    await MergeAsync(taxId, found.Taxon, cancellationToken);
                    merged++;
                }
            }
            catch (StepFailedException)
            {
                unanswered++; // the next round asks again; the sentence below says how many
            }
        }

        return $"{Words.Count(merged, "id")} merged, {Words.Count(gone, "id")} gone{(unanswered > 0 ? $", {unanswered:N0} could not be asked about" : "")}.";
    }

    private async Task<List<long>> TrackedAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<Taxon>().Where(t => t.MergedInto == null).OrderBy(t => t.TaxId).Select(t => t.TaxId).ToListAsync(cancellationToken);
    }

    private async Task<int> LoseAsync(long taxId, bool deleted, CancellationToken cancellationToken)
    {
        var asked = 0;
        await taxa.ChangeAsync(taxId, (_, t, _) =>
        {
            if (t.NeedsAttention is null)
            {
                t.RaiseAttention(deleted ? "NCBI deleted this id; no successor is known." : "ENA’s taxonomy no longer knows this id.");
                asked = 1;
            }
        }, cancellationToken);
        return asked;
    }

    private async Task MergeAsync(long taxId, Outside.Ena.EnaTaxon into, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await TaxonStore.LockedAsync(db, taxId, cancellationToken) is not { MergedInto: null } taxon)
        {
            return;
        }

        var now = clock.GetUtcNow();
        if (!await db.Set<Taxon>().AnyAsync(t => t.TaxId == into.TaxId, cancellationToken))
        {
            db.Add(taxon.Successor(into.TaxId, into.ScientificName, into.Rank, into.Lineage, now));
        }

        taxon.MergeInto(into.TaxId);
        db.AuditEntries.Add(AuditEntry.Of(Actor.Portal, now, "taxon.merge", Taxon.KeyOf(taxId), taxon.ScientificName, Scopes.Everything, new { taxId }, new { into.TaxId }, "NCBI merged the id"));
        await db.SaveChangesAsync(cancellationToken);
        await db.Database.ExecuteSqlRawAsync(CopyLinks, [taxId, into.TaxId], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
