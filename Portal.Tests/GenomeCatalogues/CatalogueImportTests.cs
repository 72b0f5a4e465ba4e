using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.GenomeCatalogues;
using Portal.Domain.Runs;
using Portal.Sandbox.Catalogues;
using Portal.Tests.Support;

namespace Portal.Tests.GenomeCatalogues;

public sealed class CatalogueImportTests(TestDatabase database)
{
    [Fact]
    public async Task A_folder_becomes_a_release_that_is_ready_with_genomes_annotations_files_summary_and_tree()
    {
        await using var world = await CatalogueWorld.StartAsync(database);

        await world.ImportedAsync(CatalogueWorld.Wish(world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 6), "gut/1.0")));

        var release = await world.GetAsync("genome-catalogues/human-gut-v1-0");
        (release.GetProperty("name").GetString(), release.GetProperty("status").GetString(), release.GetProperty("pipelineVersion").GetString()).ShouldBe(("Human Gut v1.0", "Ready", "v2.0"));
        release.GetProperty("figures").GetProperty("genomes").GetInt32().ShouldBe(6);
        release.GetProperty("otherStats").GetProperty("Total proteins").GetString().ShouldBe("15000");
        release.GetProperty("downloads")[0].GetProperty("alias").GetString().ShouldBe("phylo_tree.json");
        (await world.GetAsync("genome-catalogues/human-gut-v1-0/genomes")).GetProperty("items").GetArrayLength().ShouldBe(6);
        var genome = await world.GetAsync("genomes/MGYG000000002");
        genome.GetProperty("genome").GetProperty("pangenomeSize").GetInt32().ShouldBe(3_154);
        genome.GetProperty("identity").GetProperty("enaGenomeAccession").GetString().ShouldBe("GCA_000000002.1");
        var downloads = genome.GetProperty("downloads").EnumerateArray().ToList();
        downloads.Select(d => d.GetProperty("alias").GetString()).ShouldBe([
            "MGYG000000002.faa", "MGYG000000002.fna", "MGYG000000002.fna.fai", "MGYG000000002.gff", "MGYG000000002_eggNOG.tsv", "MGYG000000002_InterProScan.tsv", "MGYG000000002_rRNAs.fasta",
            "core_genes.txt", "gene_presence_absence.Rtab", "mashtree.nwk"]);
        downloads.Where(d => d.TryGetProperty("index_file", out _)).Select(d => d.GetProperty("alias").GetString()).ShouldBe(["MGYG000000002.fna"]);
        var cog = (await world.GetAsync("genomes/MGYG000000002/annotations")).GetProperty("cogCategories");
        cog.EnumerateArray().Single(c => c.GetProperty("name").GetString() == "C").GetProperty("description").GetString().ShouldBe("Energy production and conversion");
        (await world.Client.GetStringAsync("/api/v1/genomes/MGYG000000002/files/MGYG000000002.fna.fai")).ShouldStartWith("MGYG000000002_1\t120");
    }

    [Fact]
    public async Task A_second_import_of_a_release_takes_the_place_of_the_first_and_leaves_no_rows_behind()
    {
        await using var world = await CatalogueWorld.StartAsync(database);
        var folder = world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 5), "gut/1.0");
        await world.ImportedAsync(CatalogueWorld.Wish(folder));
        Directory.Delete(Path.Combine(folder, "website", "MGYG000000004"), recursive: true);

        await world.ImportedAsync(CatalogueWorld.Wish(folder));

        await using var db = world.Server.Db();
        (await db.Set<GenomeSnapshot>().Select(s => s.Accession).Order().ToListAsync()).ShouldBe(["MGYG000000001", "MGYG000000002", "MGYG000000003", "MGYG000000005"]);
        (await db.Set<GenomeAnnotations>().CountAsync(), await db.Set<GenomeFiles>().CountAsync()).ShouldBe((4, 4));
        (await db.Set<Genome>().CountAsync()).ShouldBe(5); // identities stay
    }

    [Fact]
    public async Task An_import_of_a_broken_folder_tells_everything_and_leaves_the_release_as_it_was()
    {
        await using var world = await CatalogueWorld.StartAsync(database);
        var folder = world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 4), "gut/1.0");
        await world.ImportedAsync(CatalogueWorld.Wish(folder));
        var website = Path.Combine(folder, "website");
        File.Delete(Path.Combine(website, "MGYG000000001", "MGYG000000001.json"));
        await File.WriteAllTextAsync(Path.Combine(website, "MGYG000000002", "genome", "MGYG000000002.fna"), "");
        await File.WriteAllTextAsync(Path.Combine(website, "MGYG000000003", "genome", "MGYG000000003_cog_summary.tsv"), "Genome\tCOG_category\tCounts\nMGYG000000003\tC\tmany\n");

        var run = await world.ImportAsync(CatalogueWorld.Wish(folder));

        run.State.ShouldBe(RunState.Failed);
        run.Failure.ShouldBe("The folder has 3 errors in 3 genomes. The report tells each; correct the files, then retry. Nothing was written.");
        (await world.ProblemsAsync(run.Id)).Where(p => p.StartsWith("error", StringComparison.Ordinal)).Select(p => string.Join(' ', p.Split('\t')[1..4])).ShouldBe([
            "G02-json-missing MGYG000000001 MGYG000000001/MGYG000000001.json",
            "G10-required-file-empty MGYG000000002 MGYG000000002/genome/MGYG000000002.fna",
            "G11-table-malformed MGYG000000003 MGYG000000003/genome/MGYG000000003_cog_summary.tsv"]);
        (await world.GetAsync("genome-catalogues/human-gut-v1-0")).GetProperty("figures").GetProperty("genomes").GetInt32().ShouldBe(4);
        await using var db = world.Server.Db();
        (await db.Set<GenomeSnapshot>().CountAsync()).ShouldBe(4);
    }

    [Fact]
    public async Task A_metadata_update_of_a_public_release_makes_a_draft_that_differs_only_in_the_json()
    {
        await using var world = await CatalogueWorld.StartAsync(database);
        await world.ImportedAsync(CatalogueWorld.Wish(world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 8), "gut/2.0"), "2.0"));
        (await world.PublishAsync("human-gut-v2-0")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var before = await AnnotationsAsync(world);
        var edited = world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 5, Edition: 2), "gut/2.0.1");
        Directory.EnumerateDirectories(Path.Combine(edited, "website"), "genome", SearchOption.AllDirectories).ToList().ForEach(d => Directory.Delete(d, recursive: true));
        var wish = CatalogueWorld.Wish(edited, "2.0.1");
        wish["updateMetadataOnly"] = true;

        await world.ImportedAsync(wish);

        (await AnnotationsAsync(world)).Where(a => !before.Contains(a)).ShouldBeEmpty();
        var differences = (await world.GetAsync("genome-catalogues/human-gut-v2-0-1/differences")).GetProperty("items").EnumerateArray().ToList();
        var changed = differences.ShouldHaveSingleItem();
        changed.GetProperty("accession").GetString().ShouldBe("MGYG000000003");
        changed.GetProperty("fields").EnumerateArray().Select(f => f.GetProperty("field").GetString()).ShouldBe(["completeness", "taxon_lineage"]);
        (await world.GetAsync("genomes/MGYG000000003")).GetProperty("catalogue").GetString().ShouldBe("human-gut-v2-0"); // the public one

        static async Task<IReadOnlyList<string>> AnnotationsAsync(CatalogueWorld world)
        {
            await using var db = world.Server.Db();
            var files = await db.Set<GenomeFiles>().ToDictionaryAsync(f => (f.Generation, f.Accession), f => f.Downloads);
            return [.. (await db.Set<GenomeAnnotations>().ToListAsync()).Select(a => JsonSerializer.Serialize(a with { Generation = default }) + files[(a.Generation, a.Accession)])];
        }
    }

    [Fact]
    public async Task The_real_genomes_import_and_their_metadata_update_changes_one_completeness_and_one_range()
    {
        var fixtures = Environment.GetEnvironmentVariable("PORTAL_UHGG") ?? Path.GetFullPath(Repository.Path("../shared/fixtures/mgnify/uhgg"));
        Assert.SkipUnless(Directory.Exists(fixtures), $"The recorded genomes are not at {fixtures}; PORTAL_UHGG names another place.");
        await using var world = await CatalogueWorld.StartAsync(database);
        var (first, second) = (Copy(fixtures, "2.0", world.Root), Copy(fixtures, "2.0.1", world.Root));
        var wish = CatalogueWorld.Wish(first, "2.0");
        wish["goldBiome"] = "root:Host-Associated:Human:Digestive System:Large intestine";
        var imported = await world.ImportedAsync(wish);
        var update = new Dictionary<string, object>(wish, StringComparer.Ordinal) { ["resultsDirectory"] = second, ["catalogueVersion"] = "2.0.1", ["updateMetadataOnly"] = true };

        var updated = await world.ImportedAsync(update);

        var change = (await world.GetAsync("genome-catalogues/human-gut-v2-0-1/differences")).GetProperty("items").EnumerateArray().ShouldHaveSingleItem();
        change.GetProperty("fields").EnumerateArray().Select(f => $"{f.GetProperty("field")}: {f.GetProperty("old")} → {f.GetProperty("new")}").ShouldBe([
            "completeness: 98.59 → 90.59", """geographic_range: ["North America", "Europe"] → ["North America", "South America"]"""]);
        var (before, after) = (await RowsAsync(world, imported.Id), await RowsAsync(world, updated.Id));
        after[0].Replace("\"completeness\": 90.59", "\"completeness\": 98.59", StringComparison.Ordinal).Replace("South America", "Europe", StringComparison.Ordinal).ShouldBe(before[0]);
        after.Skip(1).ShouldBe(before.Skip(1));
        before.Count.ShouldBe(3);
        (await world.GetAsync("genomes/MGYG000000003?catalogue=human-gut-v2-0-1")).GetProperty("genome").GetProperty("geographicRange").EnumerateArray().Select(r => r.GetString()).ShouldContain("NA");
        var modules = (await world.GetAsync("genomes/MGYG000000001/annotations?catalogue=human-gut-v2-0-1")).GetProperty("keggModules").EnumerateArray().ToList();
        modules.Count.ShouldBe(File.ReadLines(Path.Combine(first, "website/MGYG000000001/genome/MGYG000000001_kegg_modules.tsv")).Count() - 1);
        modules.Count(m => m.GetProperty("description").ValueKind == JsonValueKind.String).ShouldBeGreaterThan(modules.Count * 2 / 3);
    }

    // A genome a line, as the database writes it: everything but whose generation it is.
    private static async Task<IReadOnlyList<string>> RowsAsync(CatalogueWorld world, Guid generation)
    {
        await using var db = world.Server.Db();
        return await db.Database.SqlQuery<string>($"""
            SELECT concat_ws(' ', to_jsonb(s) - 'generation', to_jsonb(a) - 'generation', to_jsonb(f) - 'generation') AS "Value"
            FROM portal.genome_snapshot s JOIN portal.genome_annotations a USING (generation, accession) JOIN portal.genome_files f USING (generation, accession) WHERE generation = {generation} ORDER BY accession
            """).ToListAsync();
    }

    // The recordings leave the sequences out; an import needs stand-ins for them.
    private static string Copy(string fixtures, string version, string root)
    {
        var website = Directory.CreateDirectory(Path.Combine(root, "uhgg", version, "website")).FullName;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(fixtures, version), "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(website, Path.GetRelativePath(Path.Combine(fixtures, version), file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        foreach (var genome in Directory.EnumerateDirectories(website))
        {
            var accession = Path.GetFileName(genome);
            foreach (var name in new[] { $"{accession}.faa", $"{accession}.fna", $"{accession}.fna.fai", $"{accession}.gff", $"{accession}_eggNOG.tsv", $"{accession}_InterProScan.tsv" }
                .Where(n => !File.Exists(Path.Combine(genome, "genome", n))))
            {
                File.WriteAllText(Path.Combine(genome, "genome", name), "stand-in\n");
            }
        }

        return Path.Combine(root, "uhgg", version);
    }
}
