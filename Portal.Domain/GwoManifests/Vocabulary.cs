using System.Collections.ObjectModel;

namespace Portal.Domain.GwoManifests;

/// <summary>Values the Data Service accepts, as its own description lists them.</summary>
public sealed class Vocabulary(IEnumerable<string> dataTypes, IEnumerable<string> workflowTypes, bool builtIn)
{
    private readonly HashSet<string> _dataTypes = new(dataTypes, StringComparer.Ordinal);
    private readonly Dictionary<string, string> _workflowTypes = Loose(workflowTypes);
    private readonly Lazy<ILookup<string, string>> _nearDataTypes = new(() => dataTypes.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToLookup(Key, StringComparer.Ordinal));
    private readonly Lazy<ILookup<string, string>> _nearWorkflowTypes = new(() => workflowTypes.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToLookup(Key, StringComparer.Ordinal));

    /// <summary>True when the service could not be asked and the list of version 1.36.0 stands in.</summary>
    public bool BuiltIn => builtIn;

    public IReadOnlyCollection<string> DataTypes => _dataTypes;

    public IReadOnlyCollection<string> WorkflowTypes => _workflowTypes.Values;

    /// <summary>Of further fields of a genomic file that have a list.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Values { get; init; } = ReadOnlyDictionary<string, IReadOnlyList<string>>.Empty;

    public bool IsDataType(string value) => _dataTypes.Contains(value);

    /// <summary>The registered spelling, or null when there is none.</summary>
    public string? WorkflowType(string value) => _workflowTypes.GetValueOrDefault(value);

    /// <summary>The value as the field's list spells it; as it is where there is no list; null when the list does not have it.</summary>
    public string? Spelled(string field, string value) => !Values.TryGetValue(field, out var values) ? value
        : values.FirstOrDefault(v => v.Equals(value, StringComparison.OrdinalIgnoreCase));

    /// <summary>Values that differ only in case, blanks, or a plural s.</summary>
    public IReadOnlyList<string> NearDataTypes(string value) => [.. _nearDataTypes.Value[Key(value)]];

    /// <inheritdoc cref="NearDataTypes"/>
    public IReadOnlyList<string> NearWorkflowTypes(string value) => [.. _nearWorkflowTypes.Value[Key(value)]];

    private static string Key(string value) => string.Join(' ', value.ToLowerInvariant()
        .Split([' ', '_', '-'], StringSplitOptions.RemoveEmptyEntries).Select(w => w.TrimEnd('s')));

    private static Dictionary<string, string> Loose(IEnumerable<string> values)
    {
        var map = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var value in values)
        {
            map.TryAdd(value, value);
        }

        return map;
    }
}
