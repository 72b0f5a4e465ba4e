using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.TaxonFetches;
using Portal.Jobs.TaxonFetches.Workers;

namespace Portal.Tests.TaxonFetches;

/// <summary>Workers that do nothing but what the test does in their name.</summary>
internal sealed class FakeFarm : IWorkerFarm, IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("portal-fake-farm-").FullName;

    public ConcurrentDictionary<Guid, WorkerOrder> Orders { get; } = new();

    public ConcurrentQueue<string> Calls { get; } = new();

    public string Name => "fake";

    public Action<IServiceCollection> Register() => services => services.AddSingleton<IWorkerFarm>(this);

    public string AddressOf(Worker worker) => Path.Combine(_root, worker.Id.ToString("N"));

    public Task<string> StartAsync(Worker worker, WorkerOrder order, CancellationToken cancellationToken)
    {
        Orders[worker.Id] = order;
        Calls.Enqueue($"start {worker.Share}");
        return Task.FromResult("fake");
    }

    public Task<bool?> IsThereAsync(Worker worker, CancellationToken cancellationToken) => Task.FromResult<bool?>(null);

    public Task DestroyAsync(Worker worker, CancellationToken cancellationToken)
    {
        Calls.Enqueue($"destroy {worker.Share}");
        return Task.CompletedTask;
    }

    /// <summary>Lays down what the worker was asked for.</summary>
    public void LayDown(WorkerOrder order, Portal.Sandbox.Ena.EnaState ena)
    {
        foreach (var file in order.Files)
        {
            Directory.CreateDirectory(Path.Combine(order.Folder, file.RunAccession));
            File.WriteAllBytes(Path.Combine(order.Folder, file.RunAccession, file.Name), ena.File(file.Address.AbsolutePath)!);
        }
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
