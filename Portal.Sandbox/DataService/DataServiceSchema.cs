using System.Text.Json;

namespace Portal.Sandbox.DataService;

/// <summary>Reads schema.json: every rule that is data (fields, types, required, enumerations, links) lives there.</summary>
public sealed class DataServiceSchema
{
    private readonly Dictionary<string, Collection> _byPath;

    private DataServiceSchema(IReadOnlyList<Collection> collections)
    {
        Collections = collections;
        _byPath = collections.ToDictionary(c => c.Path);
    }

    public IReadOnlyList<Collection> Collections { get; }

    public Collection this[string path] => Find(path) ?? throw new ArgumentException($"There is no collection {path}.", nameof(path));

    public Collection? Find(string path) => _byPath.GetValueOrDefault(path);

    public static DataServiceSchema Load()
    {
        using var stream = typeof(DataServiceSchema).Assembly.GetManifestResourceStream("schema.json")
            ?? throw new InvalidOperationException("schema.json is not inside the assembly.");
        using var document = JsonDocument.Parse(stream);
        var enumerations = document.RootElement.GetProperty("enumerations").EnumerateObject()
            .ToDictionary(e => e.Name, e => Texts(e.Value));
        return new([.. document.RootElement.GetProperty("collections").EnumerateArray().Select(c => ReadCollection(c, enumerations))]);
    }

    private static Collection ReadCollection(JsonElement json, Dictionary<string, string[]> enumerations)
    {
        var fields = json.GetProperty("fields").EnumerateObject().Select(f => ReadField(f.Name, f.Value.GetString()!, enumerations));
        Field[] common =
        [
            new("visible", FieldType.Boolean) { Default = true },
            new("visibility_reason", FieldType.Text) { Choices = enumerations["visibility_reason"] },
            new("visibility_comment", FieldType.Text),
        ];
        return new(Text(json, "path"), Text(json, "name"), Text(json, "definition"), Text(json, "prefix"), [.. fields, .. common])
        {
            Unique = json.TryGetProperty("unique", out var unique) ? Texts(unique) : [],
            Through = Map(json, "through"),
            Children = Map(json, "children"),
        };
    }

    /// <summary>type[:argument][=default][*|!] — * is required, ! is read-only.</summary>
    private static Field ReadField(string name, string rule, Dictionary<string, string[]> enumerations)
    {
        var (required, readOnly) = (rule.EndsWith('*'), rule.EndsWith('!'));
        var parts = rule.TrimEnd('*', '!').Split('=', 2);
        var type = parts[0].Split(':', 2);
        var argument = type.Length > 1 ? type[1] : "";
        return new(name, TypeOf(type[0]))
        {
            Required = required,
            ReadOnly = readOnly,
            Default = parts.Length > 1 ? DefaultOf(TypeOf(type[0]), parts[1]) : null,
            Target = type[0] == "ref" ? argument : null,
            Choices = type[0] != "ref" && argument.Length > 0 ? [.. enumerations[argument], .. enumerations["common"]] : null,
        };
    }

    private static FieldType TypeOf(string text) => text switch
    {
        "text" or "choice" => FieldType.Text,
        "integer" => FieldType.WholeNumber,
        "number" => FieldType.Number,
        "boolean" => FieldType.Boolean,
        "texts" => FieldType.Texts,
        "mapping" => FieldType.Mapping,
        "ref" => FieldType.Reference,
        _ => throw new InvalidOperationException($"schema.json: unknown type {text}."),
    };

    private static object DefaultOf(FieldType type, string text) => type switch
    {
        FieldType.Boolean => text == "true",
        FieldType.Texts or FieldType.Mapping => new RawJson(text),
        _ => text,
    };

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private static string[] Texts(JsonElement json) => [.. json.EnumerateArray().Select(e => e.GetString()!)];

    private static Dictionary<string, string> Map(JsonElement json, string name) =>
        json.TryGetProperty(name, out var map) ? map.EnumerateObject().ToDictionary(e => e.Name, e => e.Value.GetString()!) : [];
}
