using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.GenomeCatalogues;
using Portal.Domain.Runs;
using Portal.Jobs.GenomeCatalogues;
using Portal.Sandbox.Catalogues;
using Portal.Tests.Support;

namespace Portal.Tests.GenomeCatalogues;

public sealed class CatalogueRulesTests(TestDatabase database)
{
    [Fact]
    public async Task A_series_and_its_release_are_made_once_with_what_was_asked_for()
    {
        await using var world = await CatalogueWorld.StartAsync(database);
        var wish = CatalogueWorld.Wish(world.LayDown(new MadeUpCatalogue(CatalogueType.Viruses, 2), "v/1.0"), name: "Ocean Viruses", type: "viruses");
        wish["catalogueBiomeLabel"] = "Ocean";

        await world.ImportedAsync(wish);
        await world.ImportedAsync(wish);

        await using var db = world.Server.Db();
        var series = await db.Set<CatalogueSeries>().SingleAsync();
        (series.Name, series.BiomeLabel, series.Type, series.BiomePath).ShouldBe(("Ocean Viruses", "Ocean", CatalogueType.Viruses, "root.host_associated.human.digestive_system"));
        var release = await db.Set<CatalogueRelease>().SingleAsync();
        (release.Slug, release.Name, release.Version, release.PipelineVersion, release.FilesDirectory, release.Status).ShouldBe(("ocean-viruses-v1-0", "Ocean Viruses v1.0", "1.0", "v2.0", "v/1.0/website", ReleaseStatus.Ready));
    }

