using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Portal.Domain.Accounts;
using Portal.Domain.GenomeCatalogues;
using Portal.Domain.Runs;
using Portal.Overview;
using Portal.Runs;
using Portal.Sandbox.Catalogues;
using Portal.Shell.Accounts;
using Portal.Tests.Support;

namespace Portal.Tests.GenomeCatalogues;

/// <summary>The runs that make a draft tell its name, its genomes and what differs: they are as invisible as the draft.</summary>
public sealed class DraftTests(TestDatabase database)
{
    [Fact]
    public async Task Runs_of_catalogues_are_for_curators_of_the_whole_portal_only()
    {
        await using var world = await CatalogueWorld.StartAsync(database);
        var wish = CatalogueWorld.Wish(world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 1), "gut/1.0"));
        Run[] runs = [await world.ScanAsync(wish), await world.ImportedAsync(wish)];
        using var viewer = await world.Server.ClientAsync(Role.Viewer);
        using var elsewhere = await world.Server.ClientAsync(Role.Admin, "study:SD_ME0WME0W");
        using var curator = await world.Server.ClientAsync(Role.Curator);

        foreach (var (client, seen) in new[] { (viewer, false), (elsewhere, false), (curator, true) })
        {
            Items(await client.GetStringAsync("/api/v1/runs")).Count.ShouldBe(seen ? 2 : 0);
            foreach (var run in runs)
            {
                var artifact = (await world.GetAsync($"runs/{run.Id}")).GetProperty("artifacts")[0].GetProperty("id").GetString();
                foreach (var door in (string[])[$"runs/{run.Id}", $"runs/R-{run.Number}", $"runs/{run.Id}/events", $"runs/{run.Id}/log", $"runs/{run.Id}/artifacts/{artifact}"])
                {
                    (await client.GetAsync($"/api/v1/{door}")).StatusCode.ShouldBe(seen ? HttpStatusCode.OK : HttpStatusCode.NotFound, door);
                }
            }
        }
    }

    [Fact]
    public async Task The_hub_the_overview_and_the_lists_of_runs_say_nothing_of_them_to_viewers()
    {
        await using var world = await CatalogueWorld.StartAsync(database);
        var run = await world.ImportedAsync(CatalogueWorld.Wish(world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 1), "gut/1.0")));
        var hub = new Uri(world.Server.Url, "hubs/runs");
        var (viewer, curator) = (await KeyAsync(world, Role.Viewer), await KeyAsync(world, Role.Curator));

        (await HubCaller.FirstAsync(hub, viewer, "Subscribe", $"{run.Id}", 0)).ShouldBeNull();
        (await HubCaller.FirstAsync(hub, viewer, "SubscribeAll", ""))!.Value.GetProperty("runs").GetArrayLength().ShouldBe(0);
        (await HubCaller.FirstAsync(hub, curator, "Subscribe", $"{run.Id}", 0)).ShouldNotBeNull();
        (await HubCaller.FirstAsync(hub, curator, "SubscribeAll", ""))!.Value.GetProperty("runs").GetArrayLength().ShouldBe(1);

        var viewing = new Grants([new Grant(Scopes.Everything, Role.Viewer)]);
        var (overview, queries) = (world.Server.Get<OverviewQueries>(), world.Server.Get<RunQueries>());
        (await overview.FinishedAsync(viewing, CancellationToken.None)).Sum(b => b.Succeeded + b.Failed).ShouldBe(0);
        (await overview.FinishedAsync(Grants.All, CancellationToken.None)).Sum(b => b.Succeeded).ShouldBe(1);
        (await queries.StatesAsync(new RunFilter(), viewing, CancellationToken.None)).ShouldBeEmpty();
        (await queries.ProgressAsync(run.Id, viewing, CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task A_batch_with_a_draft_among_its_runs_is_not_there_for_viewers()
    {
        await using var world = await CatalogueWorld.StartAsync(database);
        var folder = world.LayDown(new MadeUpCatalogue(CatalogueType.Prokaryotes, 1), "gut/1.0");
        var scan = await world.ScanAsync(CatalogueWorld.Wish(folder));
        using var viewer = await world.Server.ClientAsync(Role.Viewer);
        using var curator = await world.Server.ClientAsync(Role.Curator);

        using var accepted = await curator.PostAsJsonAsync("/api/v1/runs/retry", new { ids = new[] { $"{scan.Id}" } });

        accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        foreach (var (client, seen) in new[] { (viewer, false), (curator, true) })
        {
            Items(await client.GetStringAsync("/api/v1/batches")).Count.ShouldBe(seen ? 1 : 0);
            (await client.GetAsync(accepted.Headers.Location)).StatusCode.ShouldBe(seen ? HttpStatusCode.OK : HttpStatusCode.NotFound);
        }
    }

    [Theory]
    [InlineData(Scopes.Everything, Role.Viewer, false)]
    [InlineData(Scopes.Everything, Role.Curator, true)]
    [InlineData(Scopes.Everything, Role.Admin, true)]
    [InlineData("study:SD_ME0WME0W", Role.Admin, false)]
    public void Drafts_are_seen_from_curator_of_the_whole_portal_upwards(string scope, Role role, bool seen)
    {
        var grants = new Grants([new Grant(scope, role)]);

        (grants.SeesDrafts, grants.May(Scopes.Drafts, Role.Curator)).ShouldBe((seen, seen));
        Should.Throw<Portal.Domain.RuleException>(() => Scopes.Require(Scopes.Drafts)); // nobody can be given it
    }

    private static List<JsonElement> Items(string json) => [.. JsonDocument.Parse(json).RootElement.GetProperty("items").EnumerateArray()];

    private static async Task<string> KeyAsync(CatalogueWorld world, Role role)
    {
        var secret = ApiKeys.NewSecret();
        await world.Server.Get<ApiKeys>().CreateAsync($"{role} at the hub", secret, Scopes.Everything, role, expiresAt: null, isDemo: false, Actor.Portal, CancellationToken.None);
        return secret;
    }
}
