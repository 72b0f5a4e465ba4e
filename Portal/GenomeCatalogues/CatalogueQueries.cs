using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Common;
using Portal.Domain.Accounts;
using Portal.Domain.GenomeCatalogues;
using Portal.Domain.Runs;
using Portal.Domain.Storage;

namespace Portal.GenomeCatalogues;

/// <summary>What pages and API read about catalogues. Everybody signed in sees what is or was public; drafts are for curators of everything.</summary>
public sealed class CatalogueQueries(IDbContextFactory<PortalDbContext> contexts)
{
    /// <summary>By label and type, the newest release of each series first.</summary>
    public async Task<IReadOnlyList<ReleaseView>> ListAsync(ReleaseFilter filter, Grants grants, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = Visible(db, grants);
        rows = filter.BiomeLabel is { Length: > 0 } label ? rows.Where(r => r.Series.BiomeLabel == label) : rows;
        rows = filter.Type is { } type ? rows.Where(r => r.Series.Type == type) : rows;
        rows = filter.Status is { } status ? rows.Where(r => r.Release.Status == status) : rows;
        if (filter.Biome is { Length: > 0 } biome)
        {
            var path = BiomePath.Of(biome);
            var below = $"{LikePattern.Escape(path)}.%";
            rows = rows.Where(r => r.Biome.Path == path || EF.Functions.Like(r.Biome.Path, below, @"\"));
        }

        if (filter.Text is { Length: > 0 } text)
        {
            var pattern = LikePattern.Containing(text);
            rows = rows.Where(r => EF.Functions.ILike(r.Release.Name, pattern, @"\") || EF.Functions.ILike(r.Series.BiomeLabel, pattern, @"\"));
        }

        var found = await rows.OrderBy(r => r.Series.BiomeLabel).ThenBy(r => r.Series.Type).ThenByDescending(r => r.Release.CreatedAt).ToListAsync(cancellationToken);
        return [.. found.Select(View)];
    }

    /// <returns>Null when there is none of this address, or none the caller may see.</returns>
    public async Task<ReleaseView?> FindAsync(string slug, Grants grants, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await Visible(db, grants).SingleOrDefaultAsync(r => r.Release.Slug == slug, cancellationToken) is { } row ? View(row) : null;
    }

    /// <summary>The release that shows what this run brought; null while it brought nothing, or when another import took its place.</summary>
    public async Task<ReleaseView?> ImportedByAsync(Guid runId, Grants grants, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await Visible(db, grants).FirstOrDefaultAsync(r => r.Release.Generation == runId, cancellationToken) is { } row ? View(row) : null;
    }

    /// <summary>The release its differences are told against: the published one of its series, else the one made before it.</summary>
    public async Task<ReleaseView?> BeforeAsync(ReleaseView release, Grants grants, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await Visible(db, grants).Where(r => r.Series.Id == release.SeriesId && r.Release.Slug != release.Slug && r.Release.Generation != null && r.Release.CreatedAt < release.CreatedAt)
            .OrderByDescending(r => r.Release.Status == ReleaseStatus.Published).ThenByDescending(r => r.Release.CreatedAt).FirstOrDefaultAsync(cancellationToken) is { } row ? View(row) : null;
    }

    /// <summary>What an import of this wish would replace, else the release its series is known by; null when it begins a series.</summary>
    public async Task<ReleaseView?> FormerAsync(CatalogueWish wish, Grants grants, CancellationToken cancellationToken)
    {
        var normal = wish.Normalised();
        var series = await ListAsync(new ReleaseFilter(normal.CatalogueBiomeLabel, CatalogueTypes.Parse(normal.CatalogueType)), grants, cancellationToken);
        var held = series.Where(r => r.Generation is not null).ToList();
        return held.Find(r => r.Version == normal.CatalogueVersion) ?? held.OrderByDescending(r => r.Status == ReleaseStatus.Published).ThenByDescending(r => r.UpdatedAt).FirstOrDefault();
    }

    /// <summary>All releases of one series, the newest first.</summary>
    public async Task<IReadOnlyList<ReleaseView>> SeriesAsync(Guid seriesId, Grants grants, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await Visible(db, grants).Where(r => r.Series.Id == seriesId).OrderByDescending(r => r.Release.CreatedAt).ToListAsync(cancellationToken);
        return [.. found.Select(View)];
    }

    /// <summary>In the order of the hierarchy.</summary>
    public async Task<IReadOnlyList<Biome>> BiomesAsync(string? text, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var biomes = db.Set<Biome>().AsNoTracking();
        if (text is { Length: > 0 })
        {
            var pattern = LikePattern.Containing(text);
            biomes = biomes.Where(b => EF.Functions.ILike(b.Lineage, pattern, @"\"));
        }

        return await biomes.OrderBy(b => b.Lineage).ToListAsync(cancellationToken);
    }

    private static IQueryable<ReleaseRow> Visible(PortalDbContext db, Grants grants)
    {
        var (any, drafts) = (grants.MaySomewhere(Role.Viewer), grants.SeesDrafts);
        return from release in db.Set<CatalogueRelease>().AsNoTracking()
               where any && (drafts || release.Status == ReleaseStatus.Published || release.Status == ReleaseStatus.Retired)
               join series in db.Set<CatalogueSeries>() on release.SeriesId equals series.Id
               join biome in db.Set<Biome>() on series.BiomePath equals biome.Path
               select new ReleaseRow { Release = release, Series = series, Biome = biome };
    }

    private static ReleaseView View(ReleaseRow row) => new()
    {
        Slug = row.Release.Slug,
        Name = row.Release.Name,
        Version = row.Release.Version,
        Series = row.Series.Name,
        BiomeLabel = row.Series.BiomeLabel,
        Type = row.Series.Type,
        Biome = row.Biome.Lineage,
        Status = row.Release.Status,
        PipelineVersion = row.Release.PipelineVersion,
        Figures = RunParameters.Read<CatalogueFigures>(row.Release.Figures),
        OtherStats = JsonSerializer.Deserialize<JsonElement>(row.Release.OtherStats),
        Downloads = JsonSerializer.Deserialize<List<Download>>(row.Release.Downloads)!,
        CreatedAt = row.Release.CreatedAt,
        CreatedBy = row.Release.CreatedBy,
        UpdatedAt = row.Release.UpdatedAt,
        PublishedAt = row.Release.PublishedAt,
        RetiredAt = row.Release.RetiredAt,
        SeriesId = row.Series.Id,
        Generation = row.Release.Generation,
        FilesDirectory = row.Release.FilesDirectory,
    };

    private sealed class ReleaseRow
    {
        public required CatalogueRelease Release { get; init; }
        public required CatalogueSeries Series { get; init; }
        public required Biome Biome { get; init; }
    }
}
