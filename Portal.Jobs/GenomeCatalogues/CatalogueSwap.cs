using Microsoft.EntityFrameworkCore;
using Portal.Domain.Accounts;
using Portal.Domain.Audit;
using Portal.Domain.GenomeCatalogues;
using Portal.Domain.Runs;
using Portal.Domain.Storage;

namespace Portal.Jobs.GenomeCatalogues;

/// <summary>The one moment an import becomes visible.</summary>
public sealed class CatalogueSwap(IDbContextFactory<PortalDbContext> contexts, TimeProvider clock)
{
    /// <summary>Taken by everything that changes what is visible.</summary>
    internal const string Lock = "SELECT pg_advisory_xact_lock(hashtextextended('genome-catalogues', 0))";

    internal const string FormerGone = "The release whose metadata this updates has been imported anew since. Start the update again.";

    public async Task<bool> IsDoneAsync(Guid generation, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<CatalogueRelease>().AnyAsync(r => r.Generation == generation, cancellationToken);
    }

    public async Task RunAsync(Guid generation, string by, CatalogueTask task, CatalogueFilesFound found, int expected, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlRawAsync(Lock, cancellationToken);
        (await WrittenRows.CountAsync(db, generation, cancellationToken)).Require(expected);
        if (task.Wish.UpdateMetadataOnly && !await db.Set<CatalogueRelease>().AnyAsync(r => r.Generation == task.Former, cancellationToken))
        {
            throw new StepFailedException(FormerGone);
        }

        var place = await CataloguePlace.FindAsync(db, task, cancellationToken);
        var series = place.Series ?? db.Add(CatalogueSeries.Begin(task.Wish.CatalogueName, task.Wish.CatalogueBiomeLabel!, task.Type, task.BiomePath, now)).Entity;
        var release = place.Release ?? db.Add(CatalogueRelease.Draft(series.Id, task.Wish.Slug, task.Wish.ReleaseName, task.Wish.CatalogueVersion, by, now)).Entity;
        await IdentityMerge.RunAsync(db, generation, cancellationToken);
        var former = release.Generation;
        var figures = await FiguresAsync(db, generation, cancellationToken);
        release.Receive(generation, new CatalogueContents(task.Wish.PipelineVersion, task.Wish.UpdateMetadataOnly ? task.FormerFilesDirectory! : task.FilesDirectory, found.OtherStats, found.Downloads, RunParameters.Write(figures)), now);
        db.AuditEntries.Add(AuditEntry.Of(Actor.Portal with { Name = by, Via = "run" }, now, "genome-catalogue.import", CatalogueRelease.KeyOf(release.Slug), release.Name, Scopes.Everything,
            before: former, after: new { generation, figures.Genomes, task.Wish.UpdateMetadataOnly }));
        await db.SaveChangesAsync(cancellationToken);
        if (former is { } old)
        {
            await db.Database.ExecuteSqlAsync($"DELETE FROM portal.genome_files WHERE generation = {old}", cancellationToken);
            await db.Database.ExecuteSqlAsync($"DELETE FROM portal.genome_annotations WHERE generation = {old}", cancellationToken);
            await db.Database.ExecuteSqlAsync($"DELETE FROM portal.genome_snapshot WHERE generation = {old}", cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task<CatalogueFigures> FiguresAsync(PortalDbContext db, Guid generation, CancellationToken cancellationToken)
    {
        var figures = await db.Set<GenomeSnapshot>().Where(s => s.Generation == generation).GroupBy(_ => 1).Select(g => new CatalogueFigures
        {
            Genomes = g.Count(),
            GenomesTotal = g.Sum(s => (long)s.NumGenomesTotal),
            WithPangenome = g.Count(s => s.HasPangenome),
            Isolates = g.Count(s => s.Type == "Isolate"),
            HighQuality = g.Count(s => s.Completeness >= 90 && s.Contamination <= 5),
            Proteins = g.Sum(s => (long)s.NumProteins),
        }).SingleAsync(cancellationToken);
        var files = await db.Database.SqlQuery<long>($"SELECT coalesce(sum(jsonb_array_length(downloads)), 0)::bigint AS \"Value\" FROM portal.genome_files WHERE generation = {generation}").SingleAsync(cancellationToken);
        return figures with { Files = files };
    }
}
