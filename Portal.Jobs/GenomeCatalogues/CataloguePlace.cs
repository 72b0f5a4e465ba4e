using Microsoft.EntityFrameworkCore;
using Portal.Domain.GenomeCatalogues;
using Portal.Domain.Runs;
using Portal.Domain.Storage;

namespace Portal.Jobs.GenomeCatalogues;

/// <summary>Where a wish belongs: its series, its release, and the series' last release that holds something.</summary>
internal sealed record CataloguePlace(CatalogueSeries? Series, CatalogueRelease? Release, CatalogueRelease? Last)
{
    /// <exception cref="StepFailedException">It may not be written there.</exception>
    public static async Task<CataloguePlace> FindAsync(PortalDbContext db, CatalogueTask task, CancellationToken cancellationToken)
    {
        var wish = task.Wish;
        var series = await db.Set<CatalogueSeries>().SingleOrDefaultAsync(s => s.BiomeLabel == wish.CatalogueBiomeLabel && s.Type == task.Type, cancellationToken);
        if (series is not null && series.BiomePath != task.BiomePath)
        {
            throw new StepFailedException($"The series “{series.BiomeLabel}” ({series.Type.Word()}) is of the biome {series.BiomePath}, not {task.BiomePath}. Use its biome, or another label.");
        }

        var release = series is null ? null : await db.Set<CatalogueRelease>().SingleOrDefaultAsync(r => r.SeriesId == series.Id && r.Version == wish.CatalogueVersion, cancellationToken);
        if (release is not null && release.Status.IsReleased())
        {
            throw new StepFailedException($"{release.Name} is {release.Status.Word()}, and what the public has seen does not change. Import it as another version.");
        }

        var taken = await db.Set<CatalogueRelease>().FirstOrDefaultAsync(r => (r.Slug == wish.Slug || r.Name == wish.ReleaseName) && (release == null || r.Id != release.Id), cancellationToken);
        if (taken is not null)
        {
            throw new StepFailedException($"The name {taken.Name}, at {taken.Slug}, belongs to another catalogue already. Choose another name or version, or give the label it was imported with.");
        }

        var last = series is null ? null : await db.Set<CatalogueRelease>()
            .Where(r => r.SeriesId == series.Id && r.Generation != null && r.Version != wish.CatalogueVersion)
            .OrderByDescending(r => r.Status == ReleaseStatus.Published).ThenByDescending(r => r.UpdatedAt).FirstOrDefaultAsync(cancellationToken);
        return new(series, release, last);
    }
}
