using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using Polly;
using Polly.Retry;
using Portal.Domain.Runs;

namespace Portal.Jobs.Outside.DigitalOcean;

/// <summary>How patiently DigitalOcean is asked, and where.</summary>
/// <param name="Url">Ends with a slash; null: not configured.</param>
/// <param name="Admitted">Returns when the rate all nodes share lets one more call through.</param>
/// <param name="Hold">Lets none of them through for so long.</param>
public sealed record DigitalOceanPatience(Uri? Url, string? Token, TimeSpan CallTimeout, int Retries, TimeSpan RetryDelay, string UrlKey, string TokenKey,
    Func<CancellationToken, Task> Admitted, Func<TimeSpan, CancellationToken, Task> Hold);

/// <summary>The part of DigitalOcean's API that makes, finds and destroys droplets. Creating is never repeated here: nobody would know whether there are two.</summary>
public sealed class DigitalOceanClient(HttpClient http, DigitalOceanPatience patience, TimeProvider clock) : IDisposable
{
    private const int PerPage = 200;
    private static readonly TimeSpan LongestHold = TimeSpan.FromMinutes(1);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
    private readonly ResiliencePipeline<JsonElement?> _patiently = Pipeline(patience);

    /// <summary>Asks for a droplet. It is accepted when this returns, and not there yet.</summary>
    /// <exception cref="DigitalOceanTroubleException">When unsure, look by tag before asking again.</exception>
    public async Task<Droplet> CreateAsync(DropletRequest droplet, CancellationToken cancellationToken) =>
        Read<DropletReply>(await SendAsync(HttpMethod.Post, "droplets", JsonSerializer.SerializeToElement(droplet, Json), cancellationToken)).Droplet;

    /// <returns>Null: there is none with this id.</returns>
    public async Task<Droplet?> FindAsync(long id, CancellationToken cancellationToken) =>
        await UnlessGoneAsync(t => SendAsync(HttpMethod.Get, $"droplets/{id}", null, t), cancellationToken) is { } reply ? Read<DropletReply>(reply).Droplet : null;

    /// <summary>All droplets with a tag, from all pages.</summary>
    public async Task<IReadOnlyList<Droplet>> ListAsync(string tag, CancellationToken cancellationToken)
    {
        var droplets = new List<Droplet>();
        for (var page = 1; ; page++)
        {
            var reply = Read<DropletPage>(await _patiently.ExecuteAsync(async t => await SendAsync(HttpMethod.Get, $"droplets?tag_name={Uri.EscapeDataString(tag)}&page={page}&per_page={PerPage}", null, t), cancellationToken));
            droplets.AddRange(reply.Droplets);
            if (reply.Links?.Pages?.Next is null)
            {
                return droplets;
            }
        }
    }

    /// <summary>Destroys a droplet; one that is gone already is no error.</summary>
    public Task DeleteAsync(long id, CancellationToken cancellationToken) => UnlessGoneAsync(t => SendAsync(HttpMethod.Delete, $"droplets/{id}", null, t), cancellationToken);

    public async Task<DigitalOceanAccount> AccountAsync(CancellationToken cancellationToken) =>
        Read<AccountReply>(await _patiently.ExecuteAsync(async t => await SendAsync(HttpMethod.Get, "account", null, t), cancellationToken)).Account;

    public void Dispose() => http.Dispose();

    private async Task<JsonElement?> UnlessGoneAsync(Func<CancellationToken, Task<JsonElement?>> send, CancellationToken cancellationToken)
    {
        try
        {
            return await _patiently.ExecuteAsync(async t => await send(t), cancellationToken);
        }
        catch (DigitalOceanRefusedException gone) when (gone.Status == 404)
        {
            return null;
        }
    }

    private async Task<JsonElement?> SendAsync(HttpMethod method, string path, JsonElement? body, CancellationToken cancellationToken)
    {
        if (patience.Url is not { } url || string.IsNullOrEmpty(patience.Token))
        {
            throw new StepFailedException($"DigitalOcean is not configured. Set {(patience.Url is null ? patience.UrlKey : patience.TokenKey)}.");
        }

        await patience.Admitted(cancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience.CallTimeout);
        try
        {
            using var request = new HttpRequestMessage(method, new Uri(url, path)) { Content = body is { } content ? JsonContent.Create(content) : null };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", patience.Token);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            var bytes = await response.Content.ReadAsByteArrayAsync(limit.Token);
            return response.IsSuccessStatusCode ? bytes.Length == 0 ? null : Parse<JsonElement>(bytes) : throw await RefusedAsync(response, bytes, cancellationToken);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DigitalOceanTroubleException($"no answer within {patience.CallTimeout.TotalSeconds:0.#} s", null, unsure: true, e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new DigitalOceanTroubleException($"it cannot be reached at {url.GetLeftPart(UriPartial.Authority)} ({(e.InnerException ?? e).Message.TrimEnd('.')})", null, unsure: true, e);
        }
    }

    private async Task<Exception> RefusedAsync(HttpResponseMessage response, byte[] bytes, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        ErrorReply error;
        try
        {
            error = JsonSerializer.Deserialize<ErrorReply>(bytes, Json) ?? new(null, null);
        }
        catch (JsonException)
        {
            error = new("no JSON", null); // a gateway's page
        }

        if (status != 429)
        {
            return status >= 500 ? new DigitalOceanTroubleException($"it answered {status}{(error.Message is { } said ? $" ({said.TrimEnd('.')})" : "")}", null, unsure: true) : new DigitalOceanRefusedException(status, error.Id ?? "", error.Message ?? "");
        }

        var after = After(response);
        await patience.Hold(after < LongestHold ? after : LongestHold, cancellationToken);
        return new DigitalOceanTroubleException($"it answered 429 ({error.Message?.TrimEnd('.') ?? "too many requests"})", after, unsure: false);
    }

    // A burst names the seconds to wait; the hourly quota names the moment its oldest request is forgotten.
    private TimeSpan After(HttpResponseMessage response)
    {
        var after = response.Headers.RetryAfter?.Delta
            ?? (response.Headers.TryGetValues("ratelimit-reset", out var reset) && long.TryParse(reset.First(), CultureInfo.InvariantCulture, out var at) ? DateTimeOffset.FromUnixTimeSeconds(at) - clock.GetUtcNow() : TimeSpan.Zero);
        return after > patience.RetryDelay ? after : patience.RetryDelay;
    }

    private static T Read<T>(JsonElement? reply)
    {
        try
        {
            return (reply ?? throw new JsonException("it is empty")).Deserialize<T>(Json) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new DigitalOceanTroubleException($"its answer is of another shape ({e.Message})", null, unsure: true, e);
        }
    }

    private static T Parse<T>(byte[] bytes)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(bytes, Json)!;
        }
        catch (JsonException e)
        {
            throw new DigitalOceanTroubleException("its answer is damaged", null, unsure: true, e);
        }
    }

    private static ResiliencePipeline<JsonElement?> Pipeline(DigitalOceanPatience patience) => patience.Retries == 0
        ? ResiliencePipeline<JsonElement?>.Empty
        : new ResiliencePipelineBuilder<JsonElement?>().AddRetry(new RetryStrategyOptions<JsonElement?>
        {
            ShouldHandle = new PredicateBuilder<JsonElement?>().Handle<DigitalOceanTroubleException>(e => e.After is not { } after || after <= LongestHold),
            MaxRetryAttempts = patience.Retries,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = patience.RetryDelay,
            MaxDelay = LongestHold,
            DelayGenerator = a => ValueTask.FromResult((a.Outcome.Exception as DigitalOceanTroubleException)?.After),
        }).Build();
}
