using System.Net;
using System.Text.Json;
using Portal.Domain.GenomeCatalogues;
using Portal.Sandbox.Catalogues;
using Portal.Tests.Support;

namespace Portal.Tests.GenomeCatalogues;

/// <summary>The lists of catalogues, genomes and biomes as programs ask for them, with each filter and order.</summary>
public sealed class GenomeListTests(TestDatabase database)
{
    private const string Genomes = "genome-catalogues/human-gut-v1-0/genomes";

    [Fact]
    public async Task Each_filter_leaves_the_genomes_it_says_and_each_order_sorts_them()
    {
        await using var world = await CatalogueWorld.StartAsync(database);
        await world.ImportedAsync(CatalogueWorld.Wish(world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 30), "gut/1.0")));
        var all = await GenomesAsync("");

        all.Count.ShouldBe(30);
        await LeavesAsync("type=Isolate", g => g.Type == "Isolate");
        await LeavesAsync("minCompleteness=81", g => g.Completeness >= 81);
        await LeavesAsync("maxContamination=0.5", g => g.Contamination <= 0.5);
        await LeavesAsync("lineage=d__Bacteria%3Bp__Bacillota", g => g.TaxonLineage.StartsWith("d__Bacteria;p__Bacillota;", StringComparison.Ordinal));
        await LeavesAsync("q=genus7%3B", g => g.TaxonLineage.Contains("Genus7;", StringComparison.Ordinal));
        await LeavesAsync("q=mgyg00000001", g => g.Accession.StartsWith("MGYG00000001", StringComparison.Ordinal));
        await LeavesAsync("type=MAG&minCompleteness=80.5&maxContamination=0.8&lineage=d__Bacteria", g => g is { Type: "MAG", Completeness: >= 80.5, Contamination: <= 0.8 });
        (await GenomesAsync("lineage=d__Bact")).ShouldBeEmpty(); // a name, not the beginning of one
        (await GenomesAsync("q=%25")).ShouldBeEmpty();
        await SortsAsync("accession", g => g.Accession);
        await SortsAsync("completeness", g => g.Completeness);
        await SortsAsync("contamination", g => g.Contamination);
        await SortsAsync("length", g => g.Length);
        await SortsAsync("genomes", g => g.NumGenomesTotal);

        async Task LeavesAsync(string query, Func<GenomeSnapshot, bool> left)
        {
            var expected = all.Where(left).Select(g => g.Accession).ToList();
            expected.Count.ShouldBeInRange(1, 29, query); // otherwise the filter would show nothing
            (await GenomesAsync(query)).Select(g => g.Accession).ShouldBe(expected, query);
        }

        async Task SortsAsync<T>(string order, Func<GenomeSnapshot, T> by)
        {
            (await GenomesAsync($"sort={order}")).Select(g => g.Accession).ShouldBe(all.OrderBy(by).ThenBy(g => g.Accession, StringComparer.Ordinal).Select(g => g.Accession), order);
            (await GenomesAsync($"sort=-{order}")).Select(g => g.Accession).ShouldBe(all.OrderByDescending(by).ThenBy(g => g.Accession, StringComparer.Ordinal).Select(g => g.Accession), $"-{order}");
        }

        async Task<IReadOnlyList<GenomeSnapshot>> GenomesAsync(string query) =>
            [.. (await world.GetAsync($"{Genomes}?{query}")).GetProperty("items").EnumerateArray().Select(g => g.Deserialize<GenomeSnapshot>(JsonSerializerOptions.Web)!)];
    }

    [Fact]
    public async Task Pages_follow_each_other_without_a_gap_and_a_wrong_question_is_answered_with_a_sentence()
    {
        await using var world = await CatalogueWorld.StartAsync(database);
        await world.ImportedAsync(CatalogueWorld.Wish(world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 7), "gut/1.0")));
        var (seen, next) = (new List<string>(), (string?)"");
        while (next is not null)
        {
            var page = await world.GetAsync($"{Genomes}?limit=3&sort=-completeness{(next.Length > 0 ? $"&cursor={next}" : "")}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(g => g.GetProperty("accession").GetString()!));
            next = page.GetProperty("next").GetString();
        }

        seen.Order(StringComparer.Ordinal).ShouldBe(Enumerable.Range(1, 7).Select(n => $"MGYG{n:000000000}"));
        foreach (var (wrong, sentence) in new[] { ("cursor=x", "The cursor “x” is not one this list gave out."), ("sort=colour", "“colour” is no sort.") })
        {
            using var reply = await world.Client.GetAsync($"/api/v1/{Genomes}?{wrong}");
            reply.StatusCode.ShouldBe(HttpStatusCode.BadRequest, wrong);
            JsonDocument.Parse(await reply.Content.ReadAsStringAsync()).RootElement.GetProperty("title").GetString()!.ShouldContain(sentence);
        }
    }

    [Fact]
    public async Task Catalogues_are_found_by_label_type_status_text_and_everything_below_a_biome()
    {
        await using var world = await CatalogueWorld.StartAsync(database);
        await world.ImportedAsync(CatalogueWorld.Wish(world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 1), "gut/1.0")));
        await world.PublishAsync("human-gut-v1-0");
        var soil = CatalogueWorld.Wish(world.LayDown(new MadeUpCatalogue(CatalogueType.Viruses, 1, From: 9), "soil/1.0"), name: "Soil viruses", type: "viruses");
        (soil["goldBiome"], soil["catalogueBiomeLabel"]) = ("root:Environmental:Terrestrial:Soil", "Soil");
        await world.ImportedAsync(soil);

        foreach (var (query, found) in new[]
        {
            ("", "human-gut-v1-0 soil-viruses-v1-0"), ("label=Soil", "soil-viruses-v1-0"), ("type=prokaryotes", "human-gut-v1-0"), ("status=ready", "soil-viruses-v1-0"), ("q=GUT", "human-gut-v1-0"),
            ("biome=root:Host-associated", "human-gut-v1-0"), ("biome=root:environmental:TERRESTRIAL", "soil-viruses-v1-0"), ("biome=root", "human-gut-v1-0 soil-viruses-v1-0"), ("biome=root:Environ", ""), ("biome=root:Engineered", ""),
        })
        {
            string.Join(' ', (await world.GetAsync($"genome-catalogues?{query}")).GetProperty("items").EnumerateArray().Select(r => r.GetProperty("slug").GetString())).ShouldBe(found, query);
        }
    }

    [Fact]
    public async Task Biomes_come_with_lineage_path_and_depth_in_the_order_of_the_hierarchy()
    {
        await using var world = await CatalogueWorld.StartAsync(database);

        var all = (await world.GetAsync("biomes")).GetProperty("items").EnumerateArray().ToList();
        var below = (await world.GetAsync("biomes?q=root:Host-associated:Human:Digestive%20system")).GetProperty("items").EnumerateArray().ToList();

        all.Count.ShouldBe(492);
        all[0].GetProperty("lineage").GetString().ShouldBe("root");
        below.Count.ShouldBeGreaterThan(3);
        below.ShouldAllBe(b => b.GetProperty("path").GetString()!.StartsWith("root.host_associated.human.digestive_system", StringComparison.Ordinal) && b.GetProperty("depth").GetInt32() == b.GetProperty("lineage").GetString()!.Count(c => c == ':'));
        (below[0].GetProperty("name").GetString(), below[0].GetProperty("depth").GetInt32()).ShouldBe(("Digestive system", 3));
    }
}
