using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Portal.Domain.Runs;
using Portal.Domain.TaxonFetches;

namespace Portal.Jobs.TaxonFetches.Workers;

/// <summary>Starts workers that are written down, or starts one again on what it has.</summary>
public sealed class WorkerStarter(WorkerBook book, IWorkerFarm farm, IServiceProvider services, IOptions<TaxonFetchOptions> options, IOptions<PipelineOptions> pipeline)
{
    public async Task StartAsync(Worker worker, CancellationToken cancellationToken)
    {
        if (worker is { State: WorkerState.Starting, Handle: null } && await farm.FindAsync(worker, cancellationToken) is { } found)
        {
            await WriteDownAsync(worker, found, cancellationToken); // by a node that died before it could; the worker has its secret already
            return;
        }

        var secret = WorkerSecrets.New();
        var address = farm.AddressOf(worker);
        var order = await OrderAsync(worker, secret, cancellationToken);

        // The secret first: whoever was started before, by a node that died, is no longer listened to.
        await book.ChangeAsync(worker.Id, async (db, w, _) =>
        {
            w.Begin(WorkerSecrets.Hash(secret), address);
            await db.Set<WorkerAssignment>().Where(a => a.WorkerId == w.Id && a.Status == AssignmentStatus.Error).ExecuteUpdateAsync(s => s.SetProperty(a => a.Status, AssignmentStatus.Processing).SetProperty(a => a.Reason, (string?)null), cancellationToken);
        }, cancellationToken);
        await WriteDownAsync(worker, await farm.StartAsync(worker, order, cancellationToken), cancellationToken);
    }

    /// <summary>All that a worker is told.</summary>
    public async Task<WorkerOrder> OrderAsync(Worker worker, string secret, CancellationToken cancellationToken) =>
        pipeline.Value.AddTo(new(worker.Id, secret, Callback(worker.Id), farm.FolderOf(worker), [.. (await book.AssignmentsAsync(worker.Id, cancellationToken)).SelectMany(a => a.Files).Select(Order)]), worker.TaxId);

    private Task WriteDownAsync(Worker worker, string handle, CancellationToken cancellationToken) => book.ChangeAsync(worker.Id, (_, w, now) =>
    {
        w.Started(handle, now);
        return Task.CompletedTask;
    }, cancellationToken);

    private OrderedFile Order(ReadFile file) => new(file.RunAccession, file.Name, Address(file), file.Bytes ?? throw new StepFailedException($"The size of {file.Path} is not known."), file.Md5);

    // Where ENA says, or at a mirror; a name from outside must not lead anywhere else.
    private Uri Address(ReadFile file)
    {
        var (host, path) = file.Path.IndexOf('/') is > 0 and var slash ? (file.Path[..slash], file.Path[slash..]) : ("", "");
        if (!options.Value.FastqHosts.Contains(host, StringComparer.OrdinalIgnoreCase))
        {
            throw new StepFailedException($"ENA names {file.Path}, which is not on {string.Join(" or ", options.Value.FastqHosts)}. Add the host to TaxonFetches:FastqHosts when it is trusted.");
        }

        return new Uri((string.IsNullOrEmpty(options.Value.FastqMirror) ? $"https://{host}" : options.Value.FastqMirror.TrimEnd('/')) + path);
    }

    private Uri Callback(Guid id)
    {
        var root = options.Value.CallbackUrl is { Length: > 0 } set ? set
            : services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault(a => a.StartsWith("http://", StringComparison.Ordinal))?.Replace("[::]", "127.0.0.1").Replace("*", "127.0.0.1").Replace("0.0.0.0", "127.0.0.1").Replace("+", "127.0.0.1")
            ?? throw new StepFailedException("This portal has no plain HTTP address its workers could call. Set TaxonFetches:CallbackUrl.");
        return new Uri($"{root.TrimEnd('/')}/api/v1/workers/{id}/callback");
    }
}
