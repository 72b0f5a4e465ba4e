using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Portal.Jobs.Outside.Ena;

namespace Portal.Jobs.TaxonFetches;

/// <summary>What is known of an id: the taxon, under the id it has today; or that it was deleted, or never was.</summary>
public sealed record ResolvedTaxon(EnaTaxon? Taxon, bool Deleted = false);

/// <summary>Looks taxa up: first whether the id was merged or deleted, then with ENA. Answers are kept for a while, as somebody types them more than once.</summary>
public sealed class TaxonResolver(EnaTaxonomy taxonomy, IOptions<TaxonFetchOptions> options, TimeProvider clock)
{
    private const int MostMerges = 20;
    private const int MostKept = 20_000;
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<long, (DateTimeOffset At, ResolvedTaxon Found)> _kept = new();
    private readonly Lazy<TaxonomyDump> _dump = new(() => TaxonomyDump.Read(options.Value.TaxonomyDump));

    /// <exception cref="Domain.Runs.StepFailedException">ENA cannot be asked.</exception>
    public async Task<ResolvedTaxon> ResolveAsync(long taxId, CancellationToken cancellationToken)
    {
        if (_kept.TryGetValue(taxId, out var kept) && clock.GetUtcNow() - kept.At < Fresh)
        {
            return kept.Found;
        }

        return await AskAsync(taxId, cancellationToken);
    }

    /// <summary>The same, whatever was answered a moment ago.</summary>
    /// <inheritdoc cref="ResolveAsync"/>
    public async Task<ResolvedTaxon> AskAsync(long taxId, CancellationToken cancellationToken)
    {
        var found = await FollowAsync(taxId, cancellationToken);
        if (_kept.Count > MostKept)
        {
            _kept.Clear();
        }

        _kept[taxId] = (clock.GetUtcNow(), found);
        return found;
    }

    private async Task<ResolvedTaxon> FollowAsync(long taxId, CancellationToken cancellationToken)
    {
        var (id, seen) = (taxId, new HashSet<long>());
        while (seen.Add(id) && seen.Count <= MostMerges)
        {
            if (_dump.Value.IsDeleted(id))
            {
                return new(null, Deleted: true);
            }

            if (_dump.Value.MergedInto(id) is { } successor)
            {
                id = successor;
                continue;
            }

            if (await taxonomy.FindAsync(id, cancellationToken) is not { } taxon)
            {
                return new(null);
            }

            if (taxon.TaxId == id)
            {
                return new(taxon);
            }

            id = taxon.TaxId;
        }

        return new(null); // ids that lead in a circle lead nowhere
    }
}

/// <summary>NCBI's lists of ids that were merged or deleted.</summary>
internal sealed class TaxonomyDump
{
    private readonly Dictionary<long, long> _merged = [];
    private readonly HashSet<long> _deleted = [];

    public long? MergedInto(long id) => _merged.TryGetValue(id, out var into) ? into : null;

    public bool IsDeleted(long id) => _deleted.Contains(id);

    public static TaxonomyDump Read(string? folder)
    {
        var dump = new TaxonomyDump();
        foreach (var cells in Lines(folder, "merged.dmp").Where(c => c.Length >= 2))
        {
            dump._merged[cells[0]] = cells[1];
        }

        dump._deleted.UnionWith(Lines(folder, "delnodes.dmp").Where(c => c.Length >= 1).Select(c => c[0]));
        return dump;
    }

    private static IEnumerable<long[]> Lines(string? folder, string file) => !string.IsNullOrEmpty(folder) && File.Exists(Path.Combine(folder, file))
        ? File.ReadLines(Path.Combine(folder, file)).Select(l => l.Split('|').Select(c => c.Trim()).Where(c => long.TryParse(c, out _)).Select(long.Parse).ToArray())
        : [];
}
