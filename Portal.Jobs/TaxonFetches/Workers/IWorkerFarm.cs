using Portal.Domain.TaxonFetches;

namespace Portal.Jobs.TaxonFetches.Workers;

/// <summary>Where workers come from: processes of this machine, jobs of a cluster, machines of a cloud.</summary>
public interface IWorkerFarm
{
    string Name { get; }

    /// <summary>Where the files of a worker will lie.</summary>
    string AddressOf(Worker worker);

    /// <summary>Starts it, or starts it again on what it has.</summary>
    /// <returns>What the farm calls it.</returns>
    /// <exception cref="Domain.Runs.StepFailedException">The farm cannot.</exception>
    Task<string> StartAsync(Worker worker, WorkerOrder order, CancellationToken cancellationToken);

    /// <summary>Whether it still works; null where that cannot be seen from here.</summary>
    Task<bool?> IsThereAsync(Worker worker, CancellationToken cancellationToken);

    /// <summary>Ends it and removes what it has. One that is gone already is no error.</summary>
    Task DestroyAsync(Worker worker, CancellationToken cancellationToken);
}
