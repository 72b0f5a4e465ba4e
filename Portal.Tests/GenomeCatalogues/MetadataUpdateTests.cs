using Microsoft.EntityFrameworkCore;
using Portal.Domain.GenomeCatalogues;
using Portal.Domain.Runs;
using Portal.Domain.Storage;
using Portal.Jobs.GenomeCatalogues;
using Portal.Sandbox.Catalogues;
using Portal.Tests.Support;

namespace Portal.Tests.GenomeCatalogues;

public sealed class MetadataUpdateTests(TestDatabase database)
{
    [Fact]
    public async Task Without_a_catalogue_there_is_nothing_to_update()
    {
        await using var world = await CatalogueWorld.StartAsync(database);

        var run = await world.ImportAsync(Update(world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 1), "gut/1.0"), "1.0"));

        run.Failure.ShouldBe("There is no release of “Human Gut” (prokaryotes) whose metadata could be updated. Import the catalogue whole first.");
    }

    [Fact]
    public async Task An_unreleased_catalogue_is_updated_in_place_and_files_summary_and_tree_stay_what_and_where_they_were()
    {
        await using var world = await CatalogueWorld.StartAsync(database);
        await world.ImportedAsync(CatalogueWorld.Wish(world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 4), "gut/1.0")));
        var before = await ReleaseAsync(world);
        var edited = world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 2, From: 3, Edition: 2), "gut/edited");
        File.Delete(Path.Combine(edited, "website", "phylo_tree.json"));
        File.Delete(Path.Combine(edited, "website", "catalogue_summary.json"));
        Directory.Delete(Path.Combine(edited, "website", "MGYG000000003", "genome"), recursive: true);

        await world.ImportedAsync(Update(edited, "1.0"));

        var after = await ReleaseAsync(world);
        (after.Id, after.FilesDirectory, after.OtherStats, after.Downloads).ShouldBe((before.Id, before.FilesDirectory, before.OtherStats, before.Downloads));
        var genome = await world.GetAsync("genomes/MGYG000000003");
        genome.GetProperty("genome").GetProperty("completeness").GetDouble().ShouldBe(90.59);
        (await world.Client.GetStringAsync("/api/v1/genomes/MGYG000000003/files/MGYG000000003.fna.fai")).ShouldStartWith("MGYG000000003_1");
        await using var db = world.Server.Db();
        (await db.Set<GenomeSnapshot>().CountAsync(), await db.Set<GenomeAnnotations>().CountAsync(), await db.Set<GenomeFiles>().CountAsync()).ShouldBe((4, 4, 4));
    }

    [Fact]
    public async Task Genomes_that_are_not_in_the_release_are_left_out_with_a_warning()
    {
        await using var world = await CatalogueWorld.StartAsync(database);
        await world.ImportedAsync(CatalogueWorld.Wish(world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 2), "gut/1.0")));

        var run = await world.ImportedAsync(Update(world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 3), "gut/more"), "1.0"));

        (await world.Server.EventsAsync(run.Id)).ShouldContain(e => e.Text == "W08-not-in-release: 1 genome of the folder is not in Human Gut v1.0 and is left out: MGYG000000003");
        (await world.GetAsync("genome-catalogues/human-gut-v1-0")).GetProperty("figures").GetProperty("genomes").GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task A_scan_of_an_update_tells_what_it_would_change_leave_out_and_leave_as_it_is_and_looks_at_json_only()
    {
        await using var world = await CatalogueWorld.StartAsync(database);
        await world.ImportedAsync(CatalogueWorld.Wish(world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 4), "gut/1.0")));
        var edited = world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 3, From: 3, Edition: 2), "gut/edited");
        Directory.EnumerateDirectories(Path.Combine(edited, "website"), "genome", SearchOption.AllDirectories).ToList().ForEach(d => Directory.Delete(d, recursive: true));

        var scan = await world.ScanAsync(Update(edited, "1.0"));

        (await world.Server.StepsAsync(scan.Id))[^1].Outcome.ShouldBe("against Human Gut v1.0: 1 left out, 2 not in the folder stay, 1 changed, 1 the same");
        (await world.ProblemsAsync(scan.Id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_tree_of_the_release_it_updates_must_still_be_there_or_come_with_the_folder()
    {
        await using var world = await CatalogueWorld.StartAsync(database);
        var folder = world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 1), "gut/1.0");
        var import = await world.ImportedAsync(CatalogueWorld.Wish(folder));
        await world.Server.Get<IFileStore>().DeleteAsync(UploadCatalogueFiles.TreeKey(import.Id), CancellationToken.None);

        await world.ImportedAsync(Update(folder, "1.0"));
        await world.Server.Get<IFileStore>().DeleteAsync(UploadCatalogueFiles.TreeKey((await ReleaseAsync(world)).Generation!.Value), CancellationToken.None);
        File.Delete(Path.Combine(folder, "website", "phylo_tree.json"));

        (await world.ImportAsync(Update(folder, "1.0"))).Failure.ShouldBe(
            "The tree of Human Gut v1.0 is no longer in the portal’s file store. Put a phylo_tree.json into the folder, or have the store restored; then retry.");
    }

    [Fact]
    public async Task A_published_release_is_not_updated_in_place()
    {
        await using var world = await CatalogueWorld.StartAsync(database);
        var folder = world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 1), "gut/1.0");
        await world.ImportedAsync(CatalogueWorld.Wish(folder));
        await world.PublishAsync("human-gut-v1-0");

        var run = await world.ImportAsync(Update(folder, "1.0"));

        (run.State, run.Failure).ShouldBe((RunState.Failed, "Human Gut v1.0 is published, and what the public has seen does not change. Import it as another version."));
    }

    private static Dictionary<string, object> Update(string folder, string version) => new(CatalogueWorld.Wish(folder, version), StringComparer.Ordinal) { ["updateMetadataOnly"] = true };

    private static async Task<CatalogueRelease> ReleaseAsync(CatalogueWorld world)
    {
        await using var db = world.Server.Db();
        return await db.Set<CatalogueRelease>().AsNoTracking().SingleAsync();
    }
}
