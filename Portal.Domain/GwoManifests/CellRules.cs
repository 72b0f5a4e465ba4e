namespace Portal.Domain.GwoManifests;

/// <summary>What a cell alone tells: blank, malformed, not in the vocabulary. Needs neither S3 nor records of the Data Service.</summary>
public sealed class CellRules(Vocabulary vocabulary, IssueList issues)
{
    public void Apply(ManifestRow row)
    {
        if (row.SurplusCells > 0)
        {
            issues.Add(row.Row, "", IssueCodes.RaggedRow, "", $"The row has {row.SurplusCells} filled cells to the right of the last header.",
                "As many cells as there are headers", "Look for a separator within a value, or a missing quote");
        }

        NotBlank(row, ManifestColumns.Biospecimen, row.Specimens.Length > 0, "a specimen id");
        NotBlank(row, ManifestColumns.Filepath, row.Filepath.Length > 0, "the S3 path of the harmonized file");
        NotBlank(row, ManifestColumns.DataType, row.DataType.Length > 0, "a Data Type");
        NotBlank(row, ManifestColumns.SourceRead, row.Sources.Length > 0, "the S3 path of the source file");
        foreach (var specimen in row.Specimens)
        {
            Id(row, ManifestColumns.Biospecimen, specimen, "BS", IssueSeverity.Error);
        }

        OptionalId(row, ManifestColumns.Participant, row.Participant, "PT");
        OptionalId(row, ManifestColumns.Family, row.Family, "FM");
        Path(row);
        Type(row);
    }

    private void NotBlank(ManifestRow row, string column, bool filled, string what)
    {
        if (!filled)
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

    private void Path(ManifestRow row)
    {
        if (row.Filepath.Length == 0)
        {
            return;
        }

        if (!S3Path.TryParse(row.Filepath, out _))
        {
            issues.Add(row.Row, ManifestColumns.Filepath, IssueCodes.BadPath, row.Filepath, "This is not the path of an S3 object.",
                "s3://bucket/key", S3Path.Fault(row.Filepath));
        }
        else if (FileFormats.Of(row.Filepath) is null)
        {
            issues.Add(row.Row, ManifestColumns.Filepath, IssueCodes.UnknownExtension, row.Filepath,
                $"The ending of “{S3Path.FileNameOf(row.Filepath)}” is not in the table of formats; the file format stays blank.",
                "An ending such as .g.vcf.gz, .vcf.gz, .cram, .bam, .maf", "Acknowledge it if the name is right");
        }
    }

    private void Type(ManifestRow row)
    {
        if (row.DataType.Length == 0 || vocabulary.IsDataType(row.DataType))
        {
            return;
        }

        var near = vocabulary.NearDataTypes(row.DataType);
        issues.Add(row.Row, ManifestColumns.DataType, IssueCodes.DataType, row.DataType, $"“{row.DataType}” is not a Data Type the Data Service knows.",
            $"One of {vocabulary.DataTypes.Count} values", near.Count == 0 ? null : $"Did you mean {string.Join(" or ", near)}?");
    }
}
