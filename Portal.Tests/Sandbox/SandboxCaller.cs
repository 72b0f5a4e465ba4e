using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Portal.Sandbox;

namespace Portal.Tests.Sandbox;

/// <summary>A sandbox and a client of its Data Service, for one test.</summary>
public sealed class SandboxCaller : IAsyncDisposable
{
    private SandboxCaller(SandboxHost host) => (Host, Http) = (host, new() { BaseAddress = host.DataServiceUrl });

    public SandboxHost Host { get; }

    public HttpClient Http { get; }

    public static async Task<SandboxCaller> StartAsync(SandboxOptions? options = null) => new(await SandboxHost.StartAsync(options ?? new()));

    /// <summary>A sandbox with a study, a participant, a specimen and an experiment, but no file.</summary>
    public static async Task<SandboxCaller> StartStudyAsync(SandboxOptions? options = null)
    {
        var caller = await StartAsync(options);
        caller.SeedStudy("SD_AAAA0001", "0001");
        return caller;
    }

    public void SeedStudy(string study, string number)
    {
        Seed("studies", study, ("external_id", study));
        Seed("sequencing-centers", "SC_AAAA0001", ("name", "Center"));
        Seed("participants", "PT_AAAA" + number, ("study_id", study));
        Seed("biospecimens", "BS_AAAA" + number, ("participant_id", "PT_AAAA" + number), ("analyte_type", "DNA"), ("sequencing_center_id", "SC_AAAA0001"));
        Seed("sequencing-experiments", "SE_AAAA" + number, ("external_id", "SE-" + number), ("sequencing_center_id", "SC_AAAA0001"));
    }

    public void Seed(string collection, string kfId, params (string Name, object? Value)[] fields) =>
        Host.DataService.Seed(collection, kfId, fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));

    public async Task<JsonNode> GetAsync(string path) => (await SendAsync(HttpMethod.Get, path, null)).Body;

    public Task<(HttpStatusCode Status, JsonNode Body)> PostAsync(string path, object body) => SendAsync(HttpMethod.Post, path, body);

    public Task<(HttpStatusCode Status, JsonNode Body)> PatchAsync(string path, object body) => SendAsync(HttpMethod.Patch, path, body);

    public Task<(HttpStatusCode Status, JsonNode Body)> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null);

    public async Task<string> PostFileAsync(string externalId)
    {
        var (status, body) = await PostAsync("/genomic-files", File(externalId));
        return status == HttpStatusCode.Created ? body["results"]!["kf_id"]!.ToString() : throw new InvalidOperationException(body.ToJsonString());
    }

    public static object File(string externalId) => new
    {
        external_id = externalId,
        file_name = externalId,
        urls = new[] { "s3://bucket/" + externalId },
        hashes = new { etag = "0123456789abcdef0123456789abcdef-3" },
        size = 5_000_000_000,
        data_type = "gVCF",
    };

    public static string MessageOf(JsonNode body) => body["_status"]!["message"]!.ToString();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Host.DisposeAsync();
    }

    private async Task<(HttpStatusCode Status, JsonNode Body)> SendAsync(HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await Http.SendAsync(request);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }
}
