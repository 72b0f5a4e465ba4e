using Portal.Domain.TaxonFetches;

namespace Portal.Jobs.TaxonFetches.Workers;

/// <summary>Where workers come from: processes of this machine, jobs of a cluster, machines of a cloud.</summary>
public interface IWorkerFarm
{
    string Name { get; }

    /// <summary>Where the files of a worker will lie; null: that is known only once it is there.</summary>
    string? AddressOf(Worker worker);

    /// <summary>What the worker itself calls the folder for its files.</summary>
    string FolderOf(Worker worker) => AddressOf(worker)!;

    /// <summary>How the files of its workers get here.</summary>
    IFileTransport Transport => LocalCopy.Shared;

    /// <summary>Starts it, or starts it again on what it has.</summary>
    /// <returns>What the farm calls it.</returns>
    /// <exception cref="Domain.Runs.StepFailedException">The farm cannot.</exception>
    /// <exception cref="FarmBusyException">The farm cannot just now.</exception>
    Task<string> StartAsync(Worker worker, WorkerOrder order, CancellationToken cancellationToken);

    /// <summary>Whether the farm has it already, started by somebody who could not write that down; null: no.</summary>
    Task<string?> FindAsync(Worker worker, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    /// <summary>Whether it still works; null where that cannot be seen from here.</summary>
    Task<bool?> IsThereAsync(Worker worker, CancellationToken cancellationToken);

    /// <summary>Whether a worker that is there may wait for its turn, and say nothing for long before it begins.</summary>
    bool Queues => false;

    /// <summary>Whether all is known that is needed to collect from it.</summary>
    bool IsMet(Worker worker) => worker.Address is not null;

    /// <summary>Looks whether it can be reached by now; null: it has no address yet.</summary>
    Task<Meeting?> MeetAsync(Worker worker, CancellationToken cancellationToken) => Task.FromResult<Meeting?>(null);

    /// <summary>A worker that cannot be met for so long never will be.</summary>
    TimeSpan MeetWithin => TimeSpan.MaxValue;

    /// <summary>Ends it and removes what it has. One that is gone already is no error.</summary>
    /// <exception cref="FarmBusyException">The farm cannot just now.</exception>
    Task DestroyAsync(Worker worker, CancellationToken cancellationToken);
}

/// <summary>A worker that has an address.</summary>
/// <param name="HostKey">By which it is known from now on; null: it does not answer yet.</param>
/// <param name="Why">It does not answer, in words.</param>
public sealed record Meeting(string Address, string? HostKey, string Why = "");

/// <summary>The farm cannot do it just now, and nobody has to look: it is tried again.</summary>
/// <param name="waitsFor">As in “Waiting for …”.</param>
public sealed class FarmBusyException(string waitsFor, TimeSpan after, Exception? cause = null) : Exception($"That has to wait for {waitsFor}. Try again in a moment.", cause)
{
    public string WaitsFor { get; } = waitsFor;

    public TimeSpan After { get; } = after;
}
