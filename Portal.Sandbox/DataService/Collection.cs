namespace Portal.Sandbox.DataService;

public enum FieldType
{
    Text,
    WholeNumber,
    Number,
    Boolean,
    Texts,
    Mapping,
    Reference,
}

/// <summary>One field of an entity, as the schema file declares it.</summary>
public sealed record Field(string Name, FieldType Type)
{
    public bool Required { get; init; }

    /// <summary>Answered, never taken: the service fills it itself.</summary>
    public bool ReadOnly { get; init; }

    public object? Default { get; init; }

    /// <summary>The collection a reference points to.</summary>
    public string? Target { get; init; }

    public IReadOnlyList<string>? Choices { get; init; }

    public bool Nullable => !Required && Default is not bool;
}

/// <summary>One collection of the Data Service: its path, its wording and the rules of its fields.</summary>
public sealed class Collection
{
    private readonly Dictionary<string, int> _positions;

    internal Collection(string path, string name, string definition, string prefix, IReadOnlyList<Field> fields)
    {
        (Path, Name, Definition, Prefix, Fields) = (path, name, definition, prefix, fields);
        _positions = fields.Select((field, position) => (field.Name, position)).ToDictionary(f => f.Name, f => f.position);
        References = [.. fields.Where(f => f.Type == FieldType.Reference)];
    }

    public string Path { get; }

    public string Name { get; }

    public string Definition { get; }

    public string Prefix { get; }

    public IReadOnlyList<Field> Fields { get; }

    public IReadOnlyList<Field> References { get; }

    /// <summary>The pair of references only one row may have; empty where there is none.</summary>
    public IReadOnlyList<string> Unique { get; init; } = [];

    /// <summary>Filters answered through a link collection: filter name → link collection.</summary>
    public IReadOnlyDictionary<string, string> Through { get; init; } = new Dictionary<string, string>();

    /// <summary>Lists an entity links to: collection → the filter that selects its own.</summary>
    public IReadOnlyDictionary<string, string> Children { get; init; } = new Dictionary<string, string>();

    public int PositionOf(string field) =>
        Find(field) ?? throw new ArgumentException($"{Path} has no field {field}.", nameof(field));

    public int? Find(string field) => _positions.TryGetValue(field, out var position) ? position : null;
}
