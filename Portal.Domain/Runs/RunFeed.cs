using System.Collections.Concurrent;

namespace Portal.Domain.Runs;

/// <summary>Only says that something about a run changed; whoever cares re-reads. <see cref="RunId"/> null: anything may have.</summary>
/// <param name="Seq">Highest event number known when the signal was sent; 0 for progress and other changes without an event.</param>
public readonly record struct RunSignal(Guid? RunId, long Seq)
{
    /// <summary>It is about something a slice names, not about a run: only who watches just that hears it.</summary>
    public bool IsTopic { get; init; }
}

/// <summary>In-process fan-out of run changes. What another node did arrives here too, over the database's NOTIFY.</summary>
public sealed class RunFeed
{
    private readonly ConcurrentDictionary<Guid, Subscription> _subscriptions = new();

    /// <param name="runId">Null: every run.</param>
    /// <param name="onSignal">Called on the publisher's thread; must not block or throw.</param>
    public IDisposable Subscribe(Guid? runId, Action<RunSignal> onSignal)
    {
        var subscription = new Subscription(this, runId, onSignal);
        _subscriptions[subscription.Id] = subscription;
        return subscription;
    }

    public void Publish(RunSignal signal)
    {
        foreach (var (_, subscription) in _subscriptions)
        {
            if (signal.RunId is null || (subscription.RunId is null && !signal.IsTopic) || subscription.RunId == signal.RunId)
            {
                subscription.OnSignal(signal);
            }
        }
    }

    private sealed record Subscription(RunFeed Feed, Guid? RunId, Action<RunSignal> OnSignal) : IDisposable
    {
        public Guid Id { get; } = Guid.NewGuid();

        public void Dispose() => Feed._subscriptions.TryRemove(Id, out _);
    }
}
