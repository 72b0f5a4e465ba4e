using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Domain.TaxonFetches;

namespace Portal.Jobs.TaxonFetches.Workers;

/// <summary>Something does not fit; nothing is removed, and a person has to look.</summary>
internal sealed class CollectionDoubtException(string sentence, Exception? cause = null) : Exception(sentence, cause);

/// <summary>Fetches what a worker has, in the safe order: transfer, verify, record; only then is anything removed, and the worker with it.</summary>
public sealed class FileCollector(WorkerBook book, IWorkerFarm farm, IOptions<TaxonFetchOptions> options)
{
    /// <exception cref="CollectionDoubtException">A file is missing or is not what ENA listed.</exception>
    internal async Task CollectAsync(Worker worker, Func<long, Task> progress, CancellationToken cancellationToken)
    {
        var done = 0L;
        foreach (var (assignment, files) in await book.AssignmentsAsync(worker.Id, cancellationToken))
        {
            if (assignment.Status == AssignmentStatus.Ready)
            {
                await farm.Transport.BringAsync(worker, [.. files.Select(Relative)], ArrivalsOf(worker), cancellationToken);
                foreach (var file in files)
                {
                    await KeepAsync(worker, file, cancellationToken);
                }

                await book.ChangeAsync(worker.Id, (db, _, now) => db.Set<WorkerAssignment>().Where(a => a.WorkerId == worker.Id && a.RunAccession == assignment.RunAccession)
                    .ExecuteUpdateAsync(s => s.SetProperty(a => a.Status, AssignmentStatus.Collected).SetProperty(a => a.CollectedAt, now), cancellationToken), cancellationToken);
            }

            done += assignment.Bytes;
            await progress(done);
        }

        await book.ChangeAsync(worker.Id, (_, w, now) =>
        {
            w.CollectedAll(now);
            return Task.CompletedTask;
        }, cancellationToken);
    }

    /// <summary>Nothing of it is needed any more: its files go, then it does, and then its address is forgotten.</summary>
    /// <exception cref="CollectionDoubtException">Something is neither collected nor given up.</exception>
    internal async Task DestroyAsync(Worker worker, string by, CancellationToken cancellationToken)
    {
        var assignments = await book.AssignmentsAsync(worker.Id, cancellationToken);
        if (assignments.Count(a => a.Assignment.Status is not (AssignmentStatus.Collected or AssignmentStatus.Abandoned)) is > 0 and var left)
        {
            throw new CollectionDoubtException($"{worker.Name} has {Words.Count(left, "run")} that nobody collected or gave up, so it stays.");
        }

        if (worker.Address is not null && await farm.IsThereAsync(worker, cancellationToken) != false)
        {
            await farm.Transport.ClearAsync(worker, [.. assignments.Where(a => a.Assignment.Status == AssignmentStatus.Collected).SelectMany(a => a.Files).Select(Relative)], cancellationToken);
        }

        await farm.DestroyAsync(worker, cancellationToken);
        await book.ChangeAsync(worker.Id, (_, w, now) =>
        {
            w.Destroy(by, now);
            return Task.CompletedTask;
        }, cancellationToken);
        if (Directory.Exists(ArrivalsOf(worker)))
        {
            Directory.Delete(ArrivalsOf(worker), recursive: true);
        }
    }

    private static string Relative(ReadFile file) => $"{file.RunAccession}/{file.Name}";

    // Nothing stands among the collected files that was not verified.
    private string ArrivalsOf(Worker worker) => Path.Combine(options.Value.CollectTo!, ".arriving", worker.Id.ToString("N"));

    private async Task KeepAsync(Worker worker, ReadFile file, CancellationToken cancellationToken)
    {
        var arrived = new FileInfo(Path.Combine(ArrivalsOf(worker), file.RunAccession, file.Name));
        if (!arrived.Exists || arrived.LinkTarget is not null)
        {
            throw new CollectionDoubtException($"{worker.Name} said it is ready, but {file.Name} is not there.");
        }

        await using (var content = new FileStream(arrived.FullName, FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1, useAsync: true))
        {
            var (bytes, sum) = (content.Length, Convert.ToHexStringLower(await CryptographicOperations.HashDataAsync(HashAlgorithmName.MD5, content, cancellationToken)));
            if (bytes != file.Bytes || (file.Md5.Length > 0 && sum != file.Md5))
            {
                content.Close();
                arrived.Delete();
                throw new CollectionDoubtException($"{file.Name} of {worker.Name} is not what ENA lists: {bytes:N0} bytes with MD5 {sum} instead of {file.Bytes:N0} with {file.Md5}.");
            }

            content.Flush(flushToDisk: true);
        }

        var folder = Directory.CreateDirectory(Path.Combine(options.Value.CollectTo!, $"{worker.TaxId}", file.RunAccession)).FullName;
        arrived.MoveTo(Path.Combine(folder, file.Name), overwrite: true);
    }
}
