using System.Net;
using System.Text.Json;
using Portal.Domain.Accounts;
using Portal.Domain.GenomeCatalogues;
using Portal.Sandbox.Catalogues;
using Portal.Tests.Support;

namespace Portal.Tests.GenomeCatalogues;

public sealed class CataloguePublishingTests(TestDatabase database)
{
    [Fact]
    public async Task Until_it_is_published_an_update_is_invisible_to_everybody_but_curators()
    {
        await using var world = await CatalogueWorld.StartAsync(database);
        await world.ImportedAsync(Wish(world, "1.0", from: 2, genomes: 2));
        (await world.PublishAsync("human-gut-v1-0")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await world.ImportedAsync(Wish(world, "2.0", from: 3, genomes: 2, edition: 2));
        using var viewer = await world.Server.ClientAsync(Role.Viewer);
        using var curator = await world.Server.ClientAsync(Role.Curator);

        (await AnswerAsync(viewer, "genome-catalogues/human-gut-v2-0")).ShouldBe(HttpStatusCode.NotFound);
        (await AnswerAsync(viewer, "genome-catalogues/human-gut-v2-0/genomes")).ShouldBe(HttpStatusCode.NotFound);
        (await AnswerAsync(viewer, "genome-catalogues/human-gut-v2-0/differences")).ShouldBe(HttpStatusCode.NotFound);
        (await AnswerAsync(viewer, "genomes/MGYG000000004")).ShouldBe(HttpStatusCode.NotFound);
        (await AnswerAsync(viewer, "genomes/MGYG000000004/annotations")).ShouldBe(HttpStatusCode.NotFound);
        (await AnswerAsync(viewer, "genomes/MGYG000000004/files/MGYG000000004.fna")).ShouldBe(HttpStatusCode.NotFound);
        (await AnswerAsync(viewer, "genomes/MGYG000000003?catalogue=human-gut-v2-0")).ShouldBe(HttpStatusCode.NotFound);
        (await SlugsAsync(viewer)).ShouldBe(["human-gut-v1-0"]);
        (await CompletenessAsync(viewer)).ShouldBe(80.21);
        (await SlugsAsync(curator)).ShouldBe(["human-gut-v2-0", "human-gut-v1-0"]);
        (await AnswerAsync(curator, "genomes/MGYG000000004")).ShouldBe(HttpStatusCode.OK);

        (await world.PublishAsync("human-gut-v2-0")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await CompletenessAsync(viewer)).ShouldBe(90.59);
        (await AnswerAsync(viewer, "genomes/MGYG000000004")).ShouldBe(HttpStatusCode.OK);
        (await JsonAsync(viewer, "genome-catalogues/human-gut-v1-0")).GetProperty("status").GetString().ShouldBe("Retired");

        static async Task<double> CompletenessAsync(HttpClient client) => (await JsonAsync(client, "genomes/MGYG000000003")).GetProperty("genome").GetProperty("completeness").GetDouble();
    }

    [Fact]
    public async Task Several_releases_become_public_at_once_and_a_genome_may_move_between_them()
    {
        await using var world = await CatalogueWorld.StartAsync(database);
        await world.ImportedAsync(Wish(world, "1.0", from: 1, genomes: 3));
        await world.PublishAsync("human-gut-v1-0");
        await world.ImportedAsync(Wish(world, "2.0", from: 1, genomes: 2));
        await world.ImportedAsync(Wish(world, "1.0", from: 3, genomes: 2, name: "Human Skin"));

        var alone = await world.PublishAsync("human-skin-v1-0");
        var together = await world.PublishAsync("human-gut-v2-0", "human-skin-v1-0", "human-gut-v2-0");

        alone.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await alone.Content.ReadAsStringAsync()).ShouldContain("Genomes would be public in two catalogues at once: MGYG000000003.");
        var told = JsonDocument.Parse(await together.Content.ReadAsStringAsync()).RootElement;
        told.GetProperty("publishedSlugs").EnumerateArray().Select(s => s.GetString()).ShouldBe(["human-gut-v2-0", "human-skin-v1-0"]);
        told.GetProperty("retiredSlugs").EnumerateArray().Select(s => s.GetString()).ShouldBe(["human-gut-v1-0"]);
        (await world.GetAsync("genomes/MGYG000000003")).GetProperty("catalogue").GetString().ShouldBe("human-skin-v1-0");
    }

