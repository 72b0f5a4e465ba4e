using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Accounts;
using Portal.Domain.GenomeCatalogues;
using Portal.Domain.Runs;
using Portal.Domain.Storage;
using Portal.Jobs.GenomeCatalogues;
using Portal.Jobs.Housekeeping;
using Portal.Jobs.Runs;
using Portal.Sandbox.Catalogues;
using Portal.Tests.Support;

namespace Portal.Tests.GenomeCatalogues;

public sealed class GenerationsTests(TestDatabase database)
{
    [Fact]
    public async Task What_scans_failed_imports_and_replaced_ones_left_goes_with_its_tree_after_its_days_and_what_is_shown_stays()
    {
        await using var world = await CatalogueWorld.StartAsync(database);
        var wish = CatalogueWorld.Wish(world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 2), "gut/1.0"));
        var (scan, replaced, shown) = (await world.ScanAsync(wish), await world.ImportedAsync(wish), await world.ImportedAsync(wish));

        (await RemoveAsync(world)).ShouldBeNull();
        await AgeAsync(world);
        (await RemoveAsync(world)).ShouldBe("what 2 scans and imports of genome catalogues had left");

        await using var db = world.Server.Db();
        (await db.Set<GenomeSnapshot>().Select(s => s.Generation).Distinct().ToListAsync()).ShouldBe([shown.Id]);
        (await db.Set<CatalogueGeneration>().Select(g => g.RunId).ToListAsync()).ShouldBe([shown.Id]);
        (await db.Set<CatalogueProblem>().AnyAsync(p => p.RunId == scan.Id || p.RunId == replaced.Id)).ShouldBeFalse();
        var files = world.Server.Get<IFileStore>();
        await Should.ThrowAsync<FileNotFoundException>(() => files.OpenAsync(UploadCatalogueFiles.TreeKey(replaced.Id), CancellationToken.None));
        (await files.OpenAsync(UploadCatalogueFiles.TreeKey(shown.Id), CancellationToken.None)).Dispose();
    }

    [Fact]
    public async Task A_run_whose_rows_are_shown_stays_when_old_runs_go()
    {
        await using var world = await CatalogueWorld.StartAsync(database, settings: new Dictionary<string, string?> { ["Retention:RunDays"] = "1" });
        var wish = CatalogueWorld.Wish(world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 1), "gut/1.0"));
        var (replaced, shown) = (await world.ImportedAsync(wish), await world.ImportedAsync(wish));
        await AgeAsync(world);

        for (var night = 0; night < 2; night++)
        {
            foreach (var rule in world.Server.Services.GetServices<IRetentionRule>())
            {
                await rule.RemoveAsync(CancellationToken.None);
            }
        }

        await using var db = world.Server.Db();
        (await db.Runs.Select(r => r.Id).ToListAsync()).ShouldBe([shown.Id]);
        (await db.Set<GenomeSnapshot>().CountAsync(s => s.Generation == replaced.Id)).ShouldBe(0);
    }

    [Fact]
    public async Task A_failed_import_goes_on_from_its_failed_step_with_what_it_had_written()
    {
        await using var world = await CatalogueWorld.StartAsync(database);
        var folder = world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 3), "gut/1.0");
        var import = await FailedAtFilesAsync(world, folder);
        await using (var db = world.Server.Db())
        {
            (await db.Set<GenomeSnapshot>().CountAsync(), await db.Set<CatalogueRelease>().AnyAsync()).ShouldBe((3, false));
        }

        new MadeUpCatalogue(CatalogueType.Prokaryotes, 3).WriteTo(folder);
        await world.Server.Get<RunVerbs>().RetryAsync(import, null, null, Actor.Portal, CancellationToken.None);

        (await world.Server.UntilFinalAsync(import)).State.ShouldBe(RunState.Succeeded);
        (await world.GetAsync("genome-catalogues/human-gut-v1-0")).GetProperty("figures").GetProperty("genomes").GetInt32().ShouldBe(3);
    }

    [Fact]
    public async Task A_retry_after_what_was_written_has_gone_makes_no_empty_release()
    {
        await using var world = await CatalogueWorld.StartAsync(database);
        var folder = world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 3), "gut/1.0");
        var import = await FailedAtFilesAsync(world, folder);
        await AgeAsync(world);
        await RemoveAsync(world);

        new MadeUpCatalogue(CatalogueType.Prokaryotes, 3).WriteTo(folder);
        await world.Server.Get<RunVerbs>().RetryAsync(import, null, null, Actor.Portal, CancellationToken.None);

        var run = await world.Server.UntilFinalAsync(import);
        (run.State, run.Failure).ShouldBe((RunState.Failed, "3 genomes were to be written; there are 0. Annotations were to be written of 3; there are those of 0. "
            + "The release stays as it was. Retry from “Scan genome directories”, or start the import again."));
        (await world.GetAsync("genome-catalogues")).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Of_two_imports_of_one_series_one_waits_and_says_for_which()
    {
        await using var world = await CatalogueWorld.StartAsync(database, settings: new Dictionary<string, string?> { ["Runs:Sweep"] = "00:00:00.2" });
        var (one, two) = (CatalogueWorld.Wish(world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 2), "gut/1.0")), CatalogueWorld.Wish(world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 2), "gut/2.0"), "2.0"));
        await using var db = world.Server.Db();
        await using var transaction = await db.Database.BeginTransactionAsync();
        await db.Database.ExecuteSqlRawAsync(CatalogueSwap.Lock); // holds the first before its last moment
        var first = await world.SubmitAsync("imports", one);
        await world.Server.UntilAsync(first, r => r.State == RunState.Running);
        var second = await world.SubmitAsync("imports", two);

        var waiting = await world.Server.UntilAsync(second, r => r.BlockedBecause is { } why && why.EndsWith("works on the same catalogue series", StringComparison.Ordinal));
        waiting.State.ShouldBe(RunState.Queued);
        await transaction.CommitAsync();

        (await world.Server.UntilFinalAsync(first)).State.ShouldBe(RunState.Succeeded);
        (await world.Server.UntilFinalAsync(second)).State.ShouldBe(RunState.Succeeded);
    }

    [Fact]
    public async Task A_cancelled_import_leaves_the_release_as_it_was()
    {
        await using var world = await CatalogueWorld.StartAsync(database);
        var wish = CatalogueWorld.Wish(world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 2), "gut/1.0"));
        await using var db = world.Server.Db();
        await using var transaction = await db.Database.BeginTransactionAsync();
        await db.Database.ExecuteSqlRawAsync(CatalogueSwap.Lock);
        var run = await world.SubmitAsync("imports", wish);
        await world.Server.UntilAsync(run, r => r.CurrentStep == "validate-import");

        await world.Server.Get<RunVerbs>().CancelAsync(run, "a mistake", Actor.Portal, CancellationToken.None);

        (await world.Server.UntilFinalAsync(run)).State.ShouldBe(RunState.Cancelled);
        await transaction.RollbackAsync();
        (await world.GetAsync("genome-catalogues")).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    // Its files go between the scan and their own step: what a folder that changes does.
    private static async Task<Guid> FailedAtFilesAsync(CatalogueWorld world, string folder)
    {
        await using var db = world.Server.Db();
        await using var transaction = await db.Database.BeginTransactionAsync();
        await db.Database.ExecuteSqlRawAsync("LOCK TABLE portal.genome_snapshot IN ACCESS EXCLUSIVE MODE"); // holds it after the scan
        var import = await world.SubmitAsync("imports", CatalogueWorld.Wish(folder));
        await world.Server.UntilAsync(import, r => r.CurrentStep == "process-genomes");
        File.Delete(Path.Combine(folder, "website", "MGYG000000002", "genome", "MGYG000000002.fna"));
        await transaction.CommitAsync();
        (await world.Server.UntilFinalAsync(import)).Failure!.ShouldStartWith("MGYG000000002/genome changed since the scan: MGYG000000002.fna");
        return import;
    }

    private static Task<string?> RemoveAsync(CatalogueWorld world) => world.Server.Services.GetServices<IRetentionRule>().OfType<UnusedGenerations>().Single().RemoveAsync(CancellationToken.None);

    private static async Task AgeAsync(CatalogueWorld world)
    {
        await using var db = world.Server.Db();
        await db.Database.ExecuteSqlRawAsync("UPDATE portal.run SET ended_at = ended_at - interval '15 days', created_at = created_at - interval '15 days'");
    }
}
