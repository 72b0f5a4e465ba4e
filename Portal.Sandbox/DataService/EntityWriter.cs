using System.Text.Json;

namespace Portal.Sandbox.DataService;

/// <summary>Writes entities as the service answers them. References never appear as fields, only as links.</summary>
internal static class EntityWriter
{
    public static void WriteFields(Utf8JsonWriter writer, Row row)
    {
        var (fields, values) = (row.Collection.Fields, row.Values);
        writer.WriteString("kf_id", row.KfId);
        for (var position = 0; position < fields.Count; position++)
        {
            if (fields[position].Name == "access_urls")
            {
                WriteAccessUrls(writer, row);
            }
            else if (fields[position].Type != FieldType.Reference)
            {
                writer.WritePropertyName(fields[position].Name);
                WriteValue(writer, values[position]);
            }
        }

        writer.WriteString("created_at", MomentText(row.CreatedAt));
        writer.WriteString("modified_at", MomentText(row.ModifiedAt));
    }

    public static void WriteLinks(Utf8JsonWriter writer, Row row)
    {
        var collection = row.Collection;
        writer.WriteStartObject("_links");
        writer.WriteString("self", $"/{collection.Path}/{row.KfId}");
        writer.WriteString("collection", $"/{collection.Path}");
        foreach (var reference in collection.References)
        {
            writer.WriteString(reference.Name[..^3], row.Text(reference.Name) is { } target ? $"/{reference.Target}/{target}" : null);
        }

        foreach (var (child, filter) in collection.Children)
        {
            writer.WriteString(child.Replace('-', '_'), $"/{child}?{filter}={row.KfId}");
        }

        writer.WriteEndObject();
    }

    public static void WriteValue(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case long number:
                writer.WriteNumberValue(number);
                break;
            case double number:
                writer.WriteNumberValue(number);
                break;
            case RawJson raw:
                writer.WriteRawValue(raw.Text, skipInputValidation: true);
                break;
            default:
                throw new InvalidOperationException($"No JSON for a {value.GetType().Name}.");
        }
    }

    public static string MomentText(long microseconds) =>
        DateTimeOffset.UnixEpoch.AddMicroseconds(microseconds).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'+00:00'");

    private static void WriteAccessUrls(Utf8JsonWriter writer, Row row)
    {
        writer.WriteStartArray("access_urls");
        if (row["urls"] is RawJson urls)
        {
            using var document = JsonDocument.Parse(urls.Text);
            foreach (var url in document.RootElement.EnumerateArray().Select(u => u.GetString()!))
            {
                writer.WriteStringValue(url.StartsWith("s3://", StringComparison.Ordinal) ? $"gen3/data/{row.Text("latest_did")}" : url);
            }
        }

        writer.WriteEndArray();
    }
}
