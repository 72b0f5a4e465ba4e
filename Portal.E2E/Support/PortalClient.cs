using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Serialization;

namespace Portal.E2E.Support;

public sealed record RunFact(Guid Id, long Number, string State)
{
    public bool IsFinal => State is "Succeeded" or "Failed" or "Cancelled";
}

/// <summary>Arranges over HTTP what a journey does not show in the browser.</summary>
public sealed class PortalClient(Uri portal, string apiKey) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = new Uri(portal, "api/v1/"), DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", apiKey) } };

    public void Dispose() => _http.Dispose();

    public async Task<int> StatusAsync(string path)
    {
        using var answer = await _http.GetAsync(path);
        return (int)answer.StatusCode;
    }

    public async Task<Guid> UploadAsync(ManifestFile file)
    {
        using var form = new MultipartFormDataContent { { new StringContent(file.Study), "studyId" }, { new ByteArrayContent(file.Bytes), "file", file.Name } };
        using var answer = await _http.PostAsync("gwo-manifests", form);
        return (await ReadAsync<Identified>(answer)).Id;
    }

    public async Task<RunFact> CheckAsync(Guid manifest) => await ReadAsync<RunFact>(await _http.PostAsync($"gwo-manifests/{manifest}/check", null));

    public async Task<RunFact> ApplyAsync(Guid manifest, string policy = "all-or-nothing") =>
        await ReadAsync<RunFact>(await _http.PostAsJsonAsync($"gwo-manifests/{manifest}/apply", new { policy, acknowledgeWarnings = true }));

    /// <summary>A run of the demonstration, which does what its parameters say.</summary>
    public async Task<RunFact> StartDemoAsync(object parameters, string subject) =>
        await ReadAsync<RunFact>(await _http.PostAsJsonAsync("runs", new { workflow = "demo", subject, scope = "*", parameters }));

    public Task<RunFact> BecomesAsync(RunFact run, string state) =>
        Eventually.BecomesAsync(async () => (await _http.GetFromJsonAsync<RunFact>($"runs/{run.Id}"))!, now => now.State == state, $"run {run.Id} to be {state}");

    /// <summary>Retries all failed runs about something as a batch; its number.</summary>
    public async Task<long> RetryAllAsync(string about)
    {
        using var answer = await _http.PostAsJsonAsync("runs/retry", new { filter = new { state = "Failed", q = about }, why = "The outage is over" });
        return (await ReadAsync<Batch>(answer)).Fact.Number;
    }

    public Task<RunFact> EndOfAsync(RunFact run) =>
        Eventually.BecomesAsync(async () => (await _http.GetFromJsonAsync<RunFact>($"runs/{run.Id}"))!, now => now.IsFinal, $"the end of run {run.Id}");

    public async Task CancelAsync(RunFact run) => (await _http.PostAsJsonAsync($"runs/{run.Id}/cancel", new { why = "The test is over" })).EnsureSuccessStatusCode();

    /// <summary>Uploaded and checked; its plan is there.</summary>
    public async Task<Guid> CheckedAsync(ManifestFile file)
    {
        var manifest = await UploadAsync(file);
        (await EndOfAsync(await CheckAsync(manifest))).State.ShouldBe("Succeeded");
        return manifest;
    }

    public async Task<RunFact> AppliedAsync(ManifestFile file, string policy = "all-or-nothing") => await EndOfAsync(await ApplyAsync(await CheckedAsync(file), policy));

    /// <summary>Scans or imports a folder of results as Human gut.</summary>
    public async Task<RunFact> CatalogueAsync(string what, CatalogueFolder folder, string version, string name = "Human gut") => await ReadAsync<RunFact>(await _http.PostAsJsonAsync($"genome-catalogues/{what}", new
    {
        resultsDirectory = folder.Name, catalogueName = name, catalogueVersion = version, goldBiome = "root:Host-associated:Human:Digestive system:Large intestine", pipelineVersion = "v3.0.0", catalogueType = "prokaryotes",
    }));

    public async Task ImportedAsync(CatalogueFolder folder, string version, string name = "Human gut") => (await EndOfAsync(await CatalogueAsync("imports", folder, version, name))).State.ShouldBe("Succeeded");

    public async Task PublishAsync(params string[] catalogues) => (await _http.PostAsJsonAsync("genome-catalogues/publish", new { catalogues })).EnsureSuccessStatusCode();

    /// <summary>Tracks taxa; their first cycles begin by themselves.</summary>
    public async Task TrackAsync(params long[] taxonIds) => (await _http.PostAsJsonAsync("taxa", new { taxonIds, coveredToo = true })).EnsureSuccessStatusCode();

    /// <summary>Orders one file as many times, all to one place.</summary>
    public async Task OrderAsync(string path, int times, long dataset) => (await _http.PostAsJsonAsync("imaging-orders", new
    {
        orders = Enumerable.Range(0, times).Select(_ => new { group = "Demuth lab", user = "ghost", destinations = new[] { new { type = "Dataset", id = dataset } }, paths = new[] { path } }),
    })).EnsureSuccessStatusCode();

    /// <summary>How many orders match, up to five hundred.</summary>
    public async Task<int> OrdersAsync(string query) => (await _http.GetFromJsonAsync<Listed>($"imaging-orders?limit=500&{query}"))!.Items.Count;

    private sealed record Listed(IReadOnlyList<System.Text.Json.JsonElement> Items);

    private static async Task<T> ReadAsync<T>(HttpResponseMessage answer)
    {
        answer.IsSuccessStatusCode.ShouldBeTrue($"{answer.RequestMessage!.Method} {answer.RequestMessage.RequestUri}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        return (await answer.Content.ReadFromJsonAsync<T>())!;
    }

    private sealed record Identified(Guid Id);

    private sealed record Batch([property: JsonPropertyName("batch")] BatchFact Fact);

    private sealed record BatchFact(long Number);
}
