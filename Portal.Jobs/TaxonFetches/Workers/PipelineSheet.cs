using System.Security.Cryptography;

namespace Portal.Jobs.TaxonFetches.Workers;

/// <summary>What a program is given to read, and the list of what it leaves behind.</summary>
internal static class PipelineSheet
{
    public const string ResultsFolder = "results";
    public const string ResultsList = "results.tsv";
    public const string Header = "sample,fastq_1,fastq_2,single_end";

    public static IEnumerable<string> Runs(WorkerOrder order) => order.Files.Select(f => f.RunAccession).Distinct(StringComparer.Ordinal);

    /// <param name="addresses">Where the files are to be had, instead of where they lie.</param>
    public static IEnumerable<string> Lines(WorkerOrder order, bool addresses) => order.Files.GroupBy(f => f.RunAccession, StringComparer.Ordinal).Select(run =>
    {
        var (one, two) = (run.FirstOrDefault(f => f.Name == $"{run.Key}_1.fastq.gz"), run.FirstOrDefault(f => f.Name == $"{run.Key}_2.fastq.gz"));
        return one is not null && two is not null
            ? string.Join(',', run.Key, Place(one), Place(two), "false")
            : string.Join(',', run.Key, Place(run.First()), "", "true");

        string Place(OrderedFile file)
        {
            var place = addresses ? file.Address.ToString() : Path.Combine(order.Folder, file.RunAccession, file.Name);
            return place.AsSpan().IndexOfAny(",\"\n") < 0 ? place : $"\"{place.Replace("\"", "\"\"")}\"";
        }
    }).Prepend(Header);

    /// <summary>Writes size and MD5 of every file the program left in results.</summary>
    public static async Task ListResultsAsync(string folder, CancellationToken cancellationToken)
    {
        var results = Path.Combine(folder, ResultsFolder);
        List<string> lines = ["path\tbytes\tmd5"];
        var files = Directory.Exists(results) ? Directory.EnumerateFiles(results, "*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 32, AttributesToSkip = FileAttributes.None }) : [];
        foreach (var file in files.Order(StringComparer.Ordinal))
        {
            await using var content = File.OpenRead(file);
            var sum = Convert.ToHexStringLower(await CryptographicOperations.HashDataAsync(HashAlgorithmName.MD5, content, cancellationToken));
            lines.Add($"{Path.GetRelativePath(results, file)}\t{content.Length}\t{sum}");
        }

        var part = Path.Combine(folder, ResultsList + ".part");
        await File.WriteAllLinesAsync(part, lines, cancellationToken);
        File.Move(part, Path.Combine(folder, ResultsList), overwrite: true);
    }
}
