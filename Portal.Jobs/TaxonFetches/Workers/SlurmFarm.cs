using System.Text.Json;
using Microsoft.Extensions.Options;
using Portal.Domain.Runs;
using Portal.Domain.TaxonFetches;
using Portal.Jobs.Outside.Slurm;
using Portal.Jobs.Runs;

namespace Portal.Jobs.TaxonFetches.Workers;

/// <summary>Workers are jobs of a Slurm cluster that shares a file system with the portal. The job's number is the handle, its name and comment are the worker's.</summary>
public sealed class SlurmFarm(SlurmClient slurm, IOptions<TaxonFetchOptions> options, IOptions<SlurmOptions> cluster, TimeProvider clock) : IWorkerFarm, IWorkerOutput
{
    public const string FarmName = "slurm";

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500);

    public string Name => FarmName;

    public bool Queues => true;

    public string AddressOf(Worker worker) => Path.Combine(options.Value.WorkFolder, worker.Id.ToString("N"));

    public async Task<string> StartAsync(Worker worker, WorkerOrder order, CancellationToken cancellationToken)
    {
        try
        {
            var file = await WriteOrderAsync(order, cancellationToken);

            // A portal that died between sbatch and its own note left a job behind. One that has not begun reads the order just
            // written; one that has would speak with a secret nobody listens to any more.
            foreach (var job in await LeftBehindAsync(worker, cancellationToken))
            {
                if (job.HasNotBegun)
                {
                    return job.Id;
                }

                await EndAsync(job.Id, cancellationToken);
            }

            return await SubmitAsync(worker, order.Folder, file, cancellationToken);
        }
        catch (Exception e) when (e is SlurmException or IOException or UnauthorizedAccessException)
        {
            throw new StepFailedException($"{worker.Name} cannot be started on the cluster. {e.Message}", cause: e);
        }
    }

    public async Task<bool?> IsThereAsync(Worker worker, CancellationToken cancellationToken)
    {
        try
        {
            return await JobAsync(worker, cancellationToken) is { } job ? job.Standing.There : false;
        }
        catch (SlurmException)
        {
            return null; // it cannot be seen from here now; its silence will tell
        }
    }

    public async Task DestroyAsync(Worker worker, CancellationToken cancellationToken)
    {
        var jobs = (await LeftBehindAsync(worker, cancellationToken)).Select(j => j.Id).ToHashSet(StringComparer.Ordinal);
        if (await JobAsync(worker, cancellationToken) is { } own)
        {
            jobs.Add(own.Id);
        }

        foreach (var job in jobs)
        {
            await EndAsync(job, cancellationToken);
        }

        if (Directory.Exists(AddressOf(worker)))
        {
            Directory.Delete(AddressOf(worker), recursive: true);
        }
    }

    public async Task<WorkerOutput?> OutputAsync(Worker worker, CancellationToken cancellationToken)
    {
        if (worker.Handle is not { } id)
        {
            return null;
        }

        var tail = await OutputTail.OfAsync(Path.Combine(AddressOf(worker), OutputName(id)), cancellationToken);
        try
        {
            return new(await JobAsync(worker, cancellationToken) is { } job ? job.Standing.Sentence : "Slurm has forgotten its job, so it ended a while ago.", tail);
        }
        catch (SlurmException e)
        {
            return new(e.Message, tail);
        }
    }

    private async Task<string> SubmitAsync(Worker worker, string folder, string order, CancellationToken cancellationToken)
    {
        // Not on a command line, and not in the environment: both can be read by others.
        var script = $"#!/bin/sh\nexec {Quoted(cluster.Value.Dotnet)} {Quoted(cluster.Value.Portal is { Length: > 0 } set ? set : PortalProgram.Path)} worker < {Quoted(order)}\n";
        try
        {
            return await slurm.SubmitAsync(worker.Name, $"{worker.Id}", folder, Path.Combine(folder.Replace("%", "%%"), OutputName("%j")), script, cancellationToken);
        }
        catch (SlurmException e) when (e.Trouble == SlurmTrouble.NotReached && !cancellationToken.IsCancellationRequested)
        {
            // The answer was lost; perhaps the job was not.
            return await LeftBehindAsync(worker, cancellationToken) is [var job, ..] ? job.Id : throw new SlurmException(e.Trouble, e.Message, e);
        }
    }

    private async Task<IReadOnlyList<SlurmJob>> LeftBehindAsync(Worker worker, CancellationToken cancellationToken) =>
        [.. (await slurm.FindAsync(worker.Name, cancellationToken)).Where(j => j.Comment == $"{worker.Id}")];

    // A number is given to another job one day; name and comment tell them apart.
    private async Task<SlurmJob?> JobAsync(Worker worker, CancellationToken cancellationToken) =>
        worker.Handle is { } id && await slurm.ShowAsync(id, cancellationToken) is { } job && job.Name == worker.Name && job.Comment == $"{worker.Id}" ? job : null;

    private async Task EndAsync(string job, CancellationToken cancellationToken)
    {
        await slurm.CancelAsync(job, cancellationToken);
        var until = clock.GetUtcNow() + cluster.Value.EndTimeout;
        while (await slurm.ShowAsync(job, cancellationToken) is { } still && still.Standing.There != false)
        {
            if (clock.GetUtcNow() > until)
            {
                throw new SlurmException(SlurmTrouble.Refused, $"Job {job} was cancelled and is still {still.State} after {cluster.Value.EndTimeout.TotalSeconds:0} seconds.");
            }

            await Task.Delay(LookAgain, clock, cancellationToken);
        }
    }

    private static async Task<string> WriteOrderAsync(WorkerOrder order, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(order.Folder);
        var (target, part) = (Path.Combine(order.Folder, ".order"), Path.Combine(order.Folder, ".order.part"));
        File.Delete(part);
        var create = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            create.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using (var file = new FileStream(part, create))
        {
            await JsonSerializer.SerializeAsync(file, order, RunParameters.Json, cancellationToken);
        }

        File.Move(part, target, overwrite: true); // whole, or as it was
        return target;
    }

    private static string OutputName(string job) => $"slurm-{job}.out";

    private static string Quoted(string word) => $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
