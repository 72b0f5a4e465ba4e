using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Portal.Domain.Runs;
using Portal.Sandbox.Catalogues;
using Portal.Tests.Support;

namespace Portal.Tests.GenomeCatalogues;

/// <summary>A portal with a folder of results, and a program that uses its API.</summary>
internal sealed class CatalogueWorld : IAsyncDisposable
{
    private CatalogueWorld(string root, PortalServer server, HttpClient client) => (Root, Server, Client) = (root, server, client);

    public string Root { get; }

    public PortalServer Server { get; }

    public HttpClient Client { get; }

    public static async Task<CatalogueWorld> StartAsync(TestDatabase database, Action<Microsoft.Extensions.DependencyInjection.IServiceCollection>? services = null, IReadOnlyDictionary<string, string?>? settings = null)
    {
        var root = Directory.CreateTempSubdirectory("portal-results-").FullName;
        var server = await PortalServer.StartAsync(await database.CreateAsync(), new Dictionary<string, string?>(settings ?? new Dictionary<string, string?>()) { ["GenomeCatalogues:ResultsRoot"] = root }, services);
        return new CatalogueWorld(root, server, await server.ClientAsync());
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
        Directory.Delete(Root, recursive: true);
    }

    /// <summary>Lays a made-up catalogue down below the root; its folder.</summary>
    public string LayDown(MadeUpCatalogue catalogue, string name)
    {
        var folder = Path.Combine(Root, name);
        catalogue.WriteTo(folder);
        return folder;
    }

    public static Dictionary<string, object> Wish(string folder, string version = "1.0", string name = "Human Gut", string type = "prokaryotes") => new(StringComparer.Ordinal)
    {
        ["resultsDirectory"] = folder,
        ["catalogueName"] = name,
        ["catalogueVersion"] = version,
        ["goldBiome"] = "root:Host-Associated:Human:Digestive System",
        ["pipelineVersion"] = "v2.0",
        ["catalogueType"] = type,
    };

    public Task<Run> ScanAsync(Dictionary<string, object> wish) => RunAsync("scans", wish);

    public Task<Run> ImportAsync(Dictionary<string, object> wish) => RunAsync("imports", wish);

    public async Task<Run> ImportedAsync(Dictionary<string, object> wish)
    {
        var run = await ImportAsync(wish);
        run.State.ShouldBe(RunState.Succeeded, $"{run.Failure} {run.FailureDetail}");
        return run;
    }

    public Task<JsonElement> GetAsync(string path) => Client.GetFromJsonAsync<JsonElement>($"/api/v1/{path}");

    public Task<HttpResponseMessage> PublishAsync(params string[] slugs) => Client.PostAsJsonAsync("/api/v1/genome-catalogues/publish", new { catalogues = slugs });

    public async Task<IReadOnlyList<string>> ProblemsAsync(Guid run)
    {
        var artifact = (await GetAsync($"runs/{run}")).GetProperty("artifacts").EnumerateArray().Single(a => a.GetProperty("name").GetString() == "problems.tsv");
        var table = await Client.GetStringAsync($"/api/v1/runs/{run}/artifacts/{artifact.GetProperty("id")}");
        return [.. table.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)];
    }

    private async Task<Run> RunAsync(string what, Dictionary<string, object> wish) => await Server.UntilFinalAsync(await SubmitAsync(what, wish));

    /// <param name="what"><c>scans</c> or <c>imports</c>.</param>
    public async Task<Guid> SubmitAsync(string what, Dictionary<string, object> wish)
    {
        using var reply = await Client.PostAsJsonAsync($"/api/v1/genome-catalogues/{what}", wish);
        reply.StatusCode.ShouldBe(HttpStatusCode.Accepted, await reply.Content.ReadAsStringAsync());
        return (await reply.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }
}
