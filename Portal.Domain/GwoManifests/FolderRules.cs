namespace Portal.Domain.GwoManifests;

/// <summary>What lies beside the manifest's files in their folders: an index without its file, a file without its index, objects nobody names.</summary>
internal sealed class FolderRules(ManifestProfile profile, BucketScrape scrape, IssueList issues)
{
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    public void Apply(ManifestRow row)
    {
        if (scrape.Companions.Count == 0 || FileFormats.Find(row.Filepath) is not { Companions.Length: > 0 } format || !_told.Add(row.Filepath))
        {
            return;
        }

        var companions = FileFormats.CompanionsOf(row.Filepath).ToList();
        if (companions.Exists(scrape.Objects.ContainsKey) || companions.Find(scrape.Companions.Contains) is not { } beside)
        {
            return;
        }

        var isIndex = format.DataType?.EndsWith == "Index";
        issues.Add(row.Row, profile.Filepath, IssueCodes.IndexMissing, row.Filepath,
            isIndex ? $"The file this is an index of, {S3Path.FileNameOf(beside)}, lies beside it but is not in the manifest." : $"Its index, {S3Path.FileNameOf(beside)}, lies beside it but is not in the manifest.",
            "A file together with its index", $"Add a row for {beside}, or acknowledge it");
    }

    public void Close()
    {
        if (scrape.Unnamed > 0)
        {
            issues.Add(0, "", IssueCodes.NotInManifest, $"{scrape.Unnamed}", $"{scrape.Unnamed:N0} {(scrape.Unnamed == 1 ? "object lies" : "objects lie")} in the folders of the manifest without being named in it.",
                "Every object of the folders in the manifest", $"For example {string.Join(", ", scrape.UnnamedExamples.Take(3))}");
        }
    }
}
