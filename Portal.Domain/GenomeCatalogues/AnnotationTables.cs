using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Portal.Domain.GenomeCatalogues;

/// <summary>Reads the counts of a genome's annotation tables into the JSON arrays they are kept and served as.</summary>
public static class AnnotationTables
{
    /// <summary><c>Genome COG_category Counts</c></summary>
    public static string Cog(TextReader table) => Counts(table, "COG_category", "name");

    /// <summary><c>Genome KEGG_class Counts</c>; the ids keep their leading zero.</summary>
    public static string KeggClasses(TextReader table) => Counts(table, "KEGG_class", "class_id");

    /// <summary><c>Genome KEGG_module Counts</c></summary>
    public static string KeggModules(TextReader table) => Counts(table, "KEGG_module", "name");

    /// <summary><c>geneclusters.txt</c>: no header; third from last the cluster's type, second from last its genes.</summary>
    public static string GeneClusters(TextReader table)
    {
        var clusters = new JsonArray();
        while (table.ReadLine() is { } line)
        {
            var fields = Storable(line).Split('\t');
            if (fields.Length >= 3)
            {
                var genes = fields[^2].Trim();
                clusters.Add(new JsonObject { ["name"] = fields[^3], ["count"] = genes.Length == 0 ? 0 : genes.Split(';').Length, ["features"] = genes });
            }
        }

        return clusters.ToJsonString();
    }

    /// <exception cref="FormatException">It has no header, lacks a column, or a count is none.</exception>
    private static string Counts(TextReader table, string column, string key)
    {
        var header = Fields(table.ReadLine() ?? throw new FormatException("The table is empty; its first line must be a header."));
        var (name, count) = (Array.IndexOf(header, column), Array.IndexOf(header, "Counts"));
        if (name < 0 || count < 0)
        {
            return string.IsNullOrWhiteSpace(table.ReadToEnd()) ? "[]" : throw new FormatException($"The header must have the columns {column} and Counts; it is “{string.Join(", ", header)}”.");
        }

        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            for (var line = 2; table.ReadLine() is { } text; line++)
            {
                if (text.Length > 0)
                {
                    Write(json, key, Fields(text), name, count, line);
                }
            }

            json.WriteEndArray();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void Write(Utf8JsonWriter json, string key, string[] fields, int name, int count, int line)
    {
        if (fields.Length <= Math.Max(name, count))
        {
            throw new FormatException($"Line {line} has {fields.Length} columns.");
        }

        json.WriteStartObject();
        json.WriteString(key, fields[name]);
        json.WriteNumber("count", int.TryParse(fields[count], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : throw new FormatException($"Line {line}: the count of {fields[name]} is “{fields[count]}”, which is no whole number from 0."));
        json.WriteEndObject();
    }

    // Quotes may surround a field; none of these tables holds a tab or quote inside one.
    private static string[] Fields(string line) => [.. Storable(line).Split('\t').Select(f => f.Trim().Trim('"'))];

    // PostgreSQL's texts cannot hold NUL.
    private static string Storable(string line) => line.Replace('\0', '\uFFFD');
}
