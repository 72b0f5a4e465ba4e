namespace Portal.Jobs.GwoManifests;

/// <summary>How indexes are called after the files they belong to: <c>a.bam.bai</c>, or <c>a.bai</c>.</summary>
internal static class IndexNames
{
    private static readonly (string Data, string Index)[] Pairs = [(".gz", ".tbi"), (".gz", ".csi"), (".bcf", ".csi"), (".bam", ".bai"), (".bam", ".csi"), (".cram", ".crai")];

    /// <summary>Of an index the data files it may belong to, of a data file the indexes it may have.</summary>
    public static IEnumerable<string> PartnersOf(string path)
    {
        foreach (var (data, index) in Pairs)
        {
            if (path.EndsWith(data, StringComparison.OrdinalIgnoreCase))
            {
                yield return path + index;
                yield return path[..^data.Length] + index;
            }
            else if (path.EndsWith(index, StringComparison.OrdinalIgnoreCase))
            {
                var stem = path[..^index.Length];
                yield return stem.EndsWith(data, StringComparison.OrdinalIgnoreCase) ? stem : stem + data;
            }
        }
    }
}
