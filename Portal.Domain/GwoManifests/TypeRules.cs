namespace Portal.Domain.GwoManifests;

/// <summary>Data Type and ending should go together. Where one of the two is wrong already, that says enough.</summary>
internal sealed class TypeRules(ManifestProfile profile, Vocabulary vocabulary, IssueList issues)
{
    public void Apply(ManifestRow row)
    {
        if (FileFormats.Find(row.Filepath) is { DataType: { } expected } format && vocabulary.IsDataType(row.DataType) && !expected.Allows(row.DataType)
            && !issues.HasError(row.Row, profile.Filepath) && !issues.HasError(row.Row, profile.DataType))
        {
            issues.Add(row.Row, profile.DataType, IssueCodes.TypeExtension, row.DataType, $"A file that ends in {format.Ending} is usually not “{row.DataType}”.",
                expected.Words, "Look whether Data Type or path slipped by a row; acknowledge it if both are right");
        }
    }
}
