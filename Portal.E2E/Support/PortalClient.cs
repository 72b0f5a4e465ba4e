using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace Portal.E2E.Support;

public sealed record RunFact(Guid Id, long Number, string State)
{
    public bool IsFinal => State is "Succeeded" or "Failed" or "Cancelled";
}

/// <summary>Arranges over HTTP what a journey does not show in the browser.</summary>
public sealed class PortalClient(Uri portal, string apiKey, string examples) : IDisposable
{
    public const string Good = "gwo-good.tsv";
    public const string Mistakes = "gwo-mistakes.tsv";
    public const string Thousand = "gwo-1000-rows.tsv";
    public const string HeartStudy = "SD_DEM0HART";
    public const string BoneStudy = "SD_DEM0B0NE";

    private readonly HttpClient _http = new() { BaseAddress = new Uri(portal, "api/v1/"), DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", apiKey) } };

    public void Dispose() => _http.Dispose();

    public string Example(string file) => Path.Combine(examples, file);

    public static string StudyOf(string file) => file == Thousand ? BoneStudy : HeartStudy;

    public async Task<Guid> UploadAsync(string file)
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent(StudyOf(file)), "studyId" },
            { new ByteArrayContent(await File.ReadAllBytesAsync(Example(file))), "file", file },
        };
        using var answer = await _http.PostAsync("gwo-manifests", form);
        return (await ReadAsync<Identified>(answer)).Id;
    }

    public async Task<RunFact> CheckAsync(Guid manifest) => await ReadAsync<RunFact>(await _http.PostAsync($"gwo-manifests/{manifest}/check", null));

    public async Task<RunFact> ApplyAsync(Guid manifest, string policy = "all-or-nothing") =>
        await ReadAsync<RunFact>(await _http.PostAsJsonAsync($"gwo-manifests/{manifest}/apply", new { policy, acknowledgeWarnings = true }));

    public Task<RunFact> EndOfAsync(RunFact run) =>
        Eventually.BecomesAsync(() => _http.GetFromJsonAsync<RunFact>($"runs/{run.Id}")!, now => now!.IsFinal, $"the end of run {run.Id}")!;

    public async Task CancelAsync(RunFact run) => (await _http.PostAsJsonAsync($"runs/{run.Id}/cancel", new { why = "The test is over" })).EnsureSuccessStatusCode();

    /// <summary>Uploaded and checked; its plan is there.</summary>
    public async Task<Guid> CheckedAsync(string file)
    {
        var manifest = await UploadAsync(file);
        (await EndOfAsync(await CheckAsync(manifest))).State.ShouldBe("Succeeded");
        return manifest;
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage answer)
    {
        answer.IsSuccessStatusCode.ShouldBeTrue($"{answer.RequestMessage!.Method} {answer.RequestMessage.RequestUri}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        return (await answer.Content.ReadFromJsonAsync<T>())!;
    }

    private sealed record Identified(Guid Id);
}
