using System.Text;
using System.Text.Json;
using Portal.Domain.GwoManifests;

namespace Portal.Jobs.GwoManifests;

/// <summary>Bodies as the plan keeps them, on their way to what is sent.</summary>
internal static class JsonBody
{
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

    public static string Write(Action<Utf8JsonWriter> fields)
    {
        using var stream = new MemoryStream(512);
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            fields(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }
}
