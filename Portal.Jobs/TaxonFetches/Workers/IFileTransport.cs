using Portal.Domain.TaxonFetches;

namespace Portal.Jobs.TaxonFetches.Workers;

/// <summary>How files get from a worker to the portal.</summary>
public interface IFileTransport
{
    /// <summary>Brings files below a folder of this machine, and goes on with what broke off before. Removes nothing.</summary>
    /// <param name="files">Run and name: <c>ERR9056200/ERR9056200_1.fastq.gz</c>.</param>
    Task BringAsync(Worker worker, IReadOnlyList<string> files, string into, CancellationToken cancellationToken);

    /// <summary>Removes at the worker what is safely here. What is gone already is no error.</summary>
    Task ClearAsync(Worker worker, IReadOnlyList<string> files, CancellationToken cancellationToken);
}

/// <summary>The worker's folder can be seen from here.</summary>
public sealed class LocalCopy : IFileTransport
{
    public static LocalCopy Shared { get; } = new();

    public async Task BringAsync(Worker worker, IReadOnlyList<string> files, string into, CancellationToken cancellationToken)
    {
        foreach (var file in files)
        {
            var (source, target) = (Path.Combine(worker.Address!, file), Path.Combine(into, file));
            if (!File.Exists(source))
            {
                throw new CollectionDoubtException($"{worker.Name} said it is ready, but {Path.GetFileName(file)} is not there.");
            }

            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            await using var from = new FileStream(source, FileMode.Open, FileAccess.Read, FileShare.Read, 1, useAsync: true);
            await using var to = new FileStream(target, FileMode.Create, FileAccess.Write, FileShare.None, 1, useAsync: true);
            await from.CopyToAsync(to, 1 << 20, cancellationToken);
        }
    }

    /// <summary>The farm removes the whole folder with the worker.</summary>
    public Task ClearAsync(Worker worker, IReadOnlyList<string> files, CancellationToken cancellationToken) => Task.CompletedTask;
}
