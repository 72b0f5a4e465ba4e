using System.Text.Json;

namespace Portal.Domain.GenomeCatalogues;

/// <summary>The fields of a JSON object by kind. Absent and null alike are null; a value of another kind is told and taken as absent.</summary>
internal sealed class JsonFields(JsonElement of, Action<string, string> wrong)
{
    public string? Text(string key, int longest)
    {
        if (Find(key) is not { } value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            wrong(key, $"must be a text; it is {Shown(value)}.");
            return null;
        }

        return Fits(key, value.GetString()!, longest);
    }

    public string[]? Texts(string key, int longest)
    {
        if (Find(key) is not { } value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(v => v.ValueKind != JsonValueKind.String))
        {
            wrong(key, $"must be a list of texts; it is {Shown(value)}.");
            return null;
        }

        return [.. value.EnumerateArray().Select(v => Fits(key, v.GetString()!, longest)).OfType<string>()];
    }

    /// <summary>A whole number, not negative; also where it is written as 10.0.</summary>
    public int? Count(string key)
    {
        if (Find(key) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number is >= 0 and <= int.MaxValue && double.IsInteger(number))
        {
            return (int)number;
        }

        wrong(key, $"must be a whole number from 0; it is {Shown(value)}.");
        return null;
    }

    public double? Number(string key) => Between(key, double.MaxValue, "a number from 0");

    public double? Percent(string key) => Between(key, 100, "a number from 0 to 100");

    private double? Between(string key, double most, string what)
    {
        if (Find(key) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= 0 && number <= most)
        {
            return number;
        }

        wrong(key, $"must be {what}; it is {Shown(value)}.");
        return null;
    }

    // PostgreSQL's texts cannot hold NUL.
    private string? Fits(string key, string text, int longest)
    {
        if (text.Length > longest || text.Contains('\0', StringComparison.Ordinal))
        {
            wrong(key, text.Length > longest ? $"has {text.Length} characters; {longest} are the most." : "contains a NUL character.");
            return null;
        }

        return text;
    }

    private JsonElement? Find(string key) => of.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static string Shown(JsonElement value)
    {
        var text = value.GetRawText();
        return text.Length > 60 ? text[..60] + "…" : text;
    }
}
