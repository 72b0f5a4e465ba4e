using System.Text.Json;
using Portal.Domain.GwoManifests;

namespace Portal.Jobs.GwoManifests;

/// <summary>What is sent for a genomic file: everything when it is new, only what changes when it is registered.</summary>
internal static class FileBodies
{
    public static string Create(PlannedFile file)
    {
        var stored = file.Stored!;
        return JsonBody.Write(json =>
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

    /// <summary>What a layout says of the visibility of a file holds for its links too; null where it says nothing.</summary>
    public static string? Link(PlannedFile file)
    {
        if (file.Fields.Count == 0)
        {
            return null;
        }

        var visibility = file.Fields.Where(f => f.Key.StartsWith("visib", StringComparison.Ordinal)).ToDictionary(StringComparer.Ordinal);
        return visibility.Count == 0 ? null : JsonBody.Write(json => WriteFields(json, visibility));
    }

    public static string Update(PlannedFile file) => Update(file.Changes, file.Path, file.Stored!.Size, file.Hashes!);

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

    /// <summary>Only what changes.</summary>
    public static string Update(IReadOnlyList<FieldChange> changes, string path, long size, IReadOnlyDictionary<string, string> hashes) => JsonBody.Write(json =>
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

    private static void WriteHashes(Utf8JsonWriter json, IReadOnlyDictionary<string, string> hashes)
    {
        json.WriteStartObject("hashes");
        foreach (var (name, value) in hashes)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
    }

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
}
