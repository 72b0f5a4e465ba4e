using System.Collections.Concurrent;
using System.Diagnostics;
using Portal.Domain.Runs;

namespace Portal.Bench.Engine;

/// <summary>A subscriber as a page is one: knows a run is over when the signal of its last event has arrived.</summary>
internal sealed class FeedWatch : IDisposable
{
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource<long>> _ends = new();
    private readonly IDisposable _subscription;
    private int _ended;

    public FeedWatch(RunFeed feed, long lastEvent) => _subscription = feed.Subscribe(runId: null, signal =>
    {
        if (signal is { RunId: { } run } && signal.Seq == lastEvent && End(run).TrySetResult(Stopwatch.GetTimestamp()))
        {
            Interlocked.Increment(ref _ended);
        }
    });

    public int Ended => Volatile.Read(ref _ended);

    /// <returns>The moment the signal arrived.</returns>
    public Task<long> EndOfAsync(Guid run, CancellationToken cancellationToken) => End(run).Task.WaitAsync(TimeSpan.FromMinutes(2), cancellationToken);

    public void Dispose() => _subscription.Dispose();

    private TaskCompletionSource<long> End(Guid run) => _ends.GetOrAdd(run, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
