using System.Text.Json;

namespace Portal.GenomeCatalogues;

/// <summary>Stored counts with what they count in words; most first.</summary>
internal static class AnnotationWords
{
    public static IReadOnlyList<DescribedCount> Describe(string? json, Func<string, string?> describe)
    {
        using var counts = JsonDocument.Parse(json ?? "[]");
        return [.. counts.RootElement.EnumerateArray().Select(c => Of(c, describe)).OrderByDescending(c => c.Count).ThenBy(c => c.Name, StringComparer.Ordinal)];
    }

    private static DescribedCount Of(JsonElement count, Func<string, string?> describe)
    {
        var name = (count.TryGetProperty("name", out var said) ? said : count.GetProperty("class_id")).GetString()!;
        return new(name, count.GetProperty("count").GetInt32(), describe(name));
    }
}
