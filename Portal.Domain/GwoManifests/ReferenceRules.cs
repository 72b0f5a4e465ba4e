namespace Portal.Domain.GwoManifests;

/// <summary>What a row names must exist: the object in S3, the specimen and the source in the Data Service.</summary>
public sealed class ReferenceRules(BucketScrape scrape, ServiceState service, IssueList issues)
{
    private readonly Dictionary<DeniedPrefix, (int First, int Rows)> _denied = [];

    public void Apply(ManifestRow row)
    {
        var specimensFine = Specimens(row);
        if (S3Path.TryParse(row.Filepath, out _))
        {
            Object(row);
            Registered(row);
        }

        foreach (var source in row.Sources)
        {
            Source(row, source, specimensFine);
        }
    }

    /// <summary>Folders that could not be listed: one issue each, however many rows they concern.</summary>
    public void Close()
    {
        foreach (var (denied, (first, rows)) in _denied)
        {
            issues.Add(first, ManifestColumns.Filepath, IssueCodes.S3Denied, denied.Prefix,
                $"{rows} {(rows == 1 ? "row names" : "rows name")} objects under {denied.Prefix}, which cannot be checked: {denied.Why}");
        }
    }

    private bool Specimens(ManifestRow row)
    {
        var fine = row.Specimens.Length > 0;
        foreach (var id in row.Specimens)
        {
            if (!KidsFirstId.IsValid(id, "BS"))
            {
                fine = false;
            }
            else if (!service.Specimens.TryGetValue(id, out var specimen))
            {
                fine = false;
                var near = service.NearSpecimens.GetValueOrDefault(id);
                issues.Add(row.Row, ManifestColumns.Biospecimen, IssueCodes.UnknownBiospecimen, id, $"{id} is not registered in the Data Service.",
                    "A biospecimen of the study", near is null ? null : $"Did you mean {string.Join(" or ", near)}?");
            }
            else if (specimen.OtherStudy is { } study)
            {
                fine = false;
                issues.Add(row.Row, ManifestColumns.Biospecimen, IssueCodes.OtherStudy, id, $"{id} belongs to {study}, not to this study.",
                    "A biospecimen of the study");
            }
        }

        return fine;
    }

    private void Object(ManifestRow row)
    {
        if (scrape.DenialOf(row.Filepath) is { } denied)
        {
            var (first, rows) = _denied.GetValueOrDefault(denied, (row.Row, 0));
            _denied[denied] = (first, rows + 1);
            issues.Exclude(row.Row);
        }
        else if (!scrape.Objects.ContainsKey(row.Filepath))
        {
            issues.Add(row.Row, ManifestColumns.Filepath, IssueCodes.NotInS3, row.Filepath, "There is no such object in the bucket.",
                hint: scrape.Lookalikes.TryGetValue(row.Filepath, out var other) ? $"There is {other}" : null);
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
            issues.Add(row.Row, ManifestColumns.Filepath, IssueCodes.FileIsASource, row.Filepath,
                $"This path is registered as the un-harmonized file {source.KfId}; loading it would turn a source into an output.",
                "The path of a harmonized file", "Check whether Filepath and Source Read are swapped");
        }
        else if (files.Count > 1)
        {
            issues.Add(row.Row, ManifestColumns.Filepath, IssueCodes.Ambiguous, row.Filepath,
                $"{files.Count} genomic files are registered under this path: {string.Join(", ", files.Select(f => f.KfId))}.",
                "At most one", "Have the surplus ones removed from the Data Service first");
        }
        else if (service.FilesOfOtherStudies.TryGetValue(files[0].KfId, out var study))
        {
            issues.Add(row.Row, ManifestColumns.Filepath, IssueCodes.OtherStudy, row.Filepath,
                $"The file is registered as {files[0].KfId} and belongs to {study}, not to this study.", "A file of the study");
        }
    }

    private void Source(ManifestRow row, string path, bool specimensFine)
    {
        if (!service.Sources.TryGetValue(path, out var source) || source.Fault is not null)
        {
            issues.Add(row.Row, ManifestColumns.SourceRead, IssueCodes.UnknownSource, path,
                "No visible un-harmonized genomic file has this external id.", "The path of a registered source file",
                source?.Fault ?? "Nothing is registered under this path");
        }
        else if (source.Files.Count > 1)
        {
            issues.Add(row.Row, ManifestColumns.SourceRead, IssueCodes.Ambiguous, path,
                $"{source.Files.Count} source files are registered under this path: {string.Join(", ", source.Files)}.", "Exactly one",
                "Have the surplus ones hidden or removed in the Data Service first");
        }
        else if (source.Experiments.Count == 0)
        {
            issues.Add(row.Row, ManifestColumns.SourceRead, IssueCodes.SourceWithoutExperiment, path,
                $"The source {source.Files[0]} is registered, but not linked to any visible sequencing experiment.",
                "A source with a sequencing experiment", "Register its sequencing experiment first");
        }
        else if (specimensFine && source.Specimens.Count > 0 && !row.Specimens.Any(source.Specimens.Contains))
        {
            issues.Add(row.Row, ManifestColumns.SourceRead, IssueCodes.SpecimenDiffersFromSource, path,
                $"The source belongs to {string.Join(", ", source.Specimens)}, not to {string.Join(", ", row.Specimens)}.",
                "A source of the row's biospecimen", "Acknowledge it if the pairing is meant");
        }
    }
}
