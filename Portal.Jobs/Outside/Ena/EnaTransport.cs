using Polly;
using Polly.Retry;
using Portal.Domain.Runs;

namespace Portal.Jobs.Outside.Ena;

/// <summary>Questions to ENA over HTTP: the shared rate, time limits, repetitions where they help, and errors in words.</summary>
public sealed class EnaTransport : IDisposable
{
    private static readonly TimeSpan LeastWait = TimeSpan.FromSeconds(1);
    private readonly HttpClient _http;
    private readonly EnaPatience _patience;
    private readonly ResiliencePipeline<HttpResponseMessage> _patiently;
    private readonly SemaphoreSlim _slots;

    public EnaTransport(HttpClient http, EnaPatience patience)
    {
        _http = http;
        _http.Timeout = Timeout.InfiniteTimeSpan;
        _patience = patience;
        _slots = new SemaphoreSlim(patience.Parallel);
        _patiently = Pipeline(patience);
    }

    public EnaPatience Patience => _patience;

    /// <summary>Asks and reads all of the answer; empty when the answer is that there is nothing.</summary>
    /// <param name="what">What is being done, for the sentence: "counting runs".</param>
    /// <exception cref="EnaRefusedException">It would say no again.</exception>
    /// <exception cref="StepFailedException">It does not answer.</exception>
    public async Task<string> TextAsync(Uri address, string what, CancellationToken cancellationToken)
    {
        using var answer = await OpenAsync(address, what, cancellationToken);
        try
        {
            return await InTimeAsync(async t => await answer.Response.Content.ReadAsStringAsync(t), cancellationToken);
        }
        catch (EnaTroubleException e)
        {
            throw Failed(address, what, e);
        }
    }

    /// <summary>Asks; what comes is the caller's to read and to close.</summary>
    /// <inheritdoc cref="TextAsync"/>
    internal async Task<EnaAnswer> OpenAsync(Uri address, string what, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        try
        {
            return new EnaAnswer(await _patiently.ExecuteAsync(async token =>
            {
                await _patience.Admitted(token);
                return await SendOnceAsync(address, token);
            }, cancellationToken), _slots);
        }
        catch (Exception e)
        {
            _slots.Release();
            if (e is EnaTroubleException trouble)
            {
                throw Failed(address, what, trouble);
            }

            throw;
        }
    }

    /// <summary>The next piece of an answer, within the time between two of them. Whoever gives up closes the answer, which ends what still reads.</summary>
    public async ValueTask<T> InTimeAsync<T>(Func<CancellationToken, ValueTask<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            var reading = read(cancellationToken);
            return reading.IsCompletedSuccessfully ? reading.Result : await reading.AsTask().WaitAsync(_patience.CallTimeout, cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new EnaTroubleException($"nothing more came for {_patience.CallTimeout.TotalSeconds:0.#} s", retry: false, e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new EnaTroubleException("its answer broke off", retry: false, e);
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _slots.Dispose();
    }

    private async Task<HttpResponseMessage> SendOnceAsync(Uri address, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_patience.CallTimeout);
        HttpResponseMessage response;
        try
        {
            response = await _http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new EnaTroubleException($"no answer within {_patience.CallTimeout.TotalSeconds:0.#} s", retry: false, e);
        }
        catch (HttpRequestException e)
        {
            throw new EnaTroubleException($"it cannot be reached at {address.GetLeftPart(UriPartial.Authority)} ({(e.InnerException ?? e).Message.TrimEnd('.')})", retry: true, e);
        }

        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            var status = (int)response.StatusCode;
            var refusal = EnaRefusedException.Of(status, await InTimeAsync(async t => await response.Content.ReadAsStringAsync(t), cancellationToken));
            throw (status == 429 || status >= 500) && refusal.Kind != EnaRefusalKind.UnknownSearchField
                ? new EnaTroubleException($"it answered {status}{(refusal.Words.Length > 0 && !refusal.Words.StartsWith('<') ? $" ({refusal.Words.TrimEnd('.')})" : "")}", retry: true)
                : refusal;
        }
    }

    private static StepFailedException Failed(Uri address, string what, EnaTroubleException trouble) =>
        new($"ENA failed while {what}: {trouble.Message}. Try again when it is back.", $"GET {address}", trouble);

    private static ResiliencePipeline<HttpResponseMessage> Pipeline(EnaPatience patience) => patience.Retries == 0
        ? ResiliencePipeline<HttpResponseMessage>.Empty
        : new ResiliencePipelineBuilder<HttpResponseMessage>().AddRetry(new RetryStrategyOptions<HttpResponseMessage>
        {
            ShouldHandle = new PredicateBuilder<HttpResponseMessage>().Handle<EnaTroubleException>(e => e.Retry),
            MaxRetryAttempts = patience.Retries,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = patience.RetryDelay > TimeSpan.Zero ? patience.RetryDelay : LeastWait,
            MaxDelay = TimeSpan.FromMinutes(1),
        }).Build();
}

/// <summary>An answer that is being read; closing it makes room for the next question.</summary>
internal sealed class EnaAnswer(HttpResponseMessage response, SemaphoreSlim slots) : IDisposable
{
    public HttpResponseMessage Response { get; } = response;

    public void Dispose()
    {
        Response.Dispose();
        slots.Release();
    }
}
