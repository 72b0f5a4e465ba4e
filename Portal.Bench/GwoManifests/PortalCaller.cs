using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Portal.Bench.GwoManifests;

/// <summary>A step of a finished run and how long it took.</summary>
internal sealed record StepTime(string Name, TimeSpan Took);

/// <summary>The HTTP interface as a script uses it.</summary>
internal sealed class PortalCaller(Uri url, string apiKey, CancellationToken cancellationToken) : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    private readonly HttpClient _http = new()
    {
        BaseAddress = new Uri(url, "/api/v1/"),
        Timeout = TimeSpan.FromMinutes(10),
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", apiKey) },
    };

    public async Task<string> UploadAsync(MadeUpStudy study)
    {
        using var file = new MemoryStream();
        await study.WriteManifestAsync(file, cancellationToken);
        file.Position = 0;
        return await UploadAsync(MadeUpStudy.Id, $"gwo-{study.Rows}.tsv", file);
    }

    public async Task<string> UploadAsync(string studyId, string fileName, Stream file)
    {
        using var form = new MultipartFormDataContent { { new StringContent(studyId), "studyId" }, { new StreamContent(file), "file", fileName } };
        return (await SentAsync(await _http.PostAsync("gwo-manifests", form, cancellationToken))).GetProperty("id").GetString()!;
    }

    public Task<IReadOnlyList<StepTime>> CheckAsync(string manifest) => RunAsync($"gwo-manifests/{manifest}/check", new { });

    public Task<IReadOnlyList<StepTime>> ApplyAsync(string manifest) => RunAsync($"gwo-manifests/{manifest}/apply", new { policy = "good-rows", acknowledgeWarnings = true });

    public async Task<JsonElement> ManifestAsync(string manifest) => await SentAsync(await _http.GetAsync($"gwo-manifests/{manifest}", cancellationToken));

    public void Dispose() => _http.Dispose();

    private async Task<IReadOnlyList<StepTime>> RunAsync(string path, object body)
    {
        var run = (await SentAsync(await _http.PostAsJsonAsync(path, body, cancellationToken))).GetProperty("id").GetString()!;
        while (true)
        {
            var view = await SentAsync(await _http.GetAsync($"runs/{run}", cancellationToken));
            switch (view.GetProperty("state").GetString())
            {
                case "Succeeded":
                    return [.. view.GetProperty("steps").EnumerateArray().Select(s => new StepTime(s.GetProperty("title").GetString()!, s.GetProperty("endedAt").GetDateTimeOffset() - s.GetProperty("startedAt").GetDateTimeOffset()))];
                case "Failed" or "Cancelled":
                    throw new InvalidOperationException($"The run failed: {view.GetProperty("failure").GetString()}");
                default:
                    await Task.Delay(Poll, cancellationToken);
                    break;
            }
        }
    }

    private async Task<JsonElement> SentAsync(HttpResponseMessage response)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            return response.IsSuccessStatusCode ? JsonSerializer.Deserialize<JsonElement>(text) : throw new InvalidOperationException($"The portal answered {(int)response.StatusCode}: {text}");
        }
    }
}
