using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Portal.CommandLine;

/// <summary>The portal's HTTP API as the verbs use it: an answer is its JSON, everything else ends the verb with a sentence.</summary>
public sealed class PortalApi : IDisposable
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web);

    private readonly HttpClient _http;

    public PortalApi(Uri url, string key)
    {
        // A portal on this machine is never behind a proxy, whatever the environment says of the world outside.
        var handler = new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(10), UseProxy = !url.IsLoopback, AllowAutoRedirect = false };
        _http = new HttpClient(handler) { BaseAddress = new Uri(url, "api/v1/"), Timeout = TimeSpan.FromMinutes(10) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public Task<ApiReply> GetAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, path, content: null, cancellationToken);

    /// <param name="answers">A status that is an answer too, beside success.</param>
    public Task<ApiReply> PostAsync(string path, object body, CancellationToken cancellationToken, HttpStatusCode? answers = null) =>
        SendAsync(HttpMethod.Post, path, JsonContent.Create(body, options: Format), cancellationToken, answers);

    /// <param name="beside">A second file, under a field of its own.</param>
    public async Task<ApiReply> UploadAsync(string path, FileInfo file, IReadOnlyDictionary<string, string> fields, CancellationToken cancellationToken, (string Field, FileInfo File)? beside = null)
    {
        await using var stream = file.OpenRead();
        await using var second = beside?.File.OpenRead();
        using var form = new MultipartFormDataContent();
        foreach (var (name, value) in fields)
        {
            form.Add(new StringContent(value), name);
        }
        form.Add(new StreamContent(stream), "file", file.Name);
        if (beside is { } other)
        {
            form.Add(new StreamContent(second!), other.Field, other.File.Name);
        }
        return await SendAsync(HttpMethod.Post, path, form, cancellationToken);
    }

    /// <summary>The file itself is the body.</summary>
    public async Task<ApiReply> PostFileAsync(string path, FileInfo file, string mediaType, CancellationToken cancellationToken)
    {
        await using var stream = file.OpenRead();
        return await SendAsync(HttpMethod.Post, path, new StreamContent(stream) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } }, cancellationToken);
    }

    /// <summary>Straight into a file; one that was there is replaced.</summary>
    public async Task DownloadAsync(string path, FileInfo to, CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw Refusal(response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
        }

        await using var file = to.Create();
        await response.Content.CopyToAsync(file, cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private async Task<ApiReply> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken, HttpStatusCode? answers = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            return response.IsSuccessStatusCode || response.StatusCode == answers ? new ApiReply(text) : throw Refusal(response.StatusCode, text);
        }
        catch (HttpRequestException unreachable)
        {
            throw new CommandException(
                ExitCode.Unreachable, $"The portal at {_http.BaseAddress!.GetLeftPart(UriPartial.Authority)} cannot be reached: {unreachable.Message} Is PORTAL_URL right?", unreachable);
        }
        catch (TaskCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CommandException(
                ExitCode.Unreachable, $"The portal at {_http.BaseAddress!.GetLeftPart(UriPartial.Authority)} did not answer within {_http.Timeout.TotalMinutes:0} minutes.", late);
        }
    }

    private static CommandException Refusal(HttpStatusCode status, string body) => status switch
    {
        HttpStatusCode.Unauthorized => new(ExitCode.NotAllowed, Sentences(body) ?? "The portal does not accept this API key. It may have expired or been revoked."),
        HttpStatusCode.Forbidden => new(ExitCode.NotAllowed, Sentences(body) ?? "This API key may not do that."),
        HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout =>
            new(ExitCode.Unreachable, Sentences(body) ?? $"The portal is not ready ({(int)status}). Try again in a moment."),
        HttpStatusCode.Conflict => new(ExitCode.Problems, Sentences(body) ?? "The portal refused it.", rule: RuleOf(body)),
        _ => new(ExitCode.Problems, Sentences(body) ?? $"The portal answered {(int)status} {status}."),
    };

    private static string RuleOf(string body)
    {
        try
        {
            return JsonSerializer.Deserialize<Problem>(body, Format)?.Type?.Split('/')[^1] ?? "";
        }
        catch (JsonException)
        {
            return ""; // Not the portal's own words: a proxy's page, or nothing.
        }
    }

    private static string? Sentences(string body)
    {
        try
        {
            var problem = JsonSerializer.Deserialize<Problem>(body, Format);
            List<string?> sentences = [problem?.Title, problem?.Detail, .. (problem?.Errors ?? []).SelectMany(error => error.Value), .. (problem?.Items ?? []).Select(item => item.Problem)];
            var text = string.Join(Environment.NewLine, sentences.Where(sentence => !string.IsNullOrWhiteSpace(sentence)).Distinct(StringComparer.Ordinal));
            return text.Length > 0 ? text : null;
        }
        catch (JsonException)
        {
            return null; // Not the portal's own words: a proxy's page, or nothing.
        }
    }

    private sealed record Problem(string? Type, string? Title, string? Detail, Dictionary<string, string[]>? Errors, List<Judged>? Items);

    // Where several things were sent and judged one by one.
    private sealed record Judged(string? Problem);
}

/// <summary>The body of an answer: as it came, and read.</summary>
public sealed record ApiReply(string Text)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web);

    public T As<T>()
    {
        try
        {
            return JsonSerializer.Deserialize<T>(Text, Format) ?? throw new JsonException("It is empty.");
        }
        catch (JsonException other)
        {
            throw new CommandException(
                ExitCode.Unreachable, $"What answers there does not speak this portal's API ({other.Message}). Is PORTAL_URL right?", other);
        }
    }
}
