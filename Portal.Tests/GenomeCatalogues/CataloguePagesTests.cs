using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Accounts;
using Portal.Domain.GenomeCatalogues;
using Portal.Domain.Runs;
using Portal.Domain.Storage;
using Portal.GenomeCatalogues;
using Portal.Jobs.GenomeCatalogues;
using Portal.Sandbox.Catalogues;
using Portal.Tests.Support;

namespace Portal.Tests.GenomeCatalogues;

/// <summary>What the pages read, over real catalogues in a real database.</summary>
public sealed class CataloguePagesTests(TestDatabase database)
{
    private static readonly Grants Viewer = new([new Grant(Scopes.Everything, Role.Viewer)]);

    [Fact]
    public async Task A_catalogues_page_has_everything_its_parts_show()
    {
        await using var world = await CatalogueWorld.StartAsync(database);
        await world.ImportedAsync(CatalogueWorld.Wish(world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 12), "gut/1.0")));
        await world.PublishAsync("human-gut-v1-0");
        await world.ImportedAsync(CatalogueWorld.Wish(world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 12, From: 3, Edition: 2), "gut/2.0"), "2.0"));
        var reading = world.Server.Get<ReleaseReading>();

        var page = await ReadAsync("");
        (page.Before!.Version, page.Counts, page.Warnings > 0, page.Series.Count, page.Import!.State).ShouldBe(("1.0", new DifferenceCounts(2, 2, 1, 9), true, 2, RunState.Succeeded));
        (page.Quality!.Count, page.Quality.Count(p => p.IsNew), page.Taxa!.Top.Sum(t => t.Count)).ShouldBe((12, 2, 12));
        page.Genomes!.Items.Count.ShouldBe(12);
        page.Genomes.Marks.Where(m => m.Value.IsNew).Select(m => m.Key).Order().ShouldBe(["MGYG000000013", "MGYG000000014"]);
        page.Genomes.Marks["MGYG000000003"].Fields.Select(f => f.Field).ShouldContain("completeness");
        var least = await ReadAsync("?completeness=81&sort=-completeness");
        least.Genomes!.Items.ShouldAllBe(g => g.Completeness >= 81);
        (least.Genomes.Total, least.Genomes.Items[0].Completeness).ShouldBe((least.Genomes.Items.Count, least.Genomes.Items.Max(g => g.Completeness)));
        (await ReadAsync("?tab=differences&change=removed")).Differences!.Rows.Select(r => r.Accession).ShouldBe(["MGYG000000001", "MGYG000000002"]);
        (await ReadAsync("?tab=checks")).Report!.Groups.ShouldAllBe(g => !g.IsError);
        (await ReadAsync("?tab=files")).Files!.Sum(f => f.Files).ShouldBe((int)page.Release.Figures.Files);
        (await ReadAsync("?tab=tree")).Tree!.Way[0].Count.ShouldBe(12);
        (await ReadAsync("?tab=runs")).Runs.ShouldHaveSingleItem().Workflow.ShouldBe(CatalogueImportWorkflow.WorkflowName);

        async Task<ReleaseContents> ReadAsync(string query) => (await reading.ReadAsync("human-gut-v2-0", ReleasePlace.Parse(query), Grants.All, null, compare: true, CancellationToken.None))!;
    }

    [Fact]
    public async Task A_genomes_page_tells_how_it_changed_from_release_to_release()
    {
        await using var world = await CatalogueWorld.StartAsync(database);
        await world.ImportedAsync(CatalogueWorld.Wish(world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 4), "gut/1.0")));
        await world.PublishAsync("human-gut-v1-0");
        await world.ImportedAsync(CatalogueWorld.Wish(world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 4, Edition: 2), "gut/2.0"), "2.0"));

        var genome = (await world.Server.Get<GenomeReading>().ReadAsync("MGYG000000003", null, Grants.All, CancellationToken.None))!;

        genome.Release.Slug.ShouldBe("human-gut-v1-0"); // the public one
        genome.History.Select(h => (h.Release.Slug, h.Mark is null)).ShouldBe([("human-gut-v2-0", false), ("human-gut-v1-0", true)]);
        genome.History[0].Mark!.Fields.Single(f => f.Field == "completeness").New.ShouldBe("90.59");
        (await world.Server.Get<GenomeReading>().ReadAsync("MGYG000000003", null, Viewer, CancellationToken.None))!.History.ShouldHaveSingleItem().Release.Slug.ShouldBe("human-gut-v1-0");
    }

    [Fact]
    public async Task A_scans_page_shows_its_report_and_what_an_import_would_change_to_curators_only()
    {
        await using var world = await CatalogueWorld.StartAsync(database);
        await world.ImportedAsync(CatalogueWorld.Wish(world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 5), "gut/1.0")));
        var scan = await world.ScanAsync(CatalogueWorld.Wish(world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 5, From: 2, Edition: 2), "gut/2.0"), "2.0"));
        var reading = world.Server.Get<ScanReading>();

        var view = (await reading.ReadAsync(scan.Id, null, null, null, Grants.All, null, CancellationToken.None))!;

        (view.Genomes, view.Report.Errors, view.Former!.Slug, view.Differences!.Counts).ShouldBe((5, 0, "human-gut-v1-0", new DifferenceCounts(1, 1, 1, 3)));
        (await world.Client.GetAsync($"/{view.DownloadUrl}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await reading.ReadAsync(scan.Id, "W03-optional-file-missing", "MGYG000000004", null, Grants.All, null, CancellationToken.None))!.Report.Rows.ShouldAllBe(r => r.Genome == "MGYG000000004");
        (await reading.ReadAsync(scan.Id, null, null, null, Viewer, null, CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task A_file_that_went_from_where_it_was_kept_is_missed_with_a_sentence_and_the_page_opens_all_the_same()
    {
        await using var world = await CatalogueWorld.StartAsync(database);
        var folder = world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 1), "gut/1.0");
        var import = await world.ImportedAsync(CatalogueWorld.Wish(folder));
        await world.Server.Get<IFileStore>().DeleteAsync(UploadCatalogueFiles.TreeKey(import.Id), CancellationToken.None);
        File.Delete(Path.Combine(folder, "website", "MGYG000000001", "genome", "MGYG000000001.fna"));

        await MissedAsync("genome-catalogues/human-gut-v1-0/files/phylo_tree.json", "The file phylo_tree.json of Human Gut v1.0 is registered but no longer in the portal’s file store.");
        await MissedAsync("genomes/MGYG000000001/files/MGYG000000001.fna", "The file MGYG000000001/genome/MGYG000000001.fna is registered but no longer where it was imported from.");
        (await world.Server.Get<ReleaseReading>().ReadAsync("human-gut-v1-0", ReleasePlace.Parse("?tab=tree"), Grants.All, null, compare: true, CancellationToken.None))!.Tree.ShouldBeNull();

        async Task MissedAsync(string path, string sentence)
        {
            using var reply = await world.Client.GetAsync($"/api/v1/{path}");
            reply.StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
            JsonDocument.Parse(await reply.Content.ReadAsStringAsync()).RootElement.GetProperty("title").GetString()!.ShouldStartWith(sentence);
        }
    }

    [Fact]
    public async Task Codes_of_annotations_come_with_words_where_there_are_some()
    {
        await using var world = await CatalogueWorld.StartAsync(database);
        var folder = world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 3), "gut/1.0");
        await File.WriteAllTextAsync(Path.Combine(folder, "website", "MGYG000000003", "genome", "MGYG000000003_kegg_classes.tsv"), "Genome\tKEGG_class\tCounts\nx\t09101\t193\nx\t99999\t1\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "website", "MGYG000000003", "genome", "MGYG000000003_kegg_modules.tsv"), "Genome\tKEGG_module\tCounts\nx\tM00009\t17\nx\tM99999\t1\n");
        await world.ImportedAsync(CatalogueWorld.Wish(folder));

        var annotations = await world.GetAsync("genomes/MGYG000000003/annotations");

        Said("keggClasses").ShouldBe([("09101", 193, "Carbohydrate metabolism"), ("99999", 1, null)]);
        Said("keggModules").ShouldBe([("M00009", 17, "Citrate cycle"), ("M99999", 1, null)]);
        Said("cogCategories").ShouldContain(("C", 70, "Energy production and conversion"));
        Said("antismashGeneClusters").ShouldBe([("terpene", 2, null)]);

        IEnumerable<(string?, int, string?)> Said(string kind) =>
            annotations.GetProperty(kind).EnumerateArray().Select(a => (a.GetProperty("name").GetString(), a.GetProperty("count").GetInt32(), a.TryGetProperty("description", out var words) ? words.GetString() : null));
    }

    [Fact]
    public async Task A_release_that_was_not_published_is_not_there_for_viewers_by_any_door()
    {
        await using var world = await CatalogueWorld.StartAsync(database);
        await world.ImportedAsync(CatalogueWorld.Wish(world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 2), "gut/1.0")));
        using var viewer = await world.Server.ClientAsync(Role.Viewer);
        string[] doors =
        [
            "genome-catalogues/human-gut-v1-0", "genome-catalogues/human-gut-v1-0/genomes", "genome-catalogues/human-gut-v1-0/differences", "genome-catalogues/human-gut-v1-0/files/phylo_tree.json",
            "genomes/MGYG000000001", "genomes/MGYG000000001/annotations", "genomes/MGYG000000001/files/MGYG000000001.fna",
        ];
        foreach (var door in doors)
        {
            (await viewer.GetAsync($"/api/v1/{door}")).StatusCode.ShouldBe(HttpStatusCode.NotFound, door);
            (await world.Client.GetAsync($"/api/v1/{door}")).StatusCode.ShouldBe(HttpStatusCode.OK, door);
        }

        await world.PublishAsync("human-gut-v1-0");

        foreach (var door in doors)
        {
            (await viewer.GetAsync($"/api/v1/{door}")).StatusCode.ShouldBe(HttpStatusCode.OK, door);
        }
    }
}
