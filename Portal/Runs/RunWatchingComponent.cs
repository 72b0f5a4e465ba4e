using Microsoft.AspNetCore.Components;
using Portal.Domain.Runs;

namespace Portal.Runs;

/// <summary>
/// A component that stays up to date by itself: call <see cref="Watch"/>, then load, and override <see cref="OnRunEventAsync"/>
/// to read again what changed. Signals come together at most once per <see cref="DrawEvery"/>; the last one is always drawn.
/// </summary>
public abstract class RunWatchingComponent : ComponentBase, IDisposable
{
    private const int SeenAtMost = 10_000;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Dictionary<Guid, long> _seen = [];
    private RunChanges _pending = RunChanges.None;
    private bool _drawing;
    private long? _drawnAt;
    private IDisposable? _subscription;
    private ITimer? _trailing;
    private ITimer? _ticking;

    protected RunWatchingComponent() => Stopped = _stop.Token;

    [Inject] private RunFeed Feed { get; set; } = null!;
    [Inject] private TimeProvider Time { get; set; } = null!;

    /// <summary>Cancelled when the component goes away; pass it on.</summary>
    protected CancellationToken Stopped { get; }

    protected virtual TimeSpan DrawEvery => TimeSpan.FromMilliseconds(100);

    /// <summary>Watch first, load second: what happens in between is then told again instead of lost.</summary>
    /// <param name="runId">Null: every run.</param>
    protected void Watch(Guid? runId)
    {
        _subscription?.Dispose();
        _subscription = Feed.Subscribe(runId, OnSignal);
    }

    /// <summary>What was loaded covers this run's history up to here; signals about it are dropped.</summary>
    protected void Seen(Guid runId, long seq)
    {
        lock (_gate)
        {
            if (_seen.Count > SeenAtMost)
            {
                _seen.Clear();
            }

            _seen[runId] = Math.Max(seq, _seen.GetValueOrDefault(runId));
        }
    }

    /// <summary>One read after the other: a page that loads while an event arrives must not mix the two.</summary>
    protected async Task InTurnAsync(Func<Task> read)
    {
        await _turn.WaitAsync(Stopped);
        try
        {
            await read();
        }
        catch (Exception) when (Stopped.IsCancellationRequested)
        {
            // The page went away meanwhile, and the services it read through with it.
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Draws again and again for what only grows older: durations, "2 min ago".</summary>
    protected void Tick(TimeSpan every) => (_ticking ??= Time.CreateTimer(_ => Post(() => { StateHasChanged(); return Task.CompletedTask; }), null, every, every)).Change(every, every);

    /// <summary>Something changed: read it. The component is drawn afterwards.</summary>
    protected abstract Task OnRunEventAsync(RunChanges changes, CancellationToken cancellationToken);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing && !Stopped.IsCancellationRequested)
        {
            _subscription?.Dispose();
            _stop.Cancel();
            _trailing?.Dispose();
            _ticking?.Dispose();
            _stop.Dispose();
        }
    }

    private void OnSignal(RunSignal signal)
    {
        lock (_gate)
        {
            if (signal is { RunId: { } id, Seq: > 0 } && signal.Seq <= _seen.GetValueOrDefault(id))
            {
                return;
            }

            _pending = _pending.With(signal);
            if (_drawing || Stopped.IsCancellationRequested)
            {
                return;
            }

            _drawing = true;
        }

        DrawSoon();
    }

    private void DrawSoon()
    {
        var wait = _drawnAt is { } at ? DrawEvery - Time.GetElapsedTime(at) : TimeSpan.Zero;
        if (wait <= TimeSpan.Zero)
        {
            Post(DrawAsync);
        }
        else
        {
            _trailing ??= Time.CreateTimer(_ => Post(DrawAsync), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _trailing.Change(wait, Timeout.InfiniteTimeSpan);
        }
    }

    private void Post(Func<Task> work) => _ = InvokeAsync(async () =>
    {
        try
        {
            if (!Stopped.IsCancellationRequested)
            {
                await work();
            }
        }
        catch (Exception problem) when (Stopped.IsCancellationRequested || problem is ObjectDisposedException)
        {
            // The page is gone (a circuit disposes its services before its components); what its last read ran into concerns nobody.
        }
        catch (Exception problem)
        {
            await DispatchExceptionAsync(problem);
        }
    });

    private async Task DrawAsync()
    {
        RunChanges changes;
        lock (_gate)
        {
            (changes, _pending) = (_pending, RunChanges.None);
        }

        await InTurnAsync(() => OnRunEventAsync(changes, Stopped));
        foreach (var (id, seq) in changes.Runs)
        {
            Seen(id, seq);
        }

        StateHasChanged();
        lock (_gate)
        {
            _drawnAt = Time.GetTimestamp();
            _drawing = _pending.Any;
        }

        if (_drawing)
        {
            DrawSoon();
        }
    }
}
