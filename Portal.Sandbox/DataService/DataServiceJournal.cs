using System.Buffers;
using System.Text.Json;

namespace Portal.Sandbox.DataService;

/// <summary>How a stored or removed row stands in the journal.</summary>
internal static class DataServiceJournal
{
    public static void Put(this Journal journal, Row row) => Write(journal, writer =>
    {
        writer.WriteString("put", row.Collection.Path);
        writer.WriteString("id", row.KfId);
        writer.WriteNumber("seq", row.Sequence);
        writer.WriteNumber("created", row.CreatedAt);
        writer.WriteNumber("modified", row.ModifiedAt);
        writer.WriteStartObject("row");
        for (var position = 0; position < row.Values.Length; position++)
        {
            if (row.Values[position] is { } value)
            {
                writer.WritePropertyName(row.Collection.Fields[position].Name);
                EntityWriter.WriteValue(writer, value);
            }
        }

        writer.WriteEndObject();
    });

    public static void Delete(this Journal journal, Row row) => Write(journal, writer =>
    {
        writer.WriteString("delete", row.Collection.Path);
        writer.WriteString("id", row.KfId);
    });

    /// <summary>The row of a "put" line, as it was.</summary>
    public static Row ReadRow(Collection collection, JsonElement line)
    {
        var values = new object?[collection.Fields.Count];
        foreach (var property in line.GetProperty("row").EnumerateObject())
        {
            var position = collection.PositionOf(property.Name);
            values[position] = FieldReader.Read(collection.Fields[position], property.Value).Value ?? property.Value.ToString();
        }

        return new(collection, line.GetProperty("seq").GetInt64(), line.GetProperty("id").GetString()!)
        {
            CreatedAt = line.GetProperty("created").GetInt64(),
            ModifiedAt = line.GetProperty("modified").GetInt64(),
            Values = values,
        };
    }

    private static void Write(Journal journal, Action<Utf8JsonWriter> content)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            content(writer);
            writer.WriteEndObject();
        }

        journal.Append(buffer.WrittenSpan);
    }
}
