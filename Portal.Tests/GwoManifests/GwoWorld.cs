using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Sandbox;
using Portal.Sandbox.Outside;
using Portal.Tests.Support;

namespace Portal.Tests.GwoManifests;

/// <summary>A portal, the outside world it works on, and a program that uses its API.</summary>
internal sealed class GwoWorld : IAsyncDisposable
{
    private GwoWorld(SandboxHost sandbox, PortalServer server, HttpClient client) => (Sandbox, Server, Client) = (sandbox, server, client);

    public SandboxHost Sandbox { get; }

    public PortalServer Server { get; }

    public HttpClient Client { get; }

    /// <summary>What changed something outside since the last <see cref="RequestLog.Clear"/>.</summary>
    public IReadOnlyList<RecordedRequest> Writes => Sandbox.Requests.Writes;

    public static async Task<GwoWorld> StartAsync(TestDatabase database, SandboxOptions? options = null, params (string Key, string Value)[] settings)
    {
        var sandbox = await SandboxHost.StartAsync(options ?? new SandboxOptions());
        var configuration = sandbox.Settings.ToDictionary(s => s.Key, string? (s) => s.Value);
        configuration["GwoManifests:AllowedBuckets"] = "*";
        configuration["GwoManifests:Retries"] = "2";
        configuration["GwoManifests:RetryDelay"] = "00:00:00.005";
        configuration["GwoManifests:CallTimeout"] = "00:00:05";
        foreach (var (key, value) in settings)
        {
            configuration[key] = value;
        }

        var server = await PortalServer.StartAsync(await database.CreateAsync(), configuration);
        return new GwoWorld(sandbox, server, await server.ClientAsync());
    }

    /// <summary>With the example study and its objects in it.</summary>
    public static async Task<GwoWorld> WithStudyAsync(TestDatabase database, params (string Key, string Value)[] settings)
    {
        var world = await StartAsync(database, null, settings);
        Study.Put(world.Sandbox);
        return world;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
        await Sandbox.DisposeAsync();
    }

    public async Task<HttpResponseMessage> PostFileAsync(byte[] content, string fileName, string studyId, HttpClient? client = null)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(content), "file", fileName }, { new StringContent(studyId), "studyId" } };
        return await (client ?? Client).PostAsync("/api/v1/gwo-manifests", form);
    }

    public Task<Guid> UploadAsync(string content, string studyId = Study.Id, string fileName = "manifest.tsv") => UploadAsync(Encoding.UTF8.GetBytes(content), studyId, fileName);

    public async Task<Guid> UploadAsync(byte[] content, string studyId, string fileName)
    {
        using var reply = await PostFileAsync(content, fileName, studyId);
        reply.StatusCode.ShouldBe(HttpStatusCode.Created, await reply.Content.ReadAsStringAsync());
        return (await reply.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }

    public async Task<Run> CheckAsync(Guid manifest) => await FinishAsync(await Client.PostAsync($"/api/v1/gwo-manifests/{manifest}/check", null));

    public Task<Guid> CheckedAsync(string content, string studyId = Study.Id) => CheckedAsync(Encoding.UTF8.GetBytes(content), studyId, "manifest.tsv");

    public async Task<Guid> CheckedAsync(byte[] content, string studyId, string fileName)
    {
        var manifest = await UploadAsync(content, studyId, fileName);
        var run = await CheckAsync(manifest);
        run.State.ShouldBe(RunState.Succeeded, run.Failure + run.FailureDetail);
        return manifest;
    }

    public async Task<IReadOnlyList<JsonElement>> IssuesAsync(Guid manifest) =>
        [.. (await Client.GetFromJsonAsync<JsonElement>($"/api/v1/gwo-manifests/{manifest}/issues")).GetProperty("items").EnumerateArray()];

    /// <summary>As the golden tables have it: row, column, code, severity, value.</summary>
    public async Task<IReadOnlyList<string>> IssueLinesAsync(Guid manifest) =>
        [.. (await IssuesAsync(manifest)).Select(i => $"{i.GetProperty("row")}\t{i.GetProperty("column")}\t{i.GetProperty("code")}\t{i.GetProperty("severity")}\t{i.GetProperty("value")}")];

    public Task<JsonElement> PlanAsync(Guid manifest) => Client.GetFromJsonAsync<JsonElement>($"/api/v1/gwo-manifests/{manifest}/plan");

    public Task<HttpResponseMessage> PostApplyAsync(Guid manifest, string policy, bool acknowledge) =>
        Client.PostAsJsonAsync($"/api/v1/gwo-manifests/{manifest}/apply", new { policy, acknowledgeWarnings = acknowledge, replaceAll = true });

    public async Task<Run> ApplyAsync(Guid manifest, string policy = "all-or-nothing", bool acknowledge = true) => await FinishAsync(await PostApplyAsync(manifest, policy, acknowledge));

    /// <summary>With a body of the test's own.</summary>
    public async Task<Run> LoadAsync(Guid manifest, object wish) => await FinishAsync(await Client.PostAsJsonAsync($"/api/v1/gwo-manifests/{manifest}/apply", wish));

    public async Task<Run> RollbackAsync(Guid manifest, Guid? runId = null) => await FinishAsync(await Client.PostAsJsonAsync($"/api/v1/gwo-manifests/{manifest}/rollback", new { runId, why = "wrong batch" }));

    /// <summary>The rule a refusal names.</summary>
    public static async Task<string> RuleAsync(HttpResponseMessage reply)
    {
        var problem = await reply.Content.ReadFromJsonAsync<JsonElement>();
        return problem.GetProperty("type").GetString()!.Split('/')[^1];
    }

    public async Task<string> ArtifactAsync(Guid run, string name)
    {
        var found = (await Client.GetFromJsonAsync<JsonElement>($"/api/v1/runs/{run}")).GetProperty("artifacts").EnumerateArray().Single(a => a.GetProperty("name").GetString() == name);
        return await Client.GetStringAsync($"/api/v1/runs/{run}/artifacts/{found.GetProperty("id")}");
    }

    public async Task<Run> RetryAsync(Guid run) => await FinishAsync(await Client.PostAsync($"/api/v1/runs/{run}/retry", null));

    private async Task<Run> FinishAsync(HttpResponseMessage reply)
    {
        reply.StatusCode.ShouldBe(HttpStatusCode.Accepted, await reply.Content.ReadAsStringAsync());
        var run = (await reply.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        reply.Dispose();
        return await Server.UntilFinalAsync(run);
    }
}