    [Fact]
    public async Task Every_reason_against_publishing_is_told_and_nothing_changes()
    {
        await using var world = await CatalogueWorld.StartAsync(database);
        await world.ImportedAsync(Wish(world, "1.0", from: 1, genomes: 1));
        await world.ImportedAsync(Wish(world, "2.0", from: 1, genomes: 1));
        await world.PublishAsync("human-gut-v1-0");

        (await SentenceAsync(await world.PublishAsync())).ShouldContain("Nothing is selected. Choose at least one release that is ready.");
        (await SentenceAsync(await world.PublishAsync("missing"))).ShouldContain("There is no release “missing”.");
        (await SentenceAsync(await world.PublishAsync("human-gut-v1-0", "human-gut-v2-0"))).ShouldBe(
            "Human Gut v1.0 is published; only a release that is ready can be published. Human Gut v1.0 and Human Gut v2.0 are of one series; only one of them can be public.");
        (await world.GetAsync("genome-catalogues/human-gut-v2-0")).GetProperty("status").GetString().ShouldBe("Ready");

        static async Task<string> SentenceAsync(HttpResponseMessage reply)
        {
            reply.StatusCode.ShouldBe(HttpStatusCode.Conflict);
            return JsonDocument.Parse(await reply.Content.ReadAsStringAsync()).RootElement.GetProperty("title").GetString()!;
        }
    }

    [Fact]
    public async Task Of_parallel_callers_one_publishes()
    {
        await using var world = await CatalogueWorld.StartAsync(database);
        await world.ImportedAsync(Wish(world, "1.0", from: 1, genomes: 2));
        await world.ImportedAsync(Wish(world, "2.0", from: 1, genomes: 2));

        var replies = await Task.WhenAll(Enumerable.Repeat("human-gut-v1-0", 6).Select(s => world.PublishAsync(s)));

        replies.Count(r => r.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        replies.Count(r => r.StatusCode == HttpStatusCode.Conflict).ShouldBe(5);
    }

    [Fact]
    public async Task Publishing_is_not_for_viewers()
    {
        await using var world = await CatalogueWorld.StartAsync(database);
        await world.ImportedAsync(Wish(world, "1.0", from: 1, genomes: 1));
        using var viewer = await world.Server.ClientAsync(Role.Viewer);

        (await viewer.PostAsync("/api/v1/genome-catalogues/publish", new StringContent("""{"catalogues":["human-gut-v1-0"]}""", System.Text.Encoding.UTF8, "application/json"))).StatusCode
            .ShouldBe(HttpStatusCode.Forbidden);
    }

    private static Dictionary<string, object> Wish(CatalogueWorld world, string version, int from, int genomes, int edition = 1, string name = "Human Gut") =>
        CatalogueWorld.Wish(world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, genomes, from, edition), $"{name.Replace(' ', '-')}/{version}"), version, name);

    private static async Task<HttpStatusCode> AnswerAsync(HttpClient client, string path) => (await client.GetAsync($"/api/v1/{path}")).StatusCode;

    private static async Task<JsonElement> JsonAsync(HttpClient client, string path) => JsonDocument.Parse(await client.GetStringAsync($"/api/v1/{path}")).RootElement;

    private static async Task<IReadOnlyList<string?>> SlugsAsync(HttpClient client) =>
        [.. (await JsonAsync(client, "genome-catalogues")).GetProperty("items").EnumerateArray().Select(r => r.GetProperty("slug").GetString())];
}
