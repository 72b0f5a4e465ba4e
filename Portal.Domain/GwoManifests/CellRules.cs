namespace Portal.Domain.GwoManifests;

/// <summary>What a cell alone tells: blank, malformed, not in the vocabulary. Needs neither S3 nor records of the Data Service.</summary>
public sealed class CellRules(ManifestProfile profile, Vocabulary vocabulary, IssueList issues, bool hasUnreadable = false)
{
    private readonly FieldRules _fields = new(profile, vocabulary, issues, hasUnreadable);

    public void Apply(ManifestRow row)
    {
        Width(row);
        Blanks(row);
        foreach (var specimen in row.Specimens)
        {
            Id(row, profile.Biospecimen, specimen, "BS", IssueSeverity.Error);
        }

        foreach (var experiment in row.Experiments)
        {
            Id(row, profile.Origin, experiment, "SE", IssueSeverity.Error);
        }

        OptionalId(row, ManifestColumns.Participant, row.Participant, "PT");
        OptionalId(row, ManifestColumns.Family, row.Family, "FM");
        Cavatica(row);
        Path(row);
        _fields.Apply(row);
    }

    private void Width(ManifestRow row)
    {
        if (row.SurplusCells > 0)
        {
            issues.Add(row.Row, "", IssueCodes.RaggedRow, "", $"The row has {row.SurplusCells} filled {(row.SurplusCells == 1 ? "cell" : "cells")} to the right of the last header.",
                "As many cells as there are headers", "Look for a separator within a value, or a missing quote");
        }
        else if (row.MissingCells > 0)
        {
            issues.Add(row.Row, "", IssueCodes.RaggedRow, "", $"The row ends {row.MissingCells} {(row.MissingCells == 1 ? "cell" : "cells")} before the last header.",
                "As many cells as there are headers", "Look for a missing separator, or a line break within a value");
        }
    }

    private void Blanks(ManifestRow row)
    {
        NotBlank(row, profile.Biospecimen, row.Specimens.Length > 0, "a specimen id");
        NotBlank(row, profile.Filepath, row.Filepath.Length > 0, "the S3 path of the harmonized file");
        NotBlank(row, profile.DataType, row.DataType.Length > 0, "a Data Type");
        if (profile.NamesExperiments)
        {
            NotBlank(row, HarmonizedColumns.Study, row.StudyId.Length > 0, "the study id");
            NotBlank(row, profile.Origin, row.Experiments.Length > 0, "a sequencing experiment id");
        }
        else
        {
            NotBlank(row, profile.Origin, row.Sources.Length > 0, "the S3 path of the source file");
        }
    }

    private void NotBlank(ManifestRow row, string column, bool filled, string what)
    {
        if (!filled && profile.Needed.Contains(column, StringComparer.Ordinal))
        {
            issues.Add(row.Row, column, IssueCodes.Blank, "", $"The cell is blank; {what} is needed.", hint: $"Fill in {what}");
        }
    }

    private void OptionalId(ManifestRow row, string column, string cell, string prefix)
    {
        if (cell.Length == 0 || KidsFirstId.IsValid(cell, prefix))
        {
            return;
        }

        foreach (var id in ManifestCells.SplitIds(cell))
        {
            Id(row, column, id, prefix, IssueSeverity.Warning);
        }
    }

    private void Id(ManifestRow row, string column, string id, string prefix, IssueSeverity severity)
    {
        if (!KidsFirstId.IsValid(id, prefix))
        {
            issues.Add(row.Row, column, IssueCodes.MalformedId, id, $"“{id}” is not an id of this kind.",
                $"{prefix}_ and 8 of the characters 0-9 A-H J K M N P-T V-Z", KidsFirstId.Fault(id, prefix), severity);
        }
    }

    private void Cavatica(ManifestRow row)
    {
        Damage(row, profile.CavaticaId, row.CavaticaId, "24 characters of 0-9 and a-f");
        Damage(row, ManifestColumns.CavaticaTaskId, row.CavaticaTaskId, "A task id such as 7afdc7ea-6d0d-5ffc-f76a-3ba24bf7b2dd");
    }

    private void Damage(ManifestRow row, string column, string id, string expected)
    {
        if (id.Length > 0 && !WantedFile.IsCavaticaId(id) && ExcelDamage.Of(id) is { } damage)
        {
            issues.Add(row.Row, column, IssueCodes.ExcelDamaged, id, $"“{id}” is what a spreadsheet made of an id.", expected, damage);
        }
    }

    private void Path(ManifestRow row)
    {
        if (row.Filepath.Length == 0)
        {
            return;
        }

        if (!S3Path.IsPath(row.Filepath))
        {
            issues.Add(row.Row, profile.Filepath, IssueCodes.BadPath, row.Filepath, "This is not the path of an S3 object.",
                "s3://bucket/key", S3Path.Fault(row.Filepath));
        }
        else if (FileFormats.Find(row.Filepath) is null)
        {
            issues.Add(row.Row, profile.Filepath, IssueCodes.UnknownExtension, row.Filepath,
                $"The ending of “{S3Path.FileNameOf(row.Filepath)}” is not in the table of formats; the file format stays blank.",
                "An ending such as .g.vcf.gz, .vcf.gz, .cram, .bam, .maf", "Acknowledge it if the name is right");
        }
    }
}
