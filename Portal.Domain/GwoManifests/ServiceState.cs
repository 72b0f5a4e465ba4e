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

    /// <summary>Fields only some layouts determine, by the name the Data Service gives them.</summary>
    public IReadOnlyDictionary<string, string>? Fields { get; init; }
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

/// <summary>Where a specimen stands when it is registered: in the manifest's study, or in which other one; and whose it is.</summary>
public sealed record RegisteredSpecimen(string? OtherStudy, string? Participant = null);

/// <summary>A sequencing experiment the manifest names by its id.</summary>
/// <param name="Fault">Why it cannot serve, in words; null when it can.</param>
public sealed record NamedExperiment(string ExternalId, string? OtherStudy, string? Fault = null);

/// <summary>All the Data Service says of what a manifest names. What is absent here is not registered.</summary>
public sealed class ServiceState
{
    public IReadOnlyDictionary<string, RegisteredSpecimen> Specimens { get; init; } = new Dictionary<string, RegisteredSpecimen>(StringComparer.Ordinal);

    /// <summary>For unknown specimens: ids of the study one slip away.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> NearSpecimens { get; init; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, RegisteredSource> Sources { get; init; } = new Dictionary<string, RegisteredSource>(StringComparer.Ordinal);

    /// <summary>For unknown sources: a registered path that differs in case only, or has the same file name.</summary>
    public IReadOnlyDictionary<string, string> NearSources { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Experiments a layout names by id.</summary>
    public IReadOnlyDictionary<string, NamedExperiment> Experiments { get; init; } = new Dictionary<string, NamedExperiment>(StringComparer.Ordinal);

    /// <summary>Files registered under the manifest's output paths, sources among them.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<RegisteredFile>> Files { get; init; } = new Dictionary<string, IReadOnlyList<RegisteredFile>>(StringComparer.Ordinal);

    /// <summary>Registered files whose specimens all belong to another study: file id → that study.</summary>
    public IReadOnlyDictionary<string, string> FilesOfOtherStudies { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Links of the registered output files, by <see cref="LinkKey"/>.</summary>
    public IReadOnlyDictionary<string, RegisteredLink> SpecimenLinks { get; init; } = new Dictionary<string, RegisteredLink>(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, RegisteredLink> ExperimentLinks { get; init; } = new Dictionary<string, RegisteredLink>(StringComparer.Ordinal);

    public static string LinkKey(string linkedId, string fileId) => $"{linkedId}|{fileId}";
}
