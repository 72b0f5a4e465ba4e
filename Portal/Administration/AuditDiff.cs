using System.Text.Json;

namespace Portal.Administration;

/// <summary>One field an entry changed; null where there was, or is, nothing.</summary>
public sealed record FieldChange(string Field, string? Before, string? After)
{
    public bool Changed => Before != After;
}

/// <summary>Before and after, field by field.</summary>
public static class AuditDiff
{
    /// <summary>Fields that were nothing and are nothing say nothing.</summary>
    public static IReadOnlyList<FieldChange> Of(JsonElement? before, JsonElement? after)
    {
        var (old, now) = (Fields(before), Fields(after));
        return [.. old.Keys.Union(now.Keys).Select(f => new FieldChange(Words(f), old.GetValueOrDefault(f), now.GetValueOrDefault(f)))
            .Where(c => c.Before is not null || c.After is not null)];
    }

    private static Dictionary<string, string?> Fields(JsonElement? value) => value switch
    {
        null or { ValueKind: JsonValueKind.Null } => [],
        { ValueKind: JsonValueKind.Object } o => o.EnumerateObject().ToDictionary(p => p.Name, p => Text(p.Value), StringComparer.Ordinal),
        { } other => new(StringComparer.Ordinal) { ["value"] = Text(other) },
    };

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => value.GetString(),
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        JsonValueKind.Array => value.GetArrayLength() == 0 ? null : string.Join(", ", value.EnumerateArray().Select(Text)),
        _ => value.GetRawText(),
    };

    /// <summary>"disabledBecause" → "disabled because".</summary>
    private static string Words(string field) => string.Concat(field.Select((c, i) => char.IsUpper(c) && i > 0 && !char.IsUpper(field[i - 1]) ? $" {char.ToLowerInvariant(c)}" : i == 0 ? $"{char.ToLowerInvariant(c)}" : $"{c}"));
}
