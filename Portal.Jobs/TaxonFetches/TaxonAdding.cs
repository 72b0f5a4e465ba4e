using Microsoft.EntityFrameworkCore;
using Portal.Domain.Runs;
using Portal.Domain.Storage;
using Portal.Domain.TaxonFetches;

namespace Portal.Jobs.TaxonFetches;

/// <summary>Finds out what would become of ids, one by one; writes nothing.</summary>
public sealed class TaxonAdding(IDbContextFactory<PortalDbContext> contexts, TaxonResolver resolver)
{
    private const int AtOnce = 8;

    /// <param name="coveredToo">Also what comes anyway because a taxon above it is tracked.</param>
    /// <param name="progress">Called whenever one more is known; from several threads.</param>
    public async Task<IReadOnlyList<TaxonOutcome>> LookAsync(IReadOnlyList<TaxonIdWord> words, bool coveredToo, Action<int>? progress, CancellationToken cancellationToken)
    {
        var tracked = await TrackedAsync(cancellationToken);
        var resolved = await ResolveAsync([.. words.Select(w => w.Id).OfType<long>().Distinct().Where(id => !tracked.ContainsKey(id))], progress, cancellationToken);
        var (outcomes, taken) = (new List<TaxonOutcome>(words.Count), new Dictionary<long, string>());
        foreach (var word in words)
        {
            outcomes.Add(Outcome(word));
        }

        return outcomes;

        TaxonOutcome Outcome(TaxonIdWord word)
        {
            if (word.Id is not { } id)
            {
                return new(word.Text, TaxonOutcomeKind.Malformed, null, null, null, null, word.Problem!);
            }

            if (taken.TryGetValue(id, out var before))
            {
                return new(word.Text, TaxonOutcomeKind.Duplicate, id, null, null, null, $"It stands in the input before, as “{before}”.");
            }

            taken[id] = word.Text;
            if (tracked.TryGetValue(id, out var known))
            {
                return new(word.Text, TaxonOutcomeKind.AlreadyTracked, id, known.Name, known.Rank, known.Lineage, "It is tracked already.");
            }

            return resolved[id] switch
            {
                null => new(word.Text, TaxonOutcomeKind.NotResolved, id, null, null, null, "ENA’s taxonomy cannot be asked at the moment. Try again later."),
                { Deleted: true } => new(word.Text, TaxonOutcomeKind.Deleted, id, null, null, null, "NCBI deleted this id. Look for the taxon by its name."),
                { Taxon: null } => new(word.Text, TaxonOutcomeKind.Unknown, id, null, null, null, "No taxon has this id. Check the number."),
                { Taxon: { } taxon } => Known(word, id, taxon),
            };
        }

        TaxonOutcome Known(TaxonIdWord word, long id, Outside.Ena.EnaTaxon taxon)
        {
            if (taxon.TaxId != id && tracked.ContainsKey(taxon.TaxId))
            {
                return Of(TaxonOutcomeKind.AlreadyTracked, $"It was merged into {taxon.TaxId}, which is tracked already.");
            }

            if (taxon.TaxId != id && !taken.TryAdd(taxon.TaxId, word.Text))
            {
                return Of(TaxonOutcomeKind.Duplicate, $"It was merged into {taxon.TaxId}, which stands in the input before, as “{taken[taxon.TaxId]}”.");
            }

            var above = taxon.Lineage.Split(';', StringSplitOptions.TrimEntries);
            if (!coveredToo && tracked.Values.FirstOrDefault(t => !t.Exact && t.Name != taxon.ScientificName && above.Contains(t.Name, StringComparer.Ordinal)) is { } ancestor)
            {
                return Of(TaxonOutcomeKind.CoveredByAncestor, $"{ancestor.Name} ({ancestor.TaxId}) is tracked with everything below it; these runs come anyway.");
            }

            return taxon.TaxId != id
                ? Of(TaxonOutcomeKind.Merged, $"NCBI merged {id} into {taxon.TaxId}; that one is tracked.")
                : Of(TaxonOutcomeKind.Added, "It is new here.");

            TaxonOutcome Of(TaxonOutcomeKind kind, string sentence) => new(word.Text, kind, taxon.TaxId, taxon.ScientificName, taxon.Rank, taxon.Lineage, sentence);
        }
    }

    private async Task<Dictionary<long, TrackedTaxon>> TrackedAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<Taxon>().Select(t => new TrackedTaxon(t.TaxId, t.ScientificName, t.Rank, t.Lineage, t.Exact)).ToDictionaryAsync(t => t.TaxId, cancellationToken);
    }

    // Null where ENA could not be asked: the others are told all the same.
    private async Task<Dictionary<long, ResolvedTaxon?>> ResolveAsync(IReadOnlyList<long> ids, Action<int>? progress, CancellationToken cancellationToken)
    {
        var found = new System.Collections.Concurrent.ConcurrentDictionary<long, ResolvedTaxon?>();
        await Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (id, token) =>
        {
            try
            {
                found[id] = await resolver.ResolveAsync(id, token);
            }
            catch (StepFailedException)
            {
                found[id] = null;
            }

            progress?.Invoke(found.Count);
        });
        return new(found);
    }

    private sealed record TrackedTaxon(long TaxId, string Name, string Rank, string Lineage, bool Exact);
}
