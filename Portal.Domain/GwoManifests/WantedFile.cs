namespace Portal.Domain.GwoManifests;

/// <summary>What the manifest and S3 say a genomic file should be, and how that differs from what is registered. Only these fields are ever touched.</summary>
public sealed record WantedFile(string Path, string DataType, string? FileFormat, string? WorkflowType, string? CavaticaFileId, S3Object Stored)
{
    private static readonly HashSet<string> Placeholders = new(StringComparer.Ordinal)
    {
        "Not Reported", "Not Applicable", "Not Allowed To Collect", "Not Available", "Reported Unknown",
    };

    /// <inheritdoc cref="PlannedFile.Fields"/>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = PlannedFile.NoFields;

    public string FileName => S3Path.FileNameOf(Path);

    /// <summary>Never a null over a value: what the manifest leaves open is not compared.</summary>
    public IReadOnlyList<FieldChange> ChangesTo(RegisteredFile file)
    {
        var changes = new List<FieldChange>(0);
        Compare(changes, "file_name", file.FileName, FileName);
        Compare(changes, "file_format", file.FileFormat, FileFormat);
        Compare(changes, "data_type", file.DataType, DataType);
        Compare(changes, "size", file.Size is null or 0 ? null : file.Size.ToString(), Stored.Size.ToString());
        if (FileHashes.ChangeOf(file.Hashes, Stored) is { } hashes)
        {
            changes.Add(hashes);
        }

        if (file.Urls?.Contains(Path, StringComparer.Ordinal) != true)
        {
            changes.Add(new FieldChange("urls", file.Urls is { Count: > 0 } urls ? string.Join(", ", urls) : null, Path));
        }

        Compare(changes, "workflow_type", file.WorkflowType, WorkflowType);
        Compare(changes, "cavatica_file_id", file.CavaticaFileId, CavaticaFileId);
        foreach (var (name, value) in Fields)
        {
            Compare(changes, name, name == "visible" ? (file.Visible ? "true" : "false") : file.Fields?.GetValueOrDefault(name), value);
        }

        return changes;
    }

    /// <summary>What is known now beside hashes that still hold; when size or a checksum changed, so did the content, and the others are of the past.</summary>
    public IReadOnlyDictionary<string, string> HashesOver(RegisteredFile file)
    {
        var sameContent = (file.Size is null or 0 || file.Size == Stored.Size) && !FileHashes.NamesChecksum(FileHashes.ChangeOf(file.Hashes, Stored)?.Old);
        var hashes = new Dictionary<string, string>(sameContent && file.Hashes is not null ? file.Hashes : new Dictionary<string, string>(StringComparer.Ordinal), StringComparer.Ordinal);
        foreach (var (name, value) in FileHashes.Of(Stored))
        {
            hashes[name] = value;
        }

        return hashes;
    }

    /// <summary>Whether replacing this value takes something away from somebody.</summary>
    public static bool IsContradiction(string? registered) => !string.IsNullOrEmpty(registered) && !Placeholders.Contains(registered);

    public static bool IsCavaticaId(string id) => id.Length == 24 && id.All(char.IsAsciiHexDigit);

    private static void Compare(List<FieldChange> changes, string field, string? old, string? wanted)
    {
        if (!string.IsNullOrEmpty(wanted) && old != wanted)
        {
            changes.Add(new FieldChange(field, string.IsNullOrEmpty(old) ? null : old, wanted));
        }
    }
}
