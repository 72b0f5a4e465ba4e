using System.Text.Json;
using Portal.Domain.GwoManifests;
using Portal.Jobs.Outside.DataService;

namespace Portal.Jobs.GwoManifests;

/// <summary>What is sent for a genomic file: everything when it is new, only what changes when it is registered.</summary>
internal static class FileBodies
{
    public static string Create(PlannedFile file)
    {
        var stored = file.Stored!;
        return Write(json =>
        {
            json.WriteString("external_id", file.Path);
            json.WriteString("file_name", S3Path.FileNameOf(file.Path));
            WriteIf(json, "file_format", file.FileFormat);
            WriteIf(json, "data_type", file.DataType.Length == 0 ? null : file.DataType);
            WriteIf(json, "availability", stored.IsArchived ? LoadOptions.Cold : null);
            json.WriteBoolean("is_harmonized", true);
            WriteHashes(json, FileHashes.Of(stored));
            json.WriteNumber("size", stored.Size);
            WriteUrls(json, file.Path);
            WriteIf(json, "workflow_type", file.WorkflowType);
            WriteIf(json, "cavatica_file_id", file.CavaticaFileId);
            WriteFields(json, file.Fields);
        });
    }

    /// <summary>The body as it is sent: what the rows themselves say wins over the load's options.</summary>
    public static string WithOptions(string? body, IEnumerable<(string Name, object Value)> options)
    {
        using var json = JsonDocument.Parse(body ?? "{}");
        return Write(writer =>
        {
            foreach (var property in json.RootElement.EnumerateObject())
            {
                property.WriteTo(writer);
            }

            foreach (var (name, value) in options.Where(o => !json.RootElement.TryGetProperty(o.Name, out _)))
            {
                writer.WritePropertyName(name);
                JsonSerializer.Serialize(writer, value);
            }
        });
    }

    /// <summary>What a body says about who sees the record.</summary>
    public static IReadOnlyList<(string Name, object Value)> VisibilityOf(string? body)
    {
        using var json = JsonDocument.Parse(body ?? "{}");
        return [.. json.RootElement.EnumerateObject().Where(p => p.Name.StartsWith("visib", StringComparison.Ordinal)).Select(p => (p.Name, (object)p.Value.Clone()))];
    }

    /// <summary>The body without the fields of these ticks; null when nothing is left of it.</summary>
    public static string? Without(string? body, IReadOnlySet<string> ticks)
    {
        using var json = JsonDocument.Parse(body ?? "{}");
        var kept = json.RootElement.EnumerateObject().Where(p => !ticks.Contains(CuratedChanges.TickOf(p.Name))).ToList();
        return kept.Count == 0 ? null : Write(writer => kept.ForEach(p => p.WriteTo(writer)));
    }

    /// <summary>What a layout says of the visibility of a file holds for its links too; null where it says nothing.</summary>
    public static string? Link(PlannedFile file)
    {
        if (file.Fields.Count == 0)
        {
            return null;
        }

        var visibility = file.Fields.Where(f => f.Key.StartsWith("visib", StringComparison.Ordinal)).ToDictionary(StringComparer.Ordinal);
        return visibility.Count == 0 ? null : Write(json => WriteFields(json, visibility));
    }

    public static string Update(PlannedFile file) => Update(file.Changes, file.Path, file.Stored!.Size, file.Hashes!);

    /// <summary>What has to be changed of a registered file so that it is what the body of a new one says, as far as that replaces nothing, and what it would replace.</summary>
    public static (int Changes, string Body, IReadOnlyList<FieldChange> Left) Difference(string createBody, string path, ServiceFile file)
    {
        using var json = JsonDocument.Parse(createBody);
        var body = json.RootElement;
        var wanted = new WantedFile(path, Text(body, "data_type") ?? "", Text(body, "file_format"), Text(body, "workflow_type"), Text(body, "cavatica_file_id"), StoredOf(body)) { Fields = FieldsOf(body) };
        var registered = Registered(file);
        var all = wanted.ChangesTo(registered);
        var changes = all.Where(c => all.TickFor(c) is null).ToList();
        return (changes.Count, Update(changes, path, wanted.Stored.Size, wanted.HashesOver(registered)), [.. all.Except(changes)]);
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

    private static void WriteFields(Utf8JsonWriter json, IReadOnlyDictionary<string, string> fields)
    {
        foreach (var (name, value) in fields)
        {
            WriteField(json, name, value);
        }
    }

    private static void WriteField(Utf8JsonWriter json, string name, string value)
    {
        if (IsBoolean(name))
        {
            json.WriteBoolean(name, value == "true");
        }
        else
        {
            json.WriteString(name, value);
        }
    }

    private static bool IsBoolean(string name) => name is "visible" or "controlled_access";

    private static string Update(IReadOnlyList<FieldChange> changes, string path, long size, IReadOnlyDictionary<string, string> hashes) => Write(json =>
    {
        foreach (var change in changes)
        {
            switch (change.Field)
            {
                case "size":
                    json.WriteNumber("size", size);
                    break;
                case "urls":
                    WriteUrls(json, path);
                    break;
                case "hashes":
                    WriteHashes(json, hashes);
                    break;
                default:
                    WriteField(json, change.Field, change.New);
                    break;
            }
        }
    });

    private static S3Object StoredOf(JsonElement body)
    {
        var hashes = body.GetProperty("hashes").EnumerateObject().ToDictionary(h => h.Name, h => h.Value.GetString()!, StringComparer.Ordinal);
        return new S3Object(body.GetProperty("size").GetInt64(), hashes[FileHashes.ETag], null) { Checksums = hashes };
    }

    private static void WriteHashes(Utf8JsonWriter json, IReadOnlyDictionary<string, string> hashes)
    {
        json.WriteStartObject("hashes");
        foreach (var (name, value) in hashes)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
    }

    private static string? Text(JsonElement body, string name) => body.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static void WriteUrls(Utf8JsonWriter json, string path)
    {
        json.WriteStartArray("urls");
        json.WriteStringValue(path);
        json.WriteEndArray();
    }

    private static void WriteIf(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static string Write(Action<Utf8JsonWriter> fields)
    {
        using var stream = new MemoryStream(512);
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            fields(json);
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }
}
