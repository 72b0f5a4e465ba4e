using System.Net;
using System.Net.Http.Headers;
using Polly;
using Polly.Retry;
using Portal.Domain.Runs;

namespace Portal.Jobs.Outside.DataService;

/// <summary>How patiently the Data Service is asked.</summary>
/// <param name="Parallel">Most requests under way at once.</param>
/// <param name="AddressKey">Configuration key of the address, for who has to set it.</param>
/// <param name="Admitted">Returns when the rate all nodes share lets one more call through.</param>
public sealed record DataServicePatience(TimeSpan CallTimeout, int Retries, TimeSpan RetryDelay, int Parallel, string AddressKey, Func<CancellationToken, Task> Admitted);

/// <summary>Requests over HTTP: time limits, repetitions where they do no harm, and errors in words.</summary>
public sealed class DataServiceTransport : IDisposable
{
    private readonly HttpClient _http;
    private readonly TimeProvider _clock;
    private readonly DataServicePatience _patience;
    private readonly ResiliencePipeline<Reply> _patiently;
    private readonly SemaphoreSlim _slots;

    /// <param name="http">With the service's address as base.</param>
    public DataServiceTransport(HttpClient http, DataServicePatience patience, TimeProvider clock)
    {
        _clock = clock;
        _http = http;
        _http.Timeout = Timeout.InfiniteTimeSpan;
        _patience = patience;
        _slots = new SemaphoreSlim(patience.Parallel);
        _patiently = Pipeline(patience);
    }

    public TimeSpan CallTimeout => _patience.CallTimeout;

    public int Retries => _patience.Retries;

    /// <summary>GET or PATCH: repeated after 5xx, 429, time-outs and damaged answers.</summary>
    /// <param name="what">What is being done, for the sentence: "listing biospecimens".</param>
    /// <param name="beforeEach">Called before each attempt; throws when nothing may be sent any more.</param>
    internal async Task<Reply> SendPatientlyAsync(HttpMethod method, string path, byte[]? body, string what, CancellationToken cancellationToken,
        Func<CancellationToken, Task>? beforeEach = null)
    {
        try
        {
            return await _patiently.ExecuteAsync(async token =>
            {
                await AdmittedAsync(token);
                await (beforeEach?.Invoke(token) ?? Task.CompletedTask);
                return await SendOnceAsync(method, path, body, token);
            }, cancellationToken);
        }
        catch (ServiceTroubleException e)
        {
            throw new StepFailedException($"The Data Service failed while {what}: {e.Message}. Try again when it is back.", $"{method} {path}", e);
        }
    }

    /// <summary>Waits for the rate all nodes share. To be called before the lease is looked at, which ages meanwhile.</summary>
    public Task AdmittedAsync(CancellationToken cancellationToken) => _patience.Admitted(cancellationToken);

    /// <summary>POST: never repeated here, because the one before may have been carried out.</summary>
    /// <exception cref="AmbiguousWriteException">Nobody knows whether it was.</exception>
    internal async Task<Reply> PostOnceAsync(string path, byte[] body, string what, CancellationToken cancellationToken)
    {
        try
        {
            return await SendOnceAsync(HttpMethod.Post, path, body, cancellationToken);
        }
        catch (ServiceTroubleException e)
        {
            throw new AmbiguousWriteException($"The Data Service failed while {what}: {e.Message}", e);
        }
    }

    /// <summary>The pause before a POST is tried again after asking what became of it; doubles, with jitter.</summary>
    public Task PauseAsync(int attempt, CancellationToken cancellationToken) =>
        Task.Delay(_patience.RetryDelay * Math.Pow(2, attempt - 1) * (0.75 + (Random.Shared.NextDouble() / 2)), cancellationToken);

    public void Dispose()
    {
        _http.Dispose();
        _slots.Dispose();
    }

    private async Task<Reply> SendOnceAsync(HttpMethod method, string path, byte[]? body, CancellationToken cancellationToken)
    {
        if (_http.BaseAddress is null)
        {
            throw new StepFailedException($"No address of the Data Service is configured. Set {_patience.AddressKey}.");
        }

        await _slots.WaitAsync(cancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_patience.CallTimeout);
        try
        {
            using var request = new HttpRequestMessage(method, path);
            if (body is not null)
            {
                request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            }

            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            var bytes = await response.Content.ReadAsByteArrayAsync(limit.Token);
            var reply = new Reply((int)response.StatusCode, bytes);
            return reply.Status >= 500 || response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout
                ? throw new ServiceTroubleException($"it answered {reply.Status}{Colon(reply.Message)}", After(response))
                : reply.Status is >= 200 and < 300 && !reply.IsJson ? throw new ServiceTroubleException("its answer is damaged", null) : reply;
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ServiceTroubleException($"no answer within {_patience.CallTimeout.TotalSeconds:0.#} s", null, e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new ServiceTroubleException($"it cannot be reached at {_http.BaseAddress} ({(e.InnerException ?? e).Message.TrimEnd('.')})", null, e);
        }
        finally
        {
            _slots.Release();
        }
    }

    private static string Colon(string message) => message.Length == 0 ? "" : $" ({message.TrimEnd('.')})";

    private TimeSpan? After(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - _clock.GetUtcNow(),
        _ => null,
    };

    private static ResiliencePipeline<Reply> Pipeline(DataServicePatience patience)
    {
        if (patience.Retries == 0)
        {
            return ResiliencePipeline<Reply>.Empty;
        }

        return new ResiliencePipelineBuilder<Reply>().AddRetry(new RetryStrategyOptions<Reply>
        {
            ShouldHandle = new PredicateBuilder<Reply>().Handle<ServiceTroubleException>(),
            MaxRetryAttempts = patience.Retries,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = patience.RetryDelay,
            DelayGenerator = a => ValueTask.FromResult((a.Outcome.Exception as ServiceTroubleException)?.RetryAfter is { } wait && wait > TimeSpan.Zero
                ? wait < TimeSpan.FromMinutes(1) ? wait : TimeSpan.FromMinutes(1)
                : (TimeSpan?)null),
        }).Build();
    }
}
