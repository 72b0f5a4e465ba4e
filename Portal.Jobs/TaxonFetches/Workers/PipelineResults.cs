using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Portal.Domain.TaxonFetches;

namespace Portal.Jobs.TaxonFetches.Workers;

/// <summary>Fetches what the centre's program made of a worker's runs, held to the list the worker wrote. Nothing is removed here.</summary>
public sealed class PipelineResults(IOptions<TaxonFetchOptions> options, IOptions<PipelineOptions> pipeline)
{
    /// <exception cref="CollectionDoubtException">The list or a file is missing, or is not what the worker wrote down.</exception>
    internal async Task CollectAsync(Worker worker, CancellationToken cancellationToken)
    {
        if (!pipeline.Value.IsSet || worker.Address is not { } address)
        {
            return;
        }

        var list = Path.Combine(address, PipelineSheet.ResultsList);
        if (!File.Exists(list))
        {
            throw new CollectionDoubtException($"{worker.Name} said it is ready, but its list of results ({PipelineSheet.ResultsList}) is not there.");
        }

        var target = Path.Combine(options.Value.CollectTo!, $"{worker.TaxId}", PipelineSheet.ResultsFolder, worker.Name);
        Directory.CreateDirectory(target);
        foreach (var line in (await File.ReadAllLinesAsync(list, cancellationToken)).Skip(1))
        {
            if (line.Split('\t') is not [var path, var size, var md5] || !long.TryParse(size, out var bytes))
            {
                throw new CollectionDoubtException($"The list of results of {worker.Name} has a line that is not path, bytes and MD5: “{line}”.");
            }

            await CopyAsync(worker, Below(worker, Path.Combine(address, PipelineSheet.ResultsFolder), path), Below(worker, target, path), bytes, md5, cancellationToken);
        }

        File.Copy(list, Path.Combine(target, PipelineSheet.ResultsList), overwrite: true);
    }

    // A name, or a link on the way, from outside must not lead anywhere else.
    private static string Below(Worker worker, string folder, string path)
    {
        var (whole, home) = (Path.GetFullPath(Path.Combine(folder, path)), Path.GetDirectoryName(folder) + Path.DirectorySeparatorChar);
        var leads = !whole.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);
        for (var part = whole; !leads && part.Length > folder.Length; part = Path.GetDirectoryName(part)!)
        {
            FileSystemInfo there = Directory.Exists(part) ? new DirectoryInfo(part) : new FileInfo(part);
            leads = there.Exists && there.ResolveLinkTarget(returnFinalTarget: true)?.FullName.StartsWith(home, StringComparison.Ordinal) == false;
        }

        return leads ? throw new CollectionDoubtException($"A result of {worker.Name} leads out of its folder: {path}.") : whole;
    }

    private static async Task CopyAsync(Worker worker, string source, string target, long bytes, string md5, CancellationToken cancellationToken)
    {
        if (!File.Exists(source))
        {
            throw new CollectionDoubtException($"{worker.Name} lists the result {Path.GetFileName(source)}, but it is not there.");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var part = target + ".part";
        await using (var from = File.OpenRead(source))
        await using (var to = File.Create(part))
        {
            await from.CopyToAsync(to, cancellationToken);
        }

        await using (var copy = File.OpenRead(part))
        {
            var sum = Convert.ToHexStringLower(await CryptographicOperations.HashDataAsync(HashAlgorithmName.MD5, copy, cancellationToken));
            if (copy.Length != bytes || sum != md5)
            {
                throw new CollectionDoubtException($"The result {Path.GetFileName(source)} of {worker.Name} is not what it listed: {copy.Length:N0} bytes with MD5 {sum} instead of {bytes:N0} with {md5}.");
            }
        }

        File.Move(part, target, overwrite: true);
    }
}
