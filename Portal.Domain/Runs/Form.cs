using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;

namespace Portal.Domain.Runs;

/// <summary>What one field of a form takes.</summary>
public enum FieldKind
{
    Text,
    Lines,
    Whole,
    Number,
    YesNo,
    Date,
    Choice,
}

/// <param name="Name">As in the JSON: camelCase.</param>
/// <param name="Choices">Of a <see cref="FieldKind.Choice"/>: all there are.</param>
/// <param name="Least">Smallest number, or fewest characters.</param>
/// <param name="Most">Largest number, or most characters.</param>
/// <param name="Preset">What stands in it before anybody touches it, as text.</param>
public sealed record FormField(string Name, string Label, string? Help, FieldKind Kind, bool Required,
    IReadOnlyList<string> Choices, decimal? Least, decimal? Most, string? Preset);

/// <summary>
/// A form derived from a record: text, numbers, yes or no, dates and choices, with the framework's annotations
/// (<c>Display</c>, <c>Required</c>, <c>Range</c>, <c>StringLength</c>, <c>AllowedValues</c>, <c>DefaultValue</c>, <c>DataType(MultilineText)</c>).
/// </summary>
public sealed record Form(IReadOnlyList<FormField> Fields)
{
    /// <exception cref="NotSupportedException">A property's type has no field; a mistake of who wrote the record.</exception>
    public static Form Of(Type record)
    {
        var nullability = new NullabilityInfoContext();
        return new Form([.. record.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite || p.SetMethod is not null).Select(p => Field(p, nullability))]);
    }

    private static FormField Field(PropertyInfo property, NullabilityInfoContext nullability)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var display = property.GetCustomAttribute<DisplayAttribute>();
        var choices = property.GetCustomAttribute<AllowedValuesAttribute>()?.Values.Select(v => $"{v}").ToList() ?? (type.IsEnum ? [.. Enum.GetNames(type)] : []);
        var (range, length) = (property.GetCustomAttribute<RangeAttribute>(), property.GetCustomAttribute<StringLengthAttribute>());
        return new FormField(
            JsonNamingPolicy.CamelCase.ConvertName(property.Name),
            display?.GetName() ?? Words(property.Name),
            display?.GetDescription(),
            choices.Count > 0 ? FieldKind.Choice : Kind(property, type),
            type != typeof(bool) && (property.GetCustomAttribute<RequiredAttribute>() is not null || nullability.Create(property).WriteState == NullabilityState.NotNull),
            choices,
            range is null ? length?.MinimumLength : Convert.ToDecimal(range.Minimum),
            range is null ? length?.MaximumLength : Convert.ToDecimal(range.Maximum),
            property.GetCustomAttribute<DefaultValueAttribute>()?.Value?.ToString());
    }

    private static FieldKind Kind(PropertyInfo property, Type type) => type switch
    {
        _ when type == typeof(string) => property.GetCustomAttribute<DataTypeAttribute>()?.DataType == DataType.MultilineText ? FieldKind.Lines : FieldKind.Text,
        _ when type == typeof(int) || type == typeof(long) => FieldKind.Whole,
        _ when type == typeof(decimal) || type == typeof(double) => FieldKind.Number,
        _ when type == typeof(bool) => FieldKind.YesNo,
        _ when type == typeof(DateOnly) => FieldKind.Date,
        _ => throw new NotSupportedException($"A form has no field for {property.DeclaringType?.Name}.{property.Name} of type {type.Name}."),
    };

    // "FailAfterStep" becomes "Fail after step".
    private static string Words(string name) =>
        string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) ? $" {char.ToLowerInvariant(c)}" : $"{c}"));
}
