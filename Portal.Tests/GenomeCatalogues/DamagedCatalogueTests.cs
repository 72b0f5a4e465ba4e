using System.Text.Json.Nodes;
using Portal.Domain.GenomeCatalogues;
using Portal.Domain.Runs;
using Portal.Sandbox.Catalogues;
using Portal.Tests.Support;

namespace Portal.Tests.GenomeCatalogues;

public sealed class DamagedCatalogueTests(TestDatabase database)
{
    [Fact]
    public async Task One_report_names_each_of_forty_and_more_kinds_of_damage()
    {
        await using var world = await CatalogueWorld.StartAsync(database);
        var conflict = await RegisterOtherwiseAsync(world, "MGYG000000041");
        var folder = Path.Combine(world.Root, "broken/1.0");
        IReadOnlyList<CatalogueDamage> damages = [.. DamagedCatalogue.WriteTo(folder), conflict];

        var run = await world.ImportAsync(CatalogueWorld.Wish(folder, name: "Broken"));

        damages.Count.ShouldBeGreaterThan(40);
        run.State.ShouldBe(RunState.Failed);
        var report = (await world.ProblemsAsync(run.Id)).Select(p => p.Split('\t')).ToList();
        damages.Where(d => !report.Any(p => p[1] == d.Code && p[3] == d.Path.TrimEnd('/') && p[4].Length > 0)).ShouldBeEmpty();
        report.Select(p => p[1]).ShouldBeInOrder();
        report.Where(p => p[0] == "error").ShouldAllBe(p => damages.Any(d => p[3].StartsWith(d.Path.Split('/')[0], StringComparison.Ordinal))); // nothing whole is blamed
        run.Failure!.ShouldEndWith("The report tells each; correct the files, then retry. Nothing was written.");
    }

    [Fact]
    public async Task A_report_of_a_scan_and_of_an_import_say_the_same()
    {
        await using var world = await CatalogueWorld.StartAsync(database);
        var folder = Path.Combine(world.Root, "broken/1.0");
        DamagedCatalogue.WriteTo(folder);

        var scan = await world.ScanAsync(CatalogueWorld.Wish(folder));
        var import = await world.ImportAsync(CatalogueWorld.Wish(folder));

        (await world.ProblemsAsync(scan.Id)).ShouldBe(await world.ProblemsAsync(import.Id));
    }

    // The genome is known under another archive's accession: what only a portal that has it can find.
    private static async Task<CatalogueDamage> RegisterOtherwiseAsync(CatalogueWorld world, string accession)
    {
        var folder = world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 1, From: int.Parse(accession[4..])), "before/1.0");
        var file = Path.Combine(folder, "website", accession, $"{accession}.json");
        var json = JsonNode.Parse(await File.ReadAllTextAsync(file))!;
        json["ena_sample_accession"] = "SAMEA9999999";
        await File.WriteAllTextAsync(file, json.ToJsonString());
        await world.ImportedAsync(CatalogueWorld.Wish(folder, name: "Before"));
        return new("the genome is registered otherwise", "G12-identity-conflict", $"{accession}/{accession}.json");
    }
}
