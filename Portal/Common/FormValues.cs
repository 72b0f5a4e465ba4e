using System.Text.Json;
using System.Text.Json.Nodes;
using Portal.Domain.Runs;

namespace Portal.Common;

/// <summary>What stands in the fields of a form while somebody fills it in, and what is wrong with it.</summary>
public sealed class FormValues
{
    private static readonly IReadOnlyDictionary<string, string> Nothing = new Dictionary<string, string>(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);

    /// <param name="json">An object to begin with, say the parameters of an earlier run; null: what the form presets.</param>
    public FormValues(Form form, string? json = null)
    {
        Form = form;
        using var given = json is null ? null : JsonDocument.Parse(json);
        foreach (var field in form.Fields)
        {
            var text = given is null ? field.Preset : given.RootElement.TryGetProperty(field.Name, out var value) ? Text(value) : null;
            this[field.Name] = text ?? "";
        }
    }

    public Form Form { get; }

    /// <summary>By field, one sentence each.</summary>
    public IReadOnlyDictionary<string, string> Problems { get; private set; } = Nothing;

    /// <summary>As the field shows it; empty when there is nothing in it.</summary>
    public string this[string name]
    {
        get => _texts.GetValueOrDefault(name, "");
        set => _texts[name] = Kind(name) == FieldKind.YesNo ? bool.TryParse(value, out var yes) && yes ? "true" : "false" : value;
    }

    /// <summary>The object to send: a text for every field with something in it, to be checked and typed by whoever receives it.</summary>
    public JsonElement ToJson() => JsonSerializer.SerializeToElement(new JsonObject(
        Form.Fields.Where(f => this[f.Name].Length > 0).Select(f => KeyValuePair.Create(f.Name, (JsonNode?)this[f.Name]))));

    /// <summary>The fields that differ from other values of the same form, with what they were.</summary>
    public IReadOnlyList<(FormField Field, string Before)> ChangedFrom(FormValues before) =>
        [.. Form.Fields.Where(f => this[f.Name].Trim() != before[f.Name].Trim()).Select(f => (f, before[f.Name]))];

    public void Refused(IReadOnlyDictionary<string, string> problems) => Problems = problems;

    private FieldKind? Kind(string name) => Form.Fields.FirstOrDefault(f => f.Name == name)?.Kind;

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.String => value.GetString(),
        _ => value.GetRawText(),
    };
}
