using System.Net.Http.Json;
using System.Text.Json;

namespace Portal.E2E.Support;

public sealed record SeenRequest(string Service, string Method, string Path, int Status)
{
    public bool Writes => Method is "POST" or "PATCH" or "PUT" or "DELETE";
}

/// <summary>The hands behind the scene of the outside world: what goes wrong there, what it was asked, what it holds.</summary>
public sealed class Sandbox(Uri control)
{
    private static readonly HttpClient Http = new();

    /// <summary>Every write from the one after <paramref name="afterWrites"/> on answers 503, until it is healed.</summary>
    public Task BreakAsync(int afterWrites) => SetAsync(new { kind = "Error", method = "WRITE", afterWrites });

    /// <summary>Does what is asked and answers 502, this many times.</summary>
    public Task LoseAnswersAsync(int times, int afterWrites = 0) => SetAsync(new { kind = "CommitThenError", method = "WRITE", times, afterWrites });

    /// <summary>No file of a run is where the archive says.</summary>
    public Task LoseFilesAsync() => SetAsync(new { kind = "Error", service = "fastq", status = 404 });

    public Task SlowDownAsync(int milliseconds) => SetAsync(new { kind = "Delay", delayMilliseconds = milliseconds });

    public async Task HealAsync() => (await Http.DeleteAsync(new Uri(control, "_sandbox/faults"))).EnsureSuccessStatusCode();

    public async Task ForgetRequestsAsync() => (await Http.DeleteAsync(new Uri(control, "_sandbox/requests"))).EnsureSuccessStatusCode();

    public async Task<IReadOnlyList<SeenRequest>> WritesAsync()
    {
        var log = await Http.GetFromJsonAsync<RequestLog>(new Uri(control, "_sandbox/requests"));
        return [.. log!.Requests.Where(r => r.Writes)];
    }

    /// <summary>External ids of a collection that more than one row has.</summary>
    public async Task<IReadOnlyList<string>> DuplicatesAsync(string collection) =>
        [.. (await ExternalIdsAsync(collection)).GroupBy(id => id).Where(g => g.Count() > 1).Select(g => g.Key)];

    public async Task<IReadOnlyList<string>> ExternalIdsAsync(string collection)
    {
        using var tables = await Http.GetFromJsonAsync<JsonDocument>(new Uri(control, "_sandbox/tables"));
        return [.. tables!.RootElement.GetProperty("tables").GetProperty(collection).EnumerateArray().Select(row => row.GetProperty("external_id").GetString()!)];
    }

    private async Task SetAsync(object fault) => (await Http.PostAsJsonAsync(new Uri(control, "_sandbox/faults"), fault)).EnsureSuccessStatusCode();

    private sealed record RequestLog(IReadOnlyList<SeenRequest> Requests);
}
