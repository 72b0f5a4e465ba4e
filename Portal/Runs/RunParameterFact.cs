using System.Text;
using System.Text.Json;

namespace Portal.Runs;

/// <summary>One parameter as people read it.</summary>
/// <param name="Url">Page of what the value names, relative to the portal.</param>
public sealed record RunParameterFact(string Label, string Value, bool Mono = false, string? Url = null)
{
    /// <summary>The properties of a JSON object, in their order; what is null says nothing and is left out.</summary>
    public static IReadOnlyList<RunParameterFact> Of(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.ValueKind == JsonValueKind.Object
            ? [.. document.RootElement.EnumerateObject().Where(p => p.Value.ValueKind != JsonValueKind.Null).Select(p => Of(p.Name, p.Value))]
            : [];
    }

    private static RunParameterFact Of(string name, JsonElement value)
    {
        var text = value.ValueKind switch
        {
            JsonValueKind.True => "yes",
            JsonValueKind.False => "no",
            JsonValueKind.Array when value.EnumerateArray().All(v => v.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)) =>
                value.GetArrayLength() == 0 ? "none" : string.Join(", ", value.EnumerateArray().Select(v => v.ToString())),
            _ => value.ToString(),
        };
        var mono = value.ValueKind == JsonValueKind.Object || text.Contains("://", StringComparison.Ordinal) || text.StartsWith('/') || text.StartsWith('[');
        return new(Words(name), text.Length == 0 ? "empty" : text, mono);
    }

    /// <summary>"parallelFiles" → "Parallel files".</summary>
    private static string Words(string name)
    {
        var words = new StringBuilder(name.Length + 4);
        foreach (var letter in name)
        {
            words.Append(words.Length == 0 ? char.ToUpperInvariant(letter).ToString() : char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : letter.ToString());
        }

        return words.ToString();
    }
}
