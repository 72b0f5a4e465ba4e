using System.Buffers;
using System.Text.Json;
using Portal.Sandbox.DataService;

namespace Portal.Sandbox.Control;

/// <summary>Everything the Data Service holds, in the form it can be seeded with again: references are fields here.</summary>
internal static class TableDump
{
    public static ReadOnlyMemory<byte> Write(DataServiceState state)
    {
        var buffer = new ArrayBufferWriter<byte>(1 << 16);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("tables");
            foreach (var collection in state.Schema.Collections)
            {
                writer.WriteStartArray(collection.Path);
                foreach (var row in state.Rows(collection.Path))
                {
                    WriteRow(writer, row);
                }

                writer.WriteEndArray();
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void WriteRow(Utf8JsonWriter writer, Row row)
    {
        writer.WriteStartObject();
        writer.WriteString("kf_id", row.KfId);
        for (var position = 0; position < row.Values.Length; position++)
        {
            if (row.Values[position] is { } value)
            {
                writer.WritePropertyName(row.Collection.Fields[position].Name);
                EntityWriter.WriteValue(writer, value);
            }
        }

        writer.WriteString("created_at", EntityWriter.MomentText(row.CreatedAt));
        writer.WriteString("modified_at", EntityWriter.MomentText(row.ModifiedAt));
        writer.WriteEndObject();
    }
}
