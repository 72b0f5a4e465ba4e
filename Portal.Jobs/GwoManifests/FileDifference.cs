using System.Text.Json;
using Portal.Domain.GwoManifests;
using Portal.Jobs.Outside.DataService;

namespace Portal.Jobs.GwoManifests;

/// <summary>A registered file beside what the manifest wants of it.</summary>
internal static class FileDifference
{
    /// <summary>What has to be changed of a registered file so that it is what the body of a new one says, as far as that replaces nothing, and what it would replace.</summary>
    public static (int Changes, string Body, IReadOnlyList<FieldChange> Left) Of(string createBody, string path, ServiceFile file)
    {
        using var json = JsonDocument.Parse(createBody);
        var body = json.RootElement;
        var wanted = new WantedFile(path, Text(body, "data_type") ?? "", Text(body, "file_format"), Text(body, "workflow_type"), Text(body, "cavatica_file_id"), StoredOf(body)) { Fields = FieldsOf(body) };
        var registered = Registered(file);
        var all = wanted.ChangesTo(registered);
        var changes = all.Where(c => all.TickFor(c) is null).ToList();
        return (changes.Count, FileBodies.Update(changes, path, wanted.Stored.Size, wanted.HashesOver(registered)), [.. all.Except(changes)]);
    }

    /// <summary>What the rules look at of a registered file.</summary>
    public static RegisteredFile Registered(ServiceFile file) => new()
    {
        KfId = file.KfId,
        IsHarmonized = file.IsHarmonized == true,
        Visible = file.Visible != false,
        FileName = file.FileName,
        FileFormat = file.FileFormat,
        DataType = file.DataType,
        WorkflowType = file.WorkflowType,
        CavaticaFileId = file.CavaticaFileId,
        Size = file.Size,
        Hashes = file.Hashes,
        Urls = file.Urls,
        Fields = new (string Name, string? Value)[]
        {
            ("cavatica_volume", file.CavaticaVolume), ("data_category", file.DataCategory), ("workflow_tool", file.WorkflowTool), ("workflow_version", file.WorkflowVersion),
            ("workflow_endpoint", file.WorkflowEndpoint), ("reference_genome", file.ReferenceGenome), ("file_version_descriptor", file.FileVersionDescriptor),
            ("controlled_access", file.ControlledAccess is { } controlled ? (controlled ? "true" : "false") : null),
            ("visibility_reason", file.VisibilityReason), ("visibility_comment", file.VisibilityComment),
        }.Where(f => f.Value is not null).ToDictionary(f => f.Name, f => f.Value!, StringComparer.Ordinal),
    };

    // Those of the body a layout brought; "visible" of other layouts is only what a new file starts with.
    private static Dictionary<string, string> FieldsOf(JsonElement body)
    {
        var names = ManifestProfile.Harmonized.Fields.Select(f => f.Field).Where(f => f != "file_format").ToHashSet(StringComparer.Ordinal);
        var fields = body.EnumerateObject().Where(p => names.Contains(p.Name)).ToDictionary(p => p.Name, p => p.Value.ValueKind == JsonValueKind.String ? p.Value.GetString()! : p.Value.GetRawText(), StringComparer.Ordinal);
        if (!fields.ContainsKey("visibility_reason"))
        {
            fields.Remove("visible");
        }

        return fields;
    }

    private static S3Object StoredOf(JsonElement body)
    {
        var hashes = body.GetProperty("hashes").EnumerateObject().ToDictionary(h => h.Name, h => h.Value.GetString()!, StringComparer.Ordinal);
        return new S3Object(body.GetProperty("size").GetInt64(), hashes[FileHashes.ETag], null) { Checksums = hashes };
    }

    private static string? Text(JsonElement body, string name) => body.TryGetProperty(name, out var value) ? value.GetString() : null;
}
