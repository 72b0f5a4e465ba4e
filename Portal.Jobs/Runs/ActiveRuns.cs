using System.Collections.Concurrent;
using Portal.Domain.Runs;

namespace Portal.Jobs.Runs;

/// <summary>What this process works on right now; heartbeats and cancels find their run here.</summary>
internal sealed class ActiveRuns
{
    private readonly ConcurrentDictionary<Guid, ActiveRun> _runs = new();

    public ICollection<ActiveRun> All => _runs.Values;

    public ActiveRun Enter(Fence fence, DateTimeOffset leaseUntil, CancellationToken stopping)
    {
        var active = new ActiveRun(fence, leaseUntil, stopping);
        _runs[fence.RunId] = active;
        return active;
    }

    public void Leave(ActiveRun active)
    {
        _runs.TryRemove(new(active.Fence.RunId, active));
        active.Dispose();
    }

    public void Cancel(Guid runId)
    {
        if (_runs.TryGetValue(runId, out var active))
        {
            active.CancelByPerson();
        }
    }
}

/// <summary>One run in the hands of this process, and the three reasons to let go of it.</summary>
internal sealed class ActiveRun(Fence fence, DateTimeOffset leaseUntil, CancellationToken stopping) : IDisposable
{
    private readonly CancellationTokenSource _any = CancellationTokenSource.CreateLinkedTokenSource(stopping);
    private readonly Lock _lock = new();
    private bool _gone;

    public Fence Fence { get; } = fence;

    public DateTimeOffset LeaseUntil { get; set; } = leaseUntil;

    /// <summary>Cancelled by a person, by the loss of the lease, or because the host stops.</summary>
    public CancellationToken Token => _any.Token;

    public bool CancelledByPerson { get; private set; }

    public bool Lost { get; private set; }

    public void CancelByPerson()
    {
        CancelledByPerson = true;
        Cancel();
    }

    public void Lose()
    {
        Lost = true;
        Cancel();
    }

    public void ThrowIfLost()
    {
        if (Lost)
        {
            throw new LeaseLostException();
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _gone = true;
            _any.Dispose();
        }
    }

    private void Cancel()
    {
        lock (_lock)
        {
            if (!_gone)
            {
                _any.Cancel();
            }
        }
    }
}
