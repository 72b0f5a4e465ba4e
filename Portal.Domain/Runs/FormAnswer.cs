using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Portal.Domain.Runs;

/// <summary>Checks what was filled in against a form, all fields at once, and brings it into the types the record has.</summary>
public static class FormAnswer
{
    /// <param name="filledIn">Values as JSON of their type, or as text (what a page's input gives).</param>
    /// <returns>The object to store, and for each field that is wrong one sentence. Fields the form does not have are wrong too.</returns>
    public static (string Json, IReadOnlyDictionary<string, string> Problems) Check(Form form, JsonElement filledIn)
    {
        var problems = new Dictionary<string, string>(StringComparer.Ordinal);
        var result = new JsonObject();
        if (filledIn.ValueKind != JsonValueKind.Object)
        {
            return ("{}", new Dictionary<string, string>(StringComparer.Ordinal) { [""] = $"A JSON object is expected, with the fields {Names(form)}." });
        }

        foreach (var unknown in filledIn.EnumerateObject().Select(p => p.Name).Except(form.Fields.Select(f => f.Name), StringComparer.Ordinal))
        {
            problems[unknown] = $"There is no field “{unknown}”; known are {Names(form)}.";
        }

        foreach (var field in form.Fields)
        {
            var text = filledIn.TryGetProperty(field.Name, out var value) ? Text(value) : null;
            if (string.IsNullOrWhiteSpace(text))
            {
                if (field.Required)
                {
                    problems[field.Name] = $"{field.Label} is needed.";
                }
            }
            else if (Typed(field, text.Trim()) is { } node)
            {
                result[field.Name] = node;
            }
            else
            {
                problems[field.Name] = Wrong(field);
            }
        }

        return (result.ToJsonString(), problems);
    }

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.String => value.GetString(),
        _ => value.GetRawText(),
    };

    private static JsonNode? Typed(FormField field, string text)
    {
        switch (field.Kind)
        {
            case FieldKind.Whole:
                return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) && Within(field, whole) ? JsonValue.Create(whole) : null;
            case FieldKind.Number:
                return decimal.TryParse(text, NumberStyles.Number & ~NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number) && Within(field, number) ? JsonValue.Create(number) : null;
            case FieldKind.YesNo:
                return bool.TryParse(text, out var yes) ? JsonValue.Create(yes) : null;
            case FieldKind.Date:
                return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? JsonValue.Create(text) : null;
            case FieldKind.Choice:
                return field.Choices.FirstOrDefault(c => string.Equals(c, text, StringComparison.OrdinalIgnoreCase)) is { } choice ? JsonValue.Create(choice) : null;
            default:
                return Within(field, text.Length) ? JsonValue.Create(text) : null;
        }
    }

    private static bool Within(FormField field, decimal value) => (field.Least is not { } least || value >= least) && (field.Most is not { } most || value <= most);

    private static string Wrong(FormField field) => field.Kind switch
    {
        FieldKind.Whole => $"{field.Label} must be a whole number{Bounds(field)}.",
        FieldKind.Number => $"{field.Label} must be a number{Bounds(field)}.",
        FieldKind.YesNo => $"{field.Label} must be true or false.",
        FieldKind.Date => $"{field.Label} must be a date like 2026-11-17.",
        FieldKind.Choice => $"{field.Label} must be one of: {string.Join(", ", field.Choices)}.",
        _ => $"{field.Label} must have{Bounds(field)} characters.",
    };

    private static string Bounds(FormField field) => (field.Least, field.Most) switch
    {
        ({ } least, { } most) => string.Create(CultureInfo.InvariantCulture, $" from {least} to {most}"),
        ({ } least, null) => string.Create(CultureInfo.InvariantCulture, $" of at least {least}"),
        (null, { } most) => string.Create(CultureInfo.InvariantCulture, $" of at most {most}"),
        _ => "",
    };

    private static string Names(Form form) => string.Join(", ", form.Fields.Select(f => $"“{f.Name}”"));
}
