using System.Text.Json;

namespace Portal.Domain.ImagingOrders;

/// <summary>One image a conversion made, with where it lies for good and for now.</summary>
/// <param name="Name">As the file it came from calls it.</param>
/// <param name="Temporary">The copy to import, on this machine.</param>
/// <param name="Lasting">The copy that stays beside the source.</param>
public sealed record ConvertedImage(string? Name, string Temporary, string Lasting, IReadOnlyList<KeyValuePair<string, string>> Told);

/// <summary>What a conversion says of its result: the last line of its output is a JSON list. Its paths are those within the container.</summary>
public static class ConversionOutput
{
    /// <param name="source">Folder of the source, mounted at the conversion's output folder.</param>
    /// <param name="temporary">Folder of the order, mounted at its alternative one.</param>
    /// <returns>The images, or why there are none, in words.</returns>
    public static (IReadOnlyList<ConvertedImage> Images, string? Problem) Read(string output, PreprocessingRow conversion, string source, string temporary)
    {
        if (output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() is not { } last)
        {
            return ([], "It said nothing; its last line has to tell what it made.");
        }

        try
        {
            using var list = JsonDocument.Parse(last);
            if (list.RootElement.ValueKind != JsonValueKind.Array)
            {
                return ([], "Its last line is no list of what it made.");
            }

            var images = list.RootElement.EnumerateArray().Select(i => Image(i, conversion, source, temporary)).OfType<ConvertedImage>().ToList();
            return images.Count > 0 ? (images, null) : ([], "It names no copy in the folder it was given, so there is nothing to import.");
        }
        catch (JsonException)
        {
            return ([], $"Its last line does not tell what it made: “{(last.Length > 200 ? last[..200] + "…" : last)}”.");
        }
    }

    private static ConvertedImage? Image(JsonElement item, PreprocessingRow conversion, string source, string temporary)
    {
        if (item.ValueKind != JsonValueKind.Object || Outside(Text(item, "alt_path"), conversion.AltOutputFolder, temporary) is not { } here)
        {
            return null;
        }

        var lasting = Outside(Text(item, "full_path"), conversion.OutputFolder, source) ?? $"{source}/{ContainerCommand.ProcessedFolder}/{here[(here.LastIndexOf('/') + 1)..]}";
        return new(Text(item, "name"), here, lasting, item.TryGetProperty("keyvalues", out var told) ? Pairs(told) : []);
    }

    private static string? Text(JsonElement item, string name) => item.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    // Only what lies in the folder that was mounted there; who would climb out of it tells of nothing.
    private static string? Outside(string? path, string? inside, string outside) =>
        path is not null && inside is not null && path.StartsWith(inside.TrimEnd('/') + "/", StringComparison.Ordinal) && !path.Split('/').Contains("..") && !path.Any(char.IsControl)
            ? outside.TrimEnd('/') + path[inside.TrimEnd('/').Length..].TrimEnd('/') : null;

    // One object, or several; what is told twice counts as told last.
    private static List<KeyValuePair<string, string>> Pairs(JsonElement told)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        foreach (var pair in (told.ValueKind == JsonValueKind.Array ? told.EnumerateArray().ToList() : [told]).Where(o => o.ValueKind == JsonValueKind.Object).SelectMany(o => o.EnumerateObject()))
        {
            var at = pairs.FindIndex(p => p.Key == pair.Name);
            KeyValuePair<string, string> said = new(pair.Name, PythonWords.Of(pair.Value));
            if (at < 0)
            {
                pairs.Add(said);
            }
            else
            {
                pairs[at] = said;
            }
        }

        return pairs;
    }
}
