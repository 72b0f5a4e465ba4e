using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Domain.TaxonFetches;

namespace Portal.Jobs.TaxonFetches.Workers;

/// <summary>Something does not fit; nothing is removed, and a person has to look.</summary>
internal sealed class CollectionDoubtException(string sentence) : Exception(sentence);

/// <summary>Fetches what a worker has, in the safe order: copy, verify, record; only then is anything removed, and the worker with it.</summary>
public sealed class FileCollector(WorkerBook book, IWorkerFarm farm, IOptions<TaxonFetchOptions> options)
{
    private const int Buffer = 1 << 20;

    /// <exception cref="CollectionDoubtException">A file is missing or is not what ENA listed.</exception>
    internal async Task CollectAsync(Worker worker, Func<long, Task> progress, CancellationToken cancellationToken)
    {
        var done = 0L;
        foreach (var (assignment, files) in await book.AssignmentsAsync(worker.Id, cancellationToken))
        {
            if (assignment.Status == AssignmentStatus.Ready)
            {
                foreach (var file in files)
                {
                    await CopyAsync(worker, file, cancellationToken);
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

    /// <summary>Nothing of it is needed any more.</summary>
    internal async Task DestroyAsync(Worker worker, string by, CancellationToken cancellationToken)
    {
        await farm.DestroyAsync(worker, cancellationToken);
        await book.ChangeAsync(worker.Id, (_, w, now) =>
        {
            w.Destroy(by, now);
            return Task.CompletedTask;
        }, cancellationToken);
    }

    private async Task CopyAsync(Worker worker, ReadFile file, CancellationToken cancellationToken)
    {
        var source = Path.Combine(farm.AddressOf(worker), file.RunAccession, file.Name);
        var folder = Path.Combine(options.Value.CollectTo!, $"{worker.TaxId}", file.RunAccession);
        var target = Path.Combine(folder, file.Name);
        if (!File.Exists(source))
        {
            throw new CollectionDoubtException($"{worker.Name} said it is ready, but {file.Name} is not there.");
        }

        Directory.CreateDirectory(folder);
        var part = target + ".part";
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        var bytes = 0L;
        await using (var from = new FileStream(source, FileMode.Open, FileAccess.Read, FileShare.Read, Buffer, useAsync: true))
        await using (var to = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None, Buffer, useAsync: true))
        {
            var buffer = new byte[Buffer];
            while (await from.ReadAsync(buffer, cancellationToken) is > 0 and var read)
            {
                md5.AppendData(buffer, 0, read);
                await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                bytes += read;
            }

            await to.FlushAsync(cancellationToken);
            to.Flush(flushToDisk: true);
        }

        var sum = Convert.ToHexStringLower(md5.GetHashAndReset());
        if (bytes != file.Bytes || (file.Md5.Length > 0 && sum != file.Md5))
        {
            File.Delete(part);
            throw new CollectionDoubtException($"{file.Name} of {worker.Name} is not what ENA lists: {bytes:N0} bytes with MD5 {sum} instead of {file.Bytes:N0} with {file.Md5}.");
        }

        File.Move(part, target, overwrite: true);
    }
}
