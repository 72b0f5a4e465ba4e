using System.Globalization;
using System.Text.Json;

namespace Portal.Sandbox.DataService;

/// <summary>Turns one JSON value or one query value into a field's value, or says what is wrong with it.</summary>
internal static class FieldReader
{
    private static readonly object True = true;
    private static readonly object False = false;

    public static object Box(bool value) => value ? True : False;

    public static (object? Value, string? Error) Read(Field field, JsonElement json) => field.Type switch
    {
        FieldType.Text => json.ValueKind != JsonValueKind.String
            ? (null, field.Choices is null ? "Not a valid string." : ChoiceError(field))
            : Choose(field, json.GetString()!),
        FieldType.Reference => json.ValueKind != JsonValueKind.String ? (null, "Not a valid string.") : Reference(json.GetString()!),
        FieldType.Boolean => Boolean(json.ToString()),
        FieldType.WholeNumber => Integer(field, json.ToString()),
        FieldType.Number => Number(json.ToString()),
        FieldType.Texts => Texts(field, json),
        FieldType.Mapping => json.ValueKind == JsonValueKind.Object ? (new RawJson(json.GetRawText()), null) : (null, "Not a valid mapping type."),
        _ => throw new InvalidOperationException($"No reader for {field.Type}."),
    };

    public static (object? Value, string? Error) Read(Field field, string text) => field.Type switch
    {
        FieldType.Text => Choose(field, text),
        FieldType.Reference => KfId.HasForm(text, "") ? (text, null) : (null, "Invalid kf_id"),
        FieldType.Boolean => Boolean(text),
        FieldType.WholeNumber => Integer(field, text),
        FieldType.Number => Number(text),
        _ => (new RawJson(text), null),
    };

    private static (object?, string?) Choose(Field field, string text)
    {
        if (field.Choices is null)
        {
            return (text, null);
        }

        // The schema's own instance is kept, so that a hundred thousand rows share one "gVCF".
        var choice = field.Choices.FirstOrDefault(c => c == text);
        return choice is null ? (null, ChoiceError(field)) : (choice, null);
    }

    private static (object?, string?) Reference(string text) =>
        text.Length > KfId.Length ? (null, $"Longer than maximum length {KfId.Length}.") : (text, null);

    private static (object?, string?) Boolean(string text) => text switch
    {
        "True" or "true" or "TRUE" or "1" or "t" or "T" => (True, null),
        "False" or "false" or "FALSE" or "0" or "f" or "F" => (False, null),
        _ => (null, "Not a valid boolean."),
    };

    private static (object?, string?) Integer(Field field, string text)
    {
        if (field.Choices is not null && !field.Choices.Contains(text))
        {
            return (null, ChoiceError(field));
        }

        return !long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? (null, "Not a valid integer.")
            : number < 0 ? (null, "Must be at least 0.")
            : (number, null);
    }

    private static (object?, string?) Number(string text) =>
        !double.TryParse(text, CultureInfo.InvariantCulture, out var number) ? (null, "Not a valid number.")
        : number < 0 ? (null, "Must be at least 0.")
        : (number, null);

    private static (object?, string?) Texts(Field field, JsonElement json) =>
        json.ValueKind != JsonValueKind.Array ? (null, "Not a valid list.")
        : json.EnumerateArray().Any(e => e.ValueKind != JsonValueKind.String) ? (null, "Not a valid string.")
        : field.Name == "acl" && json.GetArrayLength() > 0 ? (null, "The ACL field has been deprecated. Please use the authz field instead")
        : (new RawJson(json.GetRawText()), null);

    private static string ChoiceError(Field field) => "Not a valid choice. Must be one of: " + string.Join(", ", field.Choices!);
}
