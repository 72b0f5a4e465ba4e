using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Common;
using Portal.Domain.Accounts;
using Portal.Domain.GenomeCatalogues;
using Portal.Domain.Storage;
using Portal.Shell;

namespace Portal.GenomeCatalogues;

/// <summary>Genomes of a release, and one genome through the releases the caller may see.</summary>
public sealed class GenomeQueries(IDbContextFactory<PortalDbContext> contexts, CatalogueQueries catalogues)
{
    /// <param name="release">Found through <see cref="CatalogueQueries"/>, so the caller may see it.</param>
    /// <param name="cursor">From the page before.</param>
    /// <exception cref="ArgumentException">The cursor is not one this list gave out.</exception>
    public async Task<ListOf<GenomeSnapshot>> ListAsync(ReleaseView release, GenomeFilter filter, GenomeOrder order, bool downwards, string? cursor, int limit, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var skip = cursor is null ? 0 : int.TryParse(cursor, out var from) && from > 0 ? from
            : throw new ArgumentException($"The cursor “{cursor}” is not one this list gave out. Start again without it.", nameof(cursor));
        var rows = await Ordered(Select(db, release, filter), order, downwards).Skip(skip).Take(limit + 1).ToListAsync(cancellationToken);
        return rows.Count > limit ? new(rows[..limit], $"{skip + limit}") : new(rows, null);
    }

    public async Task<int> CountAsync(ReleaseView release, GenomeFilter filter, CancellationToken cancellationToken)
    {
        if (filter.IsEmpty)
        {
            return release.Figures.Genomes;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await Select(db, release, filter).CountAsync(cancellationToken);
    }

    /// <param name="slug">The release it is looked at in; null: the public one, else the newest that may be seen.</param>
    public async Task<GenomeView?> FindAsync(string accession, string? slug, Grants grants, CancellationToken cancellationToken)
    {
        if (await InAsync(accession, slug, grants, cancellationToken) is not { Generation: { } generation } release)
        {
            return null;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var snapshot = await db.Set<GenomeSnapshot>().AsNoTracking().SingleAsync(s => s.Generation == generation && s.Accession == accession, cancellationToken);
        var identity = await db.Set<Genome>().AsNoTracking().SingleAsync(g => g.Accession == accession, cancellationToken);
        var files = await db.Set<GenomeFiles>().AsNoTracking().SingleOrDefaultAsync(f => f.Generation == generation && f.Accession == accession, cancellationToken);
        return new(accession, release.Slug, release.Status, snapshot, identity, JsonSerializer.Deserialize<List<Download>>(files?.Downloads ?? "[]")!);
    }

    public async Task<AnnotationsView?> AnnotationsAsync(string accession, string? slug, Grants grants, CancellationToken cancellationToken)
    {
        if (await InAsync(accession, slug, grants, cancellationToken) is not { Generation: { } generation } release)
        {
            return null;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await db.Set<GenomeAnnotations>().AsNoTracking().SingleOrDefaultAsync(a => a.Generation == generation && a.Accession == accession, cancellationToken);
        return new(accession, release.Slug,
            AnnotationWords.Describe(found?.CogCategories, AnnotationCodes.Cog), AnnotationWords.Describe(found?.KeggClasses, AnnotationCodes.KeggClass),
            AnnotationWords.Describe(found?.KeggModules, AnnotationCodes.KeggModule), AnnotationWords.Describe(found?.AntismashGeneClusters, _ => null));
    }

    /// <summary>Every release the genome is in and the caller may see, the newest first.</summary>
    public async Task<IReadOnlyList<GenomeRelease>> ReleasesAsync(string accession, Grants grants, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var (any, drafts) = (grants.MaySomewhere(Role.Viewer), grants.SeesDrafts);
        return await (from snapshot in db.Set<GenomeSnapshot>()
                      where snapshot.Accession == accession
                      join release in db.Set<CatalogueRelease>() on (Guid?)snapshot.Generation equals release.Generation
                      where any && (drafts || release.Status == ReleaseStatus.Published || release.Status == ReleaseStatus.Retired)
                      orderby release.CreatedAt descending
                      select new GenomeRelease(release.Slug, release.Name, release.Status, release.UpdatedAt, snapshot.Generation)).ToListAsync(cancellationToken);
    }

    private async Task<ReleaseView?> InAsync(string accession, string? slug, Grants grants, CancellationToken cancellationToken)
    {
        var releases = await ReleasesAsync(accession, grants, cancellationToken);
        var chosen = slug is null ? releases.FirstOrDefault(r => r.Status == ReleaseStatus.Published) ?? (releases.Count > 0 ? releases[0] : null) : releases.FirstOrDefault(r => r.Slug == slug);
        return chosen is null ? null : await catalogues.FindAsync(chosen.Slug, grants, cancellationToken);
    }

    private static IQueryable<GenomeSnapshot> Select(PortalDbContext db, ReleaseView release, GenomeFilter filter)
    {
        var genomes = db.Set<GenomeSnapshot>().AsNoTracking().Where(s => s.Generation == release.Generation);
        genomes = filter.Type is { Length: > 0 } type ? genomes.Where(s => s.Type == type) : genomes;
        genomes = filter.MinCompleteness is { } least ? genomes.Where(s => s.Completeness >= least) : genomes;
        genomes = filter.MaxContamination is { } most ? genomes.Where(s => s.Contamination <= most) : genomes;
        if (filter.Lineage is { Length: > 0 } lineage)
        {
            var below = $"{LikePattern.Escape(lineage)};%";
            genomes = genomes.Where(s => s.TaxonLineage == lineage || EF.Functions.Like(s.TaxonLineage, below, @"\"));
        }

        if (filter.Text is { Length: > 0 } text)
        {
            var pattern = LikePattern.Containing(text);
            genomes = genomes.Where(s => EF.Functions.ILike(s.Accession, pattern, @"\") || EF.Functions.ILike(s.TaxonLineage, pattern, @"\"));
        }

        return genomes;
    }

    // The accession makes every order a total one.
    private static IOrderedQueryable<GenomeSnapshot> Ordered(IQueryable<GenomeSnapshot> genomes, GenomeOrder order, bool downwards) => (order, downwards) switch
    {
        (GenomeOrder.Completeness, false) => genomes.OrderBy(s => s.Completeness).ThenBy(s => s.Accession),
        (GenomeOrder.Completeness, true) => genomes.OrderByDescending(s => s.Completeness).ThenBy(s => s.Accession),
        (GenomeOrder.Contamination, false) => genomes.OrderBy(s => s.Contamination).ThenBy(s => s.Accession),
        (GenomeOrder.Contamination, true) => genomes.OrderByDescending(s => s.Contamination).ThenBy(s => s.Accession),
        (GenomeOrder.Length, false) => genomes.OrderBy(s => s.Length).ThenBy(s => s.Accession),
        (GenomeOrder.Length, true) => genomes.OrderByDescending(s => s.Length).ThenBy(s => s.Accession),
        (GenomeOrder.Genomes, false) => genomes.OrderBy(s => s.NumGenomesTotal).ThenBy(s => s.Accession),
        (GenomeOrder.Genomes, true) => genomes.OrderByDescending(s => s.NumGenomesTotal).ThenBy(s => s.Accession),
        (_, true) => genomes.OrderByDescending(s => s.Accession),
        _ => genomes.OrderBy(s => s.Accession),
    };
}
