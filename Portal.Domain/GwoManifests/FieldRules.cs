namespace Portal.Domain.GwoManifests;

/// <summary>Cells that become fields of the genomic file: in the lists of the Data Service, TRUE or FALSE, readable.</summary>
internal sealed class FieldRules(ManifestProfile profile, Vocabulary vocabulary, IssueList issues, bool hasUnreadable)
{
    public void Apply(ManifestRow row)
    {
        Type(row);
        Workflow(row);
        for (var i = 0; i < row.Fields.Length; i++)
        {
            Field(row, profile.Fields[i], row.Fields[i]);
        }

        if (hasUnreadable)
        {
            Unreadable(row);
        }
    }

    private void Type(ManifestRow row)
    {
        if (row.DataType.Length == 0 || vocabulary.IsDataType(row.DataType))
        {
            return;
        }

        var near = vocabulary.NearDataTypes(row.DataType);
        issues.Add(row.Row, profile.DataType, IssueCodes.DataType, row.DataType, $"“{row.DataType}” is not a Data Type the Data Service knows.",
            $"One of {vocabulary.DataTypes.Count} values", near.Count == 0 ? null : $"Did you mean {string.Join(" or ", near)}?");
    }

    private void Workflow(ManifestRow row)
    {
        if (row.WorkflowType.Length > 0 && vocabulary.WorkflowType(row.WorkflowType) is null)
        {
            var near = vocabulary.NearWorkflowTypes(row.WorkflowType);
            issues.Add(row.Row, profile.WorkflowType, IssueCodes.WorkflowType, row.WorkflowType, $"“{row.WorkflowType}” is not a Workflow Type the Data Service knows; the field stays blank.",
                string.Join(", ", vocabulary.WorkflowTypes), near.Count == 0 ? null : $"Did you mean {string.Join(" or ", near)}?");
        }
    }

    private void Field(ManifestRow row, FileField field, string cell)
    {
        if (cell.Length == 0)
        {
            if (profile.Needed.Contains(field.Column, StringComparer.Ordinal))
            {
                issues.Add(row.Row, field.Column, IssueCodes.Blank, "", $"The cell is blank; {field.Column} is needed.", hint: $"Fill in {field.Column}");
            }
        }
        else if (field.IsBoolean && ManifestCells.Truth(cell) is null)
        {
            issues.Add(row.Row, field.Column, IssueCodes.BadValue, cell, $"“{cell}” is neither TRUE nor FALSE.", "TRUE or FALSE");
        }
        else if (field.Field == "file_format")
        {
            Format(row, field, cell);
        }
        else if (!field.IsBoolean && vocabulary.Spelled(field.Field, cell) is null)
        {
            var values = vocabulary.Values[field.Field];
            issues.Add(row.Row, field.Column, IssueCodes.BadValue, cell, $"“{cell}” is not a value the Data Service accepts for {field.Field}.", string.Join(", ", values));
        }
    }

    private void Format(ManifestRow row, FileField field, string cell)
    {
        if (FileFormats.Spelled(cell) is not { } format)
        {
            issues.Add(row.Row, field.Column, IssueCodes.UnknownExtension, cell, $"“{cell}” is not in the table of formats; it is registered in small letters as it stands.",
                "A format such as gvcf, vcf, cram, bam, maf", "Acknowledge it if the format is right");
        }
        else if (FileFormats.Of(row.Filepath) is { } ending && ending != format && !(ending == "gvcf" && format == "vcf"))
        {
            issues.Add(row.Row, field.Column, IssueCodes.TypeExtension, cell, $"The ending of the path says {ending}.", ending, "Acknowledge it if the format is right");
        }
    }

    private void Unreadable(ManifestRow row)
    {
        Readable(row, profile.Biospecimen, string.Concat(row.Specimens));
        Readable(row, profile.Filepath, row.Filepath);
        Readable(row, profile.DataType, row.DataType);
        Readable(row, profile.WorkflowType, row.WorkflowType);
        Readable(row, profile.CavaticaId, row.CavaticaId);
        Readable(row, profile.Origin, string.Concat(profile.NamesExperiments ? row.Experiments : row.Sources));
        Readable(row, ManifestColumns.CavaticaTaskId, row.CavaticaTaskId);
        Readable(row, ManifestColumns.Participant, row.Participant);
        Readable(row, ManifestColumns.Family, row.Family);
        for (var i = 0; i < row.Fields.Length; i++)
        {
            Readable(row, profile.Fields[i].Column, row.Fields[i]);
        }
    }

    private void Readable(ManifestRow row, string column, string cell)
    {
        if (cell.Contains('\uFFFD'))
        {
            issues.Add(row.Row, column, IssueCodes.UnreadableCharacters, cell, "Some bytes of this cell are no characters of the file’s encoding.",
                "Text in UTF-8", "Type the value in again and save the file as UTF-8");
        }
    }
}
