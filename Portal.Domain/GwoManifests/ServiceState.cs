namespace Portal.Domain.GwoManifests;

/// <summary>A genomic file as the Data Service knows it: only what the rules and the plan look at.</summary>
public sealed record RegisteredFile
{
    public required string KfId { get; init; }
    public required bool IsHarmonized { get; init; }
    public required bool Visible { get; init; }
    public string? FileName { get; init; }
    public string? FileFormat { get; init; }
    public string? DataType { get; init; }
    public string? WorkflowType { get; init; }
    public string? CavaticaFileId { get; init; }
    public long? Size { get; init; }
    public IReadOnlyDictionary<string, string>? Hashes { get; init; }
    public IReadOnlyList<string>? Urls { get; init; }
}

public sealed record RegisteredExperiment(string KfId, string ExternalId);

public sealed record RegisteredLink(string KfId, string? ExternalId);

/// <summary>A registered source of the manifest with what hangs on it.</summary>
public sealed record RegisteredSource
{
    /// <summary>Why it cannot serve, in words; null when it can.</summary>
    public string? Fault { get; init; }

    /// <summary>Ids of all visible un-harmonized files under this path; more than one is ambiguous.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    public IReadOnlyList<RegisteredExperiment> Experiments { get; init; } = [];
    public IReadOnlyList<string> Specimens { get; init; } = [];
}

/// <summary>Where a specimen stands when it is registered: in the manifest's study, or in which other one.</summary>
public sealed record RegisteredSpecimen(string? OtherStudy);

/// <summary>All the Data Service says of what a manifest names. What is absent here is not registered.</summary>
public sealed class ServiceState
{
    public IReadOnlyDictionary<string, RegisteredSpecimen> Specimens { get; init; } = new Dictionary<string, RegisteredSpecimen>(StringComparer.Ordinal);

    /// <summary>For unknown specimens: ids of the study one slip away.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> NearSpecimens { get; init; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, RegisteredSource> Sources { get; init; } = new Dictionary<string, RegisteredSource>(StringComparer.Ordinal);

    /// <summary>Files registered under the manifest's output paths, sources among them.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<RegisteredFile>> Files { get; init; } = new Dictionary<string, IReadOnlyList<RegisteredFile>>(StringComparer.Ordinal);

    /// <summary>Registered files whose specimens all belong to another study: file id → that study.</summary>
    public IReadOnlyDictionary<string, string> FilesOfOtherStudies { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Links of the registered output files, by <see cref="LinkKey"/>.</summary>
    public IReadOnlyDictionary<string, RegisteredLink> SpecimenLinks { get; init; } = new Dictionary<string, RegisteredLink>(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, RegisteredLink> ExperimentLinks { get; init; } = new Dictionary<string, RegisteredLink>(StringComparer.Ordinal);

    public static string LinkKey(string linkedId, string fileId) => $"{linkedId}|{fileId}";
}

/// <summary>Values the Data Service accepts, as its own description lists them.</summary>
public sealed class Vocabulary(IEnumerable<string> dataTypes, IEnumerable<string> workflowTypes, bool builtIn)
{
    private readonly HashSet<string> _dataTypes = new(dataTypes, StringComparer.Ordinal);
    private readonly Dictionary<string, string> _workflowTypes = Loose(workflowTypes);

    /// <summary>True when the service could not be asked and the list of version 1.36.0 stands in.</summary>
    public bool BuiltIn => builtIn;

    public IReadOnlyCollection<string> DataTypes => _dataTypes;

    public IReadOnlyCollection<string> WorkflowTypes => _workflowTypes.Values;

    public bool IsDataType(string value) => _dataTypes.Contains(value);

    /// <summary>The registered spelling, or null when there is none.</summary>
    public string? WorkflowType(string value) => _workflowTypes.GetValueOrDefault(value);

    /// <summary>Values that differ only in case, blanks, or a plural s.</summary>
    public IReadOnlyList<string> NearDataTypes(string value)
    {
        var key = Key(value);
        return [.. _dataTypes.Where(d => Key(d) == key).Order(StringComparer.Ordinal)];
    }

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
