using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.GenomeCatalogues;
using Portal.Domain.Runs;
using Portal.Sandbox.Catalogues;
using Portal.Tests.Support;

namespace Portal.Tests.GenomeCatalogues;

public sealed class GenomeIdentityTests(TestDatabase database)
{
    [Fact]
    public async Task What_is_empty_is_filled_what_agrees_or_is_left_out_changes_nothing_and_a_conflict_names_both()
    {
        await using var world = await CatalogueWorld.StartAsync(database);
        var folder = world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 1), "gut/1.0");
        await world.ImportedAsync(CatalogueWorld.Wish(folder));

        Edit(folder, json => { json["ncbi_genome_accession"] = "GCF_1"; json.AsObject().Remove("ena_sample_accession"); json["ena_study_accession"] = ""; });
        await world.ImportedAsync(CatalogueWorld.Wish(folder));
        var filled = await IdentityAsync(world);
        Edit(folder, json => json["ena_genome_accession"] = "GCA_9");
        var conflict = await world.ImportAsync(CatalogueWorld.Wish(folder));

        (filled.NcbiGenomeAccession, filled.EnaSampleAccession, filled.EnaStudyAccession).ShouldBe(("GCF_1", "SAMEA0000001", "ERP105624"));
        conflict.State.ShouldBe(RunState.Failed);
        (await world.ProblemsAsync(conflict.Id)).Single(p => p.StartsWith("error", StringComparison.Ordinal)).ShouldBe(
            "error\tG12-identity-conflict\tMGYG000000001\tMGYG000000001/MGYG000000001.json\t“ena_genome_accession” is registered as GCA_000000001.1; the JSON says GCA_9.");
        (await IdentityAsync(world)).EnaGenomeAccession.ShouldBe("GCA_000000001.1");
    }

    [Fact]
    public async Task An_archive_accession_belongs_to_one_genome_in_the_folder_and_in_the_portal()
    {
        await using var world = await CatalogueWorld.StartAsync(database);
        await world.ImportedAsync(CatalogueWorld.Wish(world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 1), "gut/1.0")));
        var folder = world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 3, From: 2), "skin/1.0");
        Edit(folder, json => json["ena_genome_accession"] = "GCA_000000001.1", 2);
        Edit(folder, json => json["ena_genome_accession"] = "GCA_000000004.1", 3);

        var run = await world.ImportAsync(CatalogueWorld.Wish(folder, name: "Human Skin"));

        (await world.ProblemsAsync(run.Id)).Where(p => p.StartsWith("error", StringComparison.Ordinal)).Select(p => p.Split('\t')[4]).ShouldBe([
            "“ena_genome_accession” GCA_000000001.1 is registered for MGYG000000001.", "“ena_genome_accession” GCA_000000004.1 is also that of MGYG000000003 in this folder."]);
    }

    [Fact]
    public async Task A_genome_in_two_releases_has_one_identity_and_two_snapshots()
    {
        await using var world = await CatalogueWorld.StartAsync(database);
        await world.ImportedAsync(CatalogueWorld.Wish(world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 2), "gut/1.0")));

        await world.ImportedAsync(CatalogueWorld.Wish(world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 2, From: 2), "gut/2.0"), "2.0"));

        await using var db = world.Server.Db();
        (await db.Set<Genome>().CountAsync(), await db.Set<GenomeSnapshot>().CountAsync()).ShouldBe((3, 4));
    }

    private static void Edit(string folder, Action<JsonNode> edit, int number = 1)
    {
        var file = Path.Combine(folder, "website", $"MGYG{number:000000000}", $"MGYG{number:000000000}.json");
        var json = JsonNode.Parse(File.ReadAllText(file))!;
        edit(json);
        File.WriteAllText(file, json.ToJsonString());
    }

    private static async Task<Genome> IdentityAsync(CatalogueWorld world)
    {
        await using var db = world.Server.Db();
        return await db.Set<Genome>().AsNoTracking().SingleAsync();
    }
}
