namespace Portal.Domain.TaxonFetches;

/// <summary>The FASTQ files of a run: ENA's parallel lists put together, each file with its role.</summary>
public sealed record FileSet(IReadOnlyList<ReadFile> Files, bool ListsAgree)
{
    public ReadFile? Read1 => Files.FirstOrDefault(f => f.Role == ReadFileRole.Read1);

    public ReadFile? Read2 => Files.FirstOrDefault(f => f.Role == ReadFileRole.Read2);

    public bool HasPair => Read1 is not null && Read2 is not null;

    /// <summary>Null when a size is not known, or there is no file.</summary>
    public long? TotalBytes => Files.Count > 0 && Files.All(f => f.Bytes is not null) ? Files.Sum(f => f.Bytes) : null;

    /// <param name="md5">Null: not asked for, which is no disagreement.</param>
    public static FileSet OfFastq(string run, string paths, string? md5, string? bytes) =>
        Of(run, "fastq", paths, md5, bytes, path => path.EndsWith("_1.fastq.gz", StringComparison.Ordinal) && Is(run, path) ? ReadFileRole.Read1
            : path.EndsWith("_2.fastq.gz", StringComparison.Ordinal) && Is(run, path) ? ReadFileRole.Read2
            : ReadFileRole.Unpaired);

    public static FileSet OfSubmitted(string run, string paths, string? md5, string? bytes) => Of(run, "submitted", paths, md5, bytes, _ => ReadFileRole.Submitted);

    private static FileSet Of(string run, string kind, string paths, string? md5, string? bytes, Func<string, ReadFileRole> role)
    {
        var (path, sum, size) = (Parts(paths), Parts(md5), Parts(bytes));
        var files = path.Select((p, i) => new ReadFile
        {
            RunAccession = run,
            Kind = kind,
            Ordinal = i,
            Path = p,
            Md5 = i < sum.Length ? sum[i] : "",
            Bytes = i < size.Length && long.TryParse(size[i], out var known) && known >= 0 ? known : null,
            Role = role(p),
        }).ToList();
        return new(files, (md5 is null || sum.Length == path.Length) && (bytes is null || size.Length == path.Length));
    }

    private static bool Is(string run, string path) => path.AsSpan(path.LastIndexOf('/') + 1) is var name && name.StartsWith(run, StringComparison.Ordinal) && name.Length == run.Length + "_1.fastq.gz".Length;

    private static string[] Parts(string? list) => string.IsNullOrEmpty(list) ? [] : list.Split(';');
}
