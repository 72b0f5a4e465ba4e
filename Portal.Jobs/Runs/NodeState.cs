using Quartz;

namespace Portal.Jobs.Runs;

/// <summary>Whether this node takes work. A draining one finishes what it has in hand; its scheduler stands by, so that others get the tokens.</summary>
internal sealed class NodeState(ISchedulerFactory schedulers, NodeIdentity node) : IDisposable
{
    private readonly SemaphoreSlim _asked = new(0, 1);
    private volatile bool _draining;

    public bool Draining => _draining;

    /// <summary>The node's row may have changed: the next heartbeat comes at once.</summary>
    public void LookAgain()
    {
        if (_asked.CurrentCount == 0)
        {
            try
            {
                _asked.Release();
            }
            catch (SemaphoreFullException)
            {
                // Somebody else asked in the same moment; once is enough.
            }
        }
    }

    public Task AskedAsync(CancellationToken cancellationToken) => _asked.WaitAsync(cancellationToken);

    /// <summary>As the node's row says. Said again with every heartbeat, because the scheduler may have been started in between.</summary>
    public async Task SetAsync(bool draining, CancellationToken cancellationToken)
    {
        if (node.Role != NodeRole.Web && (draining || _draining))
        {
            var scheduler = await schedulers.GetScheduler(cancellationToken);
            if (draining)
            {
                await scheduler.Standby(cancellationToken);
            }
            else
            {
                await scheduler.Start(cancellationToken);
            }
        }

        _draining = draining;
    }

    public void Dispose() => _asked.Dispose();
}
