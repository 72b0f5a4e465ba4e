using System.Globalization;
using Portal.Domain.Runs;

namespace Portal.Common;

/// <summary>What a form says below a field, and how a value is read out.</summary>
public static class FormWords
{
    /// <summary>The field's own help, then what it takes; null when neither says anything.</summary>
    public static string? Help(FormField field) =>
        string.Join(' ', new[] { field.Help, Takes(field) }.Where(t => !string.IsNullOrEmpty(t))) is { Length: > 0 } help ? help : null;

    /// <summary>For an <c>inputmode</c>: which keys a telephone offers.</summary>
    public static string? Keyboard(FieldKind kind) => kind switch
    {
        FieldKind.Whole => "numeric",
        FieldKind.Number => "decimal",
        _ => null,
    };

    /// <summary>"yes", "3", "empty".</summary>
    public static string Say(FormField field, string value) => (field.Kind, value) switch
    {
        (_, "") => "empty",
        (FieldKind.YesNo, _) => value == "true" ? "yes" : "no",
        _ => value,
    };

    private static string? Takes(FormField field) => (field.Kind, field.Least, field.Most) switch
    {
        (FieldKind.Whole, { } least, { } most) => string.Create(CultureInfo.InvariantCulture, $"A whole number from {least:#,0.####} to {most:#,0.####}."),
        (FieldKind.Number, { } least, { } most) => string.Create(CultureInfo.InvariantCulture, $"A number from {least:#,0.####} to {most:#,0.####}."),
        (FieldKind.Whole, null, null) => "A whole number.",
        (FieldKind.Number, null, null) => "A number.",
        (FieldKind.Text or FieldKind.Lines, > 0 and var least, { } most) => string.Create(CultureInfo.InvariantCulture, $"{least:#,0.####} to {most:#,0.####} characters."),
        (FieldKind.Text or FieldKind.Lines, _, { } most) => string.Create(CultureInfo.InvariantCulture, $"At most {most:#,0} characters."),
        _ => null,
    };
}
