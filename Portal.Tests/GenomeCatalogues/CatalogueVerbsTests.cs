using Microsoft.EntityFrameworkCore;
using Portal.CommandLine;
using Portal.Domain.Accounts;
using Portal.Domain.GenomeCatalogues;
using Portal.Sandbox.Catalogues;
using Portal.Shell.Accounts;
using Portal.Tests.Support;

namespace Portal.Tests.GenomeCatalogues;

public sealed class CatalogueVerbsTests(TestDatabase database)
{
    private const string Biome = "root:Host-associated:Human:Digestive system";

    [Fact]
    public async Task Scan_import_update_and_publish_take_the_references_positions_and_both_spellings_of_its_flags()
    {
        await using var world = await CatalogueWorld.StartAsync(database);
        world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 3), "gut/1.0");
        world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 3, Edition: 2), "gut/1.1");
        var portal = new CommandLineOf(world.Server, Role.Curator);

        (await portal.RunAsync("catalogues", "scan", "gut/1.0", "website", "Human Gut", "1.0", Biome, "v2.0", "prokaryotes", "--database", "default", "--catalogue_biome_label", "Gut")).ShouldBe(0);
        portal.Out.ShouldContain("Compare with the last release: 3 genomes, the first of the series");
        portal.Out.ShouldContain("MGYG000000001: warning W03-optional-file-missing: _antismash.gff, _virify.gff");
        (await portal.RunAsync("catalogues", "import", "gut/1.0", "website", "Human Gut", "1.0", Biome, "v2.0", "prokaryotes", "--catalogue-biome-label", "Gut")).ShouldBe(0);
        portal.Out.ShouldContain("Validate import: 3 genomes, ready to publish");
        (await portal.RunAsync("catalogues", "import", "gut/1.1", "website", "Human Gut", "1.0", Biome, "v2.0", "prokaryotes", "--update_metadata_only", "--catalogue_biome_label", "Gut")).ShouldBe(0);
        (await portal.RunAsync("catalogues", "import", "gut/1.1", "website", "Human Gut", "1.0", Biome, "v2.0", "prokaryotes", "--update-metadata-only", "--catalogue-biome-label", "Gut")).ShouldBe(0);
        (await portal.RunAsync("catalogues", "update-metadata", "gut/1.1", "website", "Human Gut", "1.0", Biome, "v2.0", "prokaryotes", "--catalogue-biome-label", "Gut", "--strict")).ShouldBe(0);
        (await portal.RunAsync("catalogues", "publish", "human-gut-v1-0", "--why", "checked")).ShouldBe(0);
        portal.Out.ShouldContain("Published human-gut-v1-0.");

        await using var db = world.Server.Db();
        (await db.Set<CatalogueSeries>().SingleAsync()).BiomeLabel.ShouldBe("Gut");
        (await world.GetAsync("genomes/MGYG000000003")).GetProperty("genome").GetProperty("completeness").GetDouble().ShouldBe(90.59);
    }

    [Fact]
    public async Task What_is_wrong_with_a_folder_is_printed_and_exits_with_1()
    {
        await using var world = await CatalogueWorld.StartAsync(database);
        var folder = world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 1), "gut/1.0");
        File.Delete(Path.Combine(folder, "website", "MGYG000000001", "MGYG000000001.json"));
        var portal = new CommandLineOf(world.Server, Role.Curator);

        (await portal.RunAsync("catalogues", "import", "gut/1.0", "website", "Human Gut", "1.0", Biome, "v2.0", "prokaryotes")).ShouldBe(1);

        portal.Out.ShouldContain("MGYG000000001/MGYG000000001.json: error G02-json-missing: The folder MGYG000000001 must have a MGYG000000001.json.");
        portal.Out.ShouldContain("failed: The folder has 1 error in 1 genome.");
    }

    [Theory]
    [InlineData(1, "catalogues", "import", "gut/1.0", "website", "Human Gut", "1.0", Biome, "v2.0", "mag")]
    [InlineData(1, "catalogues", "import", "gut/1.0", "website", "Human Gut", "1.0", Biome, "v2.0", "prokaryotes", "--database", "production")]
    [InlineData(1, "catalogues", "publish", "missing")]
    [InlineData(64, "catalogues", "import", "gut/1.0", "website", "Human Gut", "1.0", Biome, "v2.0")]
    [InlineData(64, "catalogues", "publish")]
    [InlineData(64, "biomes", "import", "missing.txt")]
    public async Task A_wrong_call_says_why(int code, params string[] words)
    {
        await using var world = await CatalogueWorld.StartAsync(database);
        world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 1), "gut/1.0");
        var portal = new CommandLineOf(world.Server, Role.Curator);

        (await portal.RunAsync(words)).ShouldBe(code);

        portal.Error.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_newer_hierarchy_is_imported_by_an_administrator_and_by_nobody_else()
    {
        await using var world = await CatalogueWorld.StartAsync(database);
        var file = Path.Combine(world.Root, "biomes.txt");
        await File.WriteAllTextAsync(file, "root\n  Moon\n    Dark side\n  Host-Associated\n");
        var (admin, curator) = (new CommandLineOf(world.Server, Role.Admin), new CommandLineOf(world.Server, Role.Curator));

        (await curator.RunAsync("biomes", "import", file)).ShouldBe(77);
        (await admin.RunAsync("biomes", "import", file)).ShouldBe(0);
        (await admin.RunAsync("biomes", "import", file)).ShouldBe(0);

        admin.Out.ShouldContain("2 biomes were added; the others were known.");
        admin.Out.ShouldContain("0 biomes were added; the others were known.");
        (await world.GetAsync("biomes?q=Dark")).GetProperty("items")[0].GetProperty("path").GetString().ShouldBe("root.moon.dark_side");
        (await world.GetAsync("biomes?q=root:Host")).GetProperty("items")[0].GetProperty("lineage").GetString().ShouldBe("root:Host-Associated"); // spelled anew
        await File.WriteAllTextAsync(file, "Moon\n");
        (await admin.RunAsync("biomes", "import", file)).ShouldBe(1);
        admin.Error.ShouldContain("Line 1, “Moon”, has no biome above it.");
    }

    private sealed class CommandLineOf(PortalServer portal, Role role)
    {
        public string Out { get; private set; } = "";

        public string Error { get; private set; } = "";

        public async Task<int> RunAsync(params string[] words)
        {
            var (code, said, wrong) = await portal.SayAsync(role, words);
            (Out, Error) = (Out + said, Error + wrong);
            return code;
        }
    }
}
