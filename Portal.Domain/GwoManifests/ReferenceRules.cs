namespace Portal.Domain.GwoManifests;

/// <summary>What a row names must exist: the object in S3, the specimen and the source in the Data Service.</summary>
public sealed class ReferenceRules(ManifestProfile profile, BucketScrape scrape, ServiceState service, string? studyId, IssueList issues)
{
    private readonly Dictionary<DeniedPrefix, (int First, int Rows)> _denied = [];
    private readonly OriginRules _origins = new(profile, service, studyId, issues);
    private readonly SpecimenRules _specimens = new(profile, service, issues);

    public void Apply(ManifestRow row)
    {
        var specimensFine = _specimens.Apply(row);
        if (S3Path.IsPath(row.Filepath))
        {
            Object(row);
            Registered(row);
        }

        _origins.Apply(row, specimensFine);
    }

    /// <summary>Folders that could not be listed: one issue each, however many rows they concern.</summary>
    public void Close()
    {
        _specimens.Close();
        foreach (var (denied, (first, rows)) in _denied)
        {
            issues.Add(first, profile.Filepath, IssueCodes.S3Denied, denied.Prefix,
                $"{rows} {(rows == 1 ? "row names" : "rows name")} objects under {denied.Prefix}, which cannot be checked: {denied.Why}");
        }
    }

    private void Object(ManifestRow row)
    {
        if (scrape.DenialOf(row.Filepath) is { } denied)
        {
            var (first, rows) = _denied.GetValueOrDefault(denied, (row.Row, 0));
            _denied[denied] = (first, rows + 1);
            issues.Exclude(row.Row);
        }
        else if (!scrape.Objects.TryGetValue(row.Filepath, out var stored))
        {
            issues.Add(row.Row, profile.Filepath, IssueCodes.NotInS3, row.Filepath, "There is no such object in the bucket.",
                hint: scrape.Lookalikes.TryGetValue(row.Filepath, out var other) ? $"There is {other}" : null);
        }
        else
        {
            Stored(row, stored);
        }
    }

    private void Stored(ManifestRow row, S3Object stored)
    {
        if (stored.Size == 0)
        {
            issues.Add(row.Row, profile.Filepath, IssueCodes.ZeroBytes, row.Filepath, "The object is there, but has no content.", "An object with content", "Look whether its upload was finished");
        }

        if (stored.IsArchived)
        {
            issues.Add(row.Row, profile.Filepath, IssueCodes.Archived, row.Filepath, $"The object is archived ({stored.StorageClass}) and will be registered as Cold Storage.", "An object that can be read at once",
                "Acknowledge it, or have the object restored first");
        }
    }

    private void Registered(ManifestRow row)
    {
        if (!service.Files.TryGetValue(row.Filepath, out var files))
        {
            return;
        }

        if (files.FirstOrDefault(f => !f.IsHarmonized) is { } source)
        {
            issues.Add(row.Row, profile.Filepath, IssueCodes.FileIsASource, row.Filepath,
                $"This path is registered as the un-harmonized file {source.KfId}; loading it would turn a source into an output.",
                "The path of a harmonized file", "Check whether Filepath and Source Read are swapped");
        }
        else if (files.Count > 1)
        {
            issues.Add(row.Row, profile.Filepath, IssueCodes.Ambiguous, row.Filepath,
                $"{files.Count} genomic files are registered under this path: {string.Join(", ", files.Select(f => f.KfId))}.",
                "At most one", "Have the surplus ones removed from the Data Service first");
        }
        else if (!service.FilesOfOtherStudies.TryGetValue(files[0].KfId, out var study))
        {
            if (!files[0].Visible)
            {
                issues.Add(row.Row, profile.Filepath, IssueCodes.HiddenRegistered, row.Filepath, $"The file is registered as {files[0].KfId}, but hidden.", "A visible file",
                    "It is updated and stays hidden, unless the manifest says otherwise; acknowledge it, or have it made visible");
            }
        }
        else
        {
            issues.Add(row.Row, profile.Filepath, IssueCodes.OtherStudy, row.Filepath,
                $"The file is registered as {files[0].KfId} and belongs to {study}, not to this study.", "A file of the study");
        }
    }
}
