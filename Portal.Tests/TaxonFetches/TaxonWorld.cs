using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Runs;
using Portal.Domain.TaxonFetches;
using Portal.Jobs.TaxonFetches;
using Portal.Sandbox;
using Portal.Sandbox.Ena;
using Portal.Tests.Support;

namespace Portal.Tests.TaxonFetches;

/// <summary>A portal, an ENA of its own with a small tree of life, and a program that uses the API.</summary>
internal sealed class TaxonWorld : IAsyncDisposable
{
    private TaxonWorld(SandboxHost sandbox, PortalServer server, HttpClient client) => (Sandbox, Server, Client) = (sandbox, server, client);

    public SandboxHost Sandbox { get; }

    public EnaState Ena => Sandbox.Ena;

    public PortalServer Server { get; }

    public HttpClient Client { get; }

    public static Task<TaxonWorld> StartAsync(TestDatabase database, Action<IServiceCollection>? services = null, params (string Key, string? Value)[] settings) =>
        StartAsync(new SandboxOptions(), database, services, settings, withCloud: false);

    /// <param name="withCloud">DigitalOcean is asked where the sandbox plays it, also where droplets are on paper.</param>
    public static async Task<TaxonWorld> StartAsync(SandboxOptions outside, TestDatabase database, Action<IServiceCollection>? services, (string Key, string? Value)[] settings, bool withCloud)
    {
        var sandbox = await SandboxHost.StartAsync(outside);
        DemoTaxa.Build(sandbox.Ena);
        var configuration = sandbox.Settings.ToDictionary(s => s.Key, string? (s) => s.Value);
        configuration["TaxonFetches:RetryDelay"] = "00:00:00.005";
        configuration["TaxonFetches:CallTimeout"] = "00:00:20";
        configuration["TaxonFetches:IdleCap"] = "01:00:00"; // nothing is picked but by what a test does
        configuration["TaxonFetches:TaxonomyDump"] = Dump();
        if (withCloud)
        {
            configuration["TaxonFetches:DigitalOceanUrl"] = $"{sandbox.DataServiceUrl}v2";
        }

        foreach (var (key, value) in settings)
        {
            configuration[key] = value;
        }

        var server = await PortalServer.StartAsync(await database.CreateAsync(), configuration, services);
        return new TaxonWorld(sandbox, server, await server.ClientAsync());
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
        await Sandbox.DisposeAsync();
    }

    public async Task<JsonElement> AddAsync(params string[] ids) => await PostAsync("taxa", new { taxonIds = ids });

    public async Task<JsonElement> PostAsync(string path, object body, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var reply = await Client.PostAsJsonAsync($"/api/v1/{path}", body);
        var text = await reply.Content.ReadAsStringAsync();
        reply.StatusCode.ShouldBe(status, text);
        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }

    public Task<JsonElement> GetAsync(string path) => Client.GetFromJsonAsync<JsonElement>($"/api/v1/{path}");

    /// <summary>Adds one taxon and follows its first cycle to the end.</summary>
    public async Task<Run> TrackedAsync(long taxId)
    {
        await AddAsync($"{taxId}");
        return await CycleAsync(taxId);
    }

    /// <summary>The taxon's cycle, once it has one: the look for work at the start of a node may be the one that begins it.</summary>
    public async Task<Guid> CycleOfAsync(long taxId) => (await Eventually.IsAsync(() => TaxonAsync(taxId), t => t.CycleRunId is not null, $"a cycle of {taxId}")).CycleRunId!.Value;

    /// <summary>The taxon's cycle, at its end.</summary>
    public async Task<Run> CycleAsync(long taxId) => await Server.UntilFinalAsync(await CycleOfAsync(taxId));

    public async Task<Run> AgainAsync(long taxId)
    {
        await PostAsync($"taxa/{taxId}/check-now", new { }, HttpStatusCode.NoContent);
        return await CycleAsync(taxId);
    }

    public async Task<Taxon> TaxonAsync(long taxId)
    {
        await using var db = Server.Db();
        return await db.Set<Taxon>().AsNoTracking().SingleAsync(t => t.TaxId == taxId);
    }

    public Task<int> PickAsync() => Server.Get<TaxonPicker>().PickAsync(CancellationToken.None);

    /// <summary>Questions ENA was asked: path and query, unescaped.</summary>
    public IReadOnlyList<string> Asked(string path) => [.. Sandbox.Requests.All.Where(r => r.Service == "ena" && r.Path.EndsWith(path, StringComparison.Ordinal)).Select(r => Uri.UnescapeDataString(r.Query.Replace('+', ' ')))];

    private static string Dump()
    {
        var folder = Path.Combine(Path.GetTempPath(), "portal-taxonomy-dump");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "merged.dmp"), "30\t|\t29\t|\n29\t|\t562\t|\n");
        File.WriteAllText(Path.Combine(folder, "delnodes.dmp"), $"{DemoTaxa.Deleted}\t|\n");
        return folder;
    }
}
