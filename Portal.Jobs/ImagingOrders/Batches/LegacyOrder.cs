using System.Text.Json;
using Portal.Domain;
using Portal.Domain.ImagingOrders;

namespace Portal.Jobs.ImagingOrders.Batches;

/// <summary>Reads an order in the form importers took before they had a database: lines of keys with JSON behind them, one order a file.</summary>
internal static class LegacyOrder
{
    private const string Version = "Version:";

    // Where those importers saw the share; either stands for the mount.
    private static readonly string[] Roots = ["/divg/", "/data/"];

    public static bool Is(string text) => text.TrimStart('\uFEFF', ' ', '\r', '\n').StartsWith(Version, StringComparison.OrdinalIgnoreCase);

    /// <param name="group">For which it is ordered.</param>
    /// <param name="folder">The group's, below the mount; null where it has none.</param>
    /// <returns>A line for each file, once; counted in the order they are named.</returns>
    /// <exception cref="RuleException">It is no such order.</exception>
    public static IReadOnlyList<TableLine> Read(string text, string group, string? folder, string? mount)
    {
        var values = Values(text);
        if (Text(values, "Version") is not ("2.0" or "2"))
        {
            throw Wrong("It is of another version than 2.0.");
        }

        if (Text(values, "Group") is { } other && other != group)
        {
            throw Wrong($"It is of the group “{other}”. Choose that group.");
        }

        var destination = Number(values, "DatasetID") is { } dataset ? Destination.Read(nameof(DestinationType.Dataset), dataset)
            : Number(values, "ScreenID") is { } screen ? Destination.Read(nameof(DestinationType.Screen), screen)
            : throw Wrong("It names neither DatasetID nor ScreenID.");
        var files = values.TryGetValue("Files", out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().Select(f => f.ValueKind == JsonValueKind.String ? f.GetString()! : f.GetRawText()).Distinct(StringComparer.Ordinal).ToList() : [];
        return files.Count is > 0 and <= WishTable.MostLines ? [.. files.Select((file, i) => Line(i + 1, file, destination, Text(values, "Username"), group, folder, mount))] : throw Wrong($"It names {files.Count:N0} files; there must be at least one and at most {WishTable.MostLines:N0}.");
    }

    private static TableLine Line(int line, string file, Destination destination, string? user, string group, string? folder, string? mount)
    {
        var root = Roots.Append(mount is { Length: > 0 } ? $"{mount.TrimEnd('/')}/" : null).OfType<string>().FirstOrDefault(r => file.StartsWith(r, StringComparison.Ordinal));
        var below = folder is not null && root is not null && file[root.Length..].StartsWith($"{folder}/", StringComparison.Ordinal) ? file[(root.Length + folder.Length + 1)..] : null;
        return new(line, below ?? file, destination, user, new(), Conversion: null, [], below is null ? $"It does not lie in the folder of {group}{(folder is null ? null : $", {Roots[0]}{folder}")}." : null);
    }

    private static Dictionary<string, JsonElement> Values(string text)
    {
        var values = new Dictionary<string, JsonElement>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in text.TrimStart('\uFEFF').Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (line.Split(':', 2, StringSplitOptions.TrimEntries) is not [{ Length: > 0 } key, { Length: > 0 } value] || !values.TryAdd(key, Json(value)))
            {
                throw Wrong($"It holds the line “{(line.Length > 80 ? line[..80] + "…" : line)}”, which is none of such an order or there twice. Send one order at a time.");
            }
        }

        return values;
    }

    // An uuid stands there as it is, without quotation marks.
    private static JsonElement Json(string value)
    {
        try
        {
            using var json = JsonDocument.Parse(value);
            return json.RootElement.Clone();
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToElement(value);
        }
    }

    private static string? Text(Dictionary<string, JsonElement> values, string key) =>
        values.TryGetValue(key, out var value) ? value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText() : null;

    private static long? Number(Dictionary<string, JsonElement> values, string key) =>
        !values.TryGetValue(key, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : throw Wrong($"Its {key} is {value.GetRawText()}, which is no id.");

    private static RuleException Wrong(string what) => new("table", $"This looks like an order file of an old importer. {what}", 400);
}