    [Fact]
    public async Task A_series_stays_of_its_biome_and_a_name_of_its_series()
    {
        await using var world = await CatalogueWorld.StartAsync(database);
        var wish = CatalogueWorld.Wish(world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 2), "gut/1.0"));
        await world.ImportedAsync(wish);

        var elsewhere = await world.ImportAsync(new Dictionary<string, object>(wish) { ["catalogueVersion"] = "2.0", ["goldBiome"] = "root:Engineered" });
        var taken = await world.ImportAsync(new Dictionary<string, object>(wish) { ["catalogueBiomeLabel"] = "Another label" });

        elsewhere.Failure.ShouldBe("The series “Human Gut” (prokaryotes) is of the biome root.host_associated.human.digestive_system, not root.engineered. Use its biome, or another label.");
        taken.Failure!.ShouldStartWith("The name Human Gut v1.0, at human-gut-v1-0, belongs to another catalogue already.");
    }

    [Fact]
    public async Task What_the_public_has_seen_cannot_be_imported_again()
    {
        await using var world = await CatalogueWorld.StartAsync(database);
        var wish = CatalogueWorld.Wish(world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 2), "gut/1.0"));
        await world.ImportedAsync(wish);
        (await world.PublishAsync("human-gut-v1-0")).StatusCode.ShouldBe(HttpStatusCode.OK);

        var run = await world.ImportAsync(wish);

        run.Failure.ShouldBe("Human Gut v1.0 is published, and what the public has seen does not change. Import it as another version.");
        await world.ImportedAsync(new Dictionary<string, object>(wish) { ["catalogueVersion"] = "2.0" });
        (await world.PublishAsync("human-gut-v2-0")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await world.ImportAsync(wish)).Failure.ShouldBe("Human Gut v1.0 is retired, and what the public has seen does not change. Import it as another version.");
    }

    [Theory]
    [InlineData("catalogueType", "mag", HttpStatusCode.UnprocessableEntity)]
    [InlineData("database", "production", HttpStatusCode.UnprocessableEntity)]
    [InlineData("resultsDirectory", "nowhere", HttpStatusCode.NotFound)]
    [InlineData("resultsDirectory", "/etc", HttpStatusCode.Forbidden)]
    [InlineData("catalogueDirectory", "../../../etc", HttpStatusCode.Forbidden)]
    public async Task A_wrong_parameter_is_refused_before_there_is_a_run(string field, string value, HttpStatusCode status)
    {
        await using var world = await CatalogueWorld.StartAsync(database);
        var wish = CatalogueWorld.Wish(world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 1), "gut/1.0"));
        wish[field] = value;

        (await world.Client.PostAsJsonAsync("/api/v1/genome-catalogues/imports", wish)).StatusCode.ShouldBe(status);

        await using var db = world.Server.Db();
        (await db.Runs.AnyAsync()).ShouldBeFalse();
    }

    [Theory]
    [InlineData("pipelineVersion", "v4", "“v4” is no pipeline version the portal understands. It is v1, v2 or v3, with or without more: v2.0, v3.0.0-dev.")]
    [InlineData("goldBiome", "root:Moon", "“root:Moon” is not in the GOLD hierarchy. Choose a biome from the list, or have it imported with “portal biomes import”.")]
    public async Task A_step_that_cannot_do_with_a_parameter_says_so_and_makes_nothing(string field, string value, string sentence)
    {
        await using var world = await CatalogueWorld.StartAsync(database);
        var wish = CatalogueWorld.Wish(world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 1), "gut/1.0"));
        wish[field] = value;

        (await world.ImportAsync(wish)).Failure.ShouldBe(sentence);

        await using var db = world.Server.Db();
        (await db.Set<CatalogueSeries>().AnyAsync() || await db.Set<GenomeSnapshot>().AnyAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task A_eukaryotes_catalogue_brings_busco_and_its_own_rnas()
    {
        await using var world = await CatalogueWorld.StartAsync(database);

        await world.ImportedAsync(CatalogueWorld.Wish(world.LayDown(new MadeUpCatalogue(CatalogueType.Eukaryotes, 1, From: 10), "euk/1.0"), name: "Ocean Eukaryotes", type: "eukaryotes"));

        var genome = (await world.GetAsync("genomes/MGYG000000010")).GetProperty("genome");
        (genome.GetProperty("rna58s").GetDouble(), genome.GetProperty("buscoCompleteness").GetDouble(), genome.GetProperty("numContigs").GetInt32()).ShouldBe((1.0, 88.5, 30));
    }

    [Fact]
    public async Task Steps_have_the_names_users_know()
    {
        await using var world = await CatalogueWorld.StartAsync(database);
        var run = await world.ImportedAsync(CatalogueWorld.Wish(world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 1), "gut/1.0")));

        (await world.Server.StepsAsync(run.Id)).Select(s => s.Name).ShouldBe([
            "validate-pipeline-version", "parse-options", "get-gold-biome", "get-catalogue", "scan-genome-directories", "process-genomes", "upload-genome-annotations", "upload-genome-files", "upload-catalogue-files", "validate-import"]);
    }

    [Fact]
    public async Task A_scan_tells_what_an_import_would_change_and_writes_nothing_anybody_sees()
    {
        await using var world = await CatalogueWorld.StartAsync(database);
        await world.ImportedAsync(CatalogueWorld.Wish(world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 4), "gut/1.0")));
        var next = CatalogueWorld.Wish(world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 4, From: 2, Edition: 2), "gut/2.0"), "2.0");

        var scan = await world.ScanAsync(next);

        (await world.Server.StepsAsync(scan.Id))[^1].Outcome.ShouldBe("against Human Gut v1.0: 1 new, 1 gone, 1 changed, 2 the same");
        (await world.GetAsync("genome-catalogues")).GetProperty("items").GetArrayLength().ShouldBe(1);
        await world.ImportedAsync(next);
        (await world.GetAsync("genome-catalogues/human-gut-v2-0/differences")).GetProperty("items").EnumerateArray()
            .Select(d => $"{d.GetProperty("accession")} {d.GetProperty("change")}").ShouldBe(["MGYG000000001 Removed", "MGYG000000003 Changed", "MGYG000000005 Added"]);
    }

    [Fact]
    public void The_end_report_tells_everything_that_does_not_add_up_at_once() =>
        Should.Throw<StepFailedException>(() => new WrittenRows { Genomes = 3, Annotated = 4, WithFiles = 1 }.Require(4)).Message.ShouldBe(
            "4 genomes were to be written; there are 3. Files to download were to be found of 4; 1 has some. The release stays as it was. Retry from “Scan genome directories”, or start the import again.");
}
