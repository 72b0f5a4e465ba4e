using System.Collections.Concurrent;
using Portal.Domain.GwoManifests;
using Portal.Jobs.Outside.DataService;

namespace Portal.Jobs.GwoManifests;

/// <summary>
/// After a load: files without specimen, which no list of the study shows, and files registered twice for one specimen. Where the service
/// does not hold too many, all harmonized files in the buckets of the manifest are looked at; otherwise those of the load.
/// </summary>
internal sealed class StudyFiles(DataServiceClient client, string studyId, int parallel)
{
    private const int MostFiles = 20_000;
    private const int MostAsked = 500;

    public async Task<(IReadOnlyList<Finding> Unlinked, IReadOnlyList<Finding> Duplicates, bool Whole)> LookAsync(IReadOnlyList<GwoLedgerEntry> loaded, CancellationToken cancellationToken)
    {
        var rows = loaded.Where(f => f.KfId is not null).GroupBy(f => f.KfId!).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        (string, string)[] harmonized = [("is_harmonized", "true")];
        var whole = await client.CountAsync(DataServiceClient.Files, harmonized, cancellationToken) <= Math.Max(MostFiles, rows.Count * 2);
        var paths = whole ? await InBucketsAsync(loaded, harmonized, cancellationToken) : rows.ToDictionary(r => r.Key, r => r.Value.GenomicFile, StringComparer.Ordinal);
        if (paths.Count == 0)
        {
            return ([], [], whole);
        }

        var specimens = await SpecimensAsync(paths.Keys.ToHashSet(StringComparer.Ordinal), cancellationToken);
        var unlinked = paths.Where(p => !specimens.ContainsKey(p.Key)).OrderBy(p => p.Value, StringComparer.Ordinal)
            .Select(p => new Finding(rows.GetValueOrDefault(p.Key)?.Row ?? 0, "unlinked", p.Key, p.Value, $"{p.Key}, {p.Value}, is linked to no specimen, so the study does not show it"));
        var duplicates = specimens.SelectMany(s => s.Value.Select(specimen => (Specimen: specimen, File: s.Key, Path: paths[s.Key]))).GroupBy(s => (s.Specimen, s.Path)).Where(g => g.Count() > 1)
            .OrderBy(g => g.Key.Path, StringComparer.Ordinal)
            .Select(g => new Finding(g.Select(f => rows.GetValueOrDefault(f.File)?.Row ?? 0).Max(), "duplicate", null, g.Key.Path,
                $"{g.Key.Path} is registered {g.Count()} times for {g.Key.Specimen}: {string.Join(", ", g.Select(f => f.File).Order(StringComparer.Ordinal))}"));
        return ([.. unlinked], [.. duplicates], whole);
    }

    private async Task<Dictionary<string, string>> InBucketsAsync(IReadOnlyList<GwoLedgerEntry> loaded, (string, string)[] harmonized, CancellationToken cancellationToken)
    {
        var buckets = loaded.Select(f => S3Path.TryParse(f.GenomicFile, out var path) ? path.Bucket : "").ToHashSet(StringComparer.Ordinal);
        var paths = new Dictionary<string, string>(StringComparer.Ordinal);
        await foreach (var file in client.ListAsync<ServiceRecord>(DataServiceClient.Files, harmonized, cancellationToken: cancellationToken))
        {
            if (file.ExternalId is { } path && S3Path.TryParse(path, out var parsed) && buckets.Contains(parsed.Bucket))
            {
                paths[file.KfId] = path;
            }
        }

        return paths;
    }

    /// <summary>From the study's list of links; a file it does not show may be linked to a specimen of another study, and is asked for.</summary>
    private async Task<IReadOnlyDictionary<string, List<string>>> SpecimensAsync(HashSet<string> files, CancellationToken cancellationToken)
    {
        var specimens = new ConcurrentDictionary<string, List<string>>(StringComparer.Ordinal);
        await AddAsync(specimens, files, [("study_id", studyId)], cancellationToken);
        var rest = files.Where(f => !specimens.ContainsKey(f)).ToList();
        await Parallel.ForEachAsync(rest.Take(MostAsked), new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellationToken },
            async (file, token) => await AddAsync(specimens, files, [("genomic_file_id", file)], token));
        return specimens;
    }

    private async Task AddAsync(ConcurrentDictionary<string, List<string>> specimens, HashSet<string> files, (string, string)[] filter, CancellationToken cancellationToken)
    {
        await foreach (var link in client.ListAsync<ServiceRecord>(DataServiceClient.BiospecimenLinks, filter, cancellationToken: cancellationToken))
        {
            if (ServiceLinks.IdOf(link.Links?.GenomicFile) is { } file && ServiceLinks.IdOf(link.Links?.Biospecimen) is { } specimen && files.Contains(file))
            {
                var of = specimens.GetOrAdd(file, _ => []);
                lock (of)
                {
                    of.Add(specimen);
                }
            }
        }
    }
}
