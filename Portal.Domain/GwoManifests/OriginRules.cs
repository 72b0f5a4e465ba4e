namespace Portal.Domain.GwoManifests;

/// <summary>What leads to the sequencing experiments must be registered: the source of a row, or the experiments it names.</summary>
internal sealed class OriginRules(ManifestProfile profile, ServiceState service, string? studyId, IssueList issues)
{
    public void Apply(ManifestRow row, bool specimensFine)
    {
        foreach (var source in row.Sources)
        {
            Source(row, source, specimensFine);
        }

        foreach (var experiment in row.Experiments)
        {
            Experiment(row, experiment);
        }

        if (studyId is not null && row.StudyId.Length > 0 && row.StudyId != studyId)
        {
            issues.Add(row.Row, HarmonizedColumns.Study, IssueCodes.OtherStudy, row.StudyId, $"The manifest was uploaded for {studyId}, but this row is of {row.StudyId}.", studyId,
                "Keep the rows of one study in one manifest");
        }
    }

    private void Source(ManifestRow row, string path, bool specimensFine)
    {
        if (!service.Sources.TryGetValue(path, out var source) || source.Fault is not null)
        {
            issues.Add(row.Row, profile.Origin, IssueCodes.UnknownSource, path,
                "No visible un-harmonized genomic file has this external id.", "The path of a registered source file",
                source?.Fault ?? (service.NearSources.TryGetValue(path, out var near) ? $"There is {near}" : "Nothing is registered under this path"));
        }
        else if (source.Files.Count > 1)
        {
            issues.Add(row.Row, profile.Origin, IssueCodes.Ambiguous, path,
                $"{source.Files.Count} source files are registered under this path: {string.Join(", ", source.Files)}.", "Exactly one",
                "Have the surplus ones hidden or removed in the Data Service first", IssueSeverity.Error);
        }
        else
        {
            Usable(row, path, source, specimensFine);
        }
    }

    private void Usable(ManifestRow row, string path, RegisteredSource source, bool specimensFine)
    {
        if (source.Experiments.Count == 0)
        {
            issues.Add(row.Row, profile.Origin, IssueCodes.SourceWithoutExperiment, path,
                $"The source {source.Files[0]} is registered, but not linked to any visible sequencing experiment.",
                "A source with a sequencing experiment", "Register its sequencing experiment first");
            return;
        }

        if (source.Experiments.Count > 1)
        {
            issues.Add(row.Row, profile.Origin, IssueCodes.Ambiguous, path,
                $"The source has {source.Experiments.Count} sequencing experiments, and all of them are linked: {string.Join(", ", source.Experiments.Select(e => e.KfId))}.",
                "Usually one", "Acknowledge it if the file comes from all of them", IssueSeverity.Warning);
        }

        if (specimensFine && source.Specimens.Count > 0 && !row.Specimens.Any(source.Specimens.Contains))
        {
            issues.Add(row.Row, profile.Origin, IssueCodes.SpecimenDiffersFromSource, path,
                $"The source belongs to {string.Join(", ", source.Specimens)}, not to {string.Join(", ", row.Specimens)}.",
                "A source of the row's biospecimen", "Acknowledge it if the pairing is meant");
        }
    }

    private void Experiment(ManifestRow row, string id)
    {
        if (!KidsFirstId.IsValid(id, "SE"))
        {
            return;
        }

        if (!service.Experiments.TryGetValue(id, out var experiment) || experiment.Fault is not null)
        {
            issues.Add(row.Row, profile.Origin, IssueCodes.UnknownExperiment, id, $"{id} is not a visible sequencing experiment of the Data Service.", "A sequencing experiment of the study",
                experiment?.Fault ?? "Nothing is registered under this id");
        }
        else if (experiment.OtherStudy is { } study)
        {
            issues.Add(row.Row, profile.Origin, IssueCodes.OtherStudy, id, $"{id} belongs to {study}, not to this study.", "A sequencing experiment of the study");
        }
    }
}
