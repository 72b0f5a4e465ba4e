using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Portal.Domain.Storage;

namespace Portal.GenomeCatalogues;

/// <summary>A genome as a dot of the quality chart.</summary>
public sealed record QualityPoint(double Completeness, double Contamination, bool IsNew);

/// <summary>How many species a taxon has in a release.</summary>
/// <param name="Lineage">From the domain down to the taxon.</param>
public sealed record TaxonCount(string Lineage, int Count);

/// <summary>The most frequent taxa of a rank, and how many there are.</summary>
public sealed record TaxaView(IReadOnlyList<TaxonCount> Top, int Taxa);

/// <summary>Downloads of one kind through all genomes of a release.</summary>
public sealed record FileKind(string Label, string Group, int Files, long Bytes);

/// <summary>What is counted over a whole release for its page. The rows of a generation do not change once a release shows them, so while it is looked at each is counted once.</summary>
public sealed class CatalogueCharts(IDbContextFactory<PortalDbContext> contexts, IMemoryCache counted)
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    /// <summary>Dots drawn at most; which ones is the same each time.</summary>
    public const int Sample = 600;

    private const int TopTaxa = 7;

    /// <param name="before">The generation a genome is new against; null: none is.</param>
    public Task<IReadOnlyList<QualityPoint>> QualityAsync(Guid generation, Guid? before, CancellationToken cancellationToken) => OnceAsync<IReadOnlyList<QualityPoint>>((nameof(QualityAsync), generation, before), async db =>
    {
        var (compared, former) = (before is not null, before ?? Guid.Empty);
        return await db.Database.SqlQuery<QualityPoint>($"""
            SELECT s.completeness, s.contamination, {compared} AND NOT EXISTS (SELECT FROM portal.genome_snapshot o WHERE o.generation = {former} AND o.accession = s.accession) AS "IsNew"
            FROM (SELECT accession, completeness, contamination FROM portal.genome_snapshot WHERE generation = {generation} ORDER BY hashtext(accession) LIMIT {Sample}) s
            """).ToListAsync(cancellationToken);
    }, cancellationToken);

    /// <param name="rank">1 for the domain, 2 phylum … 6 genus.</param>
    public Task<TaxaView> TaxaAsync(Guid generation, int rank, CancellationToken cancellationToken) => OnceAsync<TaxaView>((nameof(TaxaAsync), generation, rank), async db =>
    {
        var rows = await db.Database.SqlQuery<TaxonRow>($"""
            SELECT array_to_string((string_to_array(taxon_lineage, ';'))[1:{rank}], ';') AS lineage, count(*)::int AS count, (count(*) OVER ())::int AS taxa
            FROM portal.genome_snapshot WHERE generation = {generation} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {TopTaxa}
            """).ToListAsync(cancellationToken);
        return new([.. rows.Select(r => new TaxonCount(r.Lineage, r.Count))], rows.Count == 0 ? 0 : rows[0].Taxa);
    }, cancellationToken);

    public Task<IReadOnlyList<FileKind>> FilesAsync(Guid generation, CancellationToken cancellationToken) => OnceAsync<IReadOnlyList<FileKind>>((nameof(FilesAsync), generation), async db =>
        await db.Database.SqlQuery<FileKind>($"""
            SELECT d ->> 'short_description' AS label, d ->> 'download_group' AS "group", count(*)::int AS files, coalesce(sum((d ->> 'size')::bigint), 0)::bigint AS bytes
            FROM portal.genome_files f CROSS JOIN LATERAL jsonb_array_elements(f.downloads) d WHERE f.generation = {generation} GROUP BY 1, 2 ORDER BY 2, 3 DESC, 1
            """).ToListAsync(cancellationToken), cancellationToken);

    private async Task<T> OnceAsync<T>(object what, Func<PortalDbContext, Task<T>> count, CancellationToken cancellationToken) => (await counted.GetOrCreateAsync(what, async entry =>
    {
        entry.SlidingExpiration = Kept;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await count(db);
    }))!;

    private sealed record TaxonRow(string Lineage, int Count, int Taxa);
}
