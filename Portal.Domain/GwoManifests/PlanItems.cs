using System.Collections.ObjectModel;

namespace Portal.Domain.GwoManifests;

public enum PlanEntity
{
    GenomicFile,
    BiospecimenLink,
    ExperimentLink,
}

/// <summary>What applying will do; spelled as people and programs see it.</summary>
public enum PlanAction
{
    Create,
    Update,
    Unchanged,
    Skip,
}

public static class PlanActions
{
    public static string Word(this PlanAction action) => action switch
    {
        PlanAction.Create => "CREATE",
        PlanAction.Update => "UPDATE",
        PlanAction.Unchanged => "UNCHANGED",
        PlanAction.Skip => "SKIP",
        _ => throw new InvalidOperationException($"No word for {action}."),
    };
}

/// <summary>One field an update sets. <see cref="Old"/> is null where nothing was registered.</summary>
public sealed record FieldChange(string Field, string? Old, string New);

/// <summary>A genomic file of the plan with everything the manifest and S3 determine about it.</summary>
public sealed class PlannedFile
{
    public static IReadOnlyDictionary<string, string> NoFields { get; } = ReadOnlyDictionary<string, string>.Empty;

    public required string Path { get; init; }
    public required int Row { get; init; }
    public required PlanAction Action { get; init; }

    /// <summary>Why it is left out; null otherwise.</summary>
    public string? Why { get; init; }

    public string? KfId { get; init; }
    public IReadOnlyList<FieldChange> Changes { get; init; } = [];
    public string DataType { get; init; } = "";
    public string? FileFormat { get; init; }
    public string? WorkflowType { get; init; }
    public string? CavaticaFileId { get; init; }
    public S3Object? Stored { get; init; }

    /// <summary>Further fields the layout determines; TRUE and FALSE as <c>true</c> and <c>false</c>.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = NoFields;

    /// <summary>All hashes the file shall have, for an update that touches them.</summary>
    public IReadOnlyDictionary<string, string>? Hashes { get; init; }

    public IReadOnlyList<PlannedLink> Specimens { get; init; } = [];
    public IReadOnlyList<PlannedLink> Experiments { get; init; } = [];
}

/// <summary>A link from a file to a specimen or a sequencing experiment.</summary>
/// <param name="Prefix">What the link's external id begins with: the specimen's id, or the experiment's external id.</param>
public sealed record PlannedLink(string LinkedId, string Prefix, PlanAction Action, int Row, string? KfId, string? OldExternalId)
{
    public string ExternalId(string path) => $"{Prefix}-{path}";
}

/// <summary>How many of what.</summary>
public sealed record PlanCount(PlanEntity Entity, PlanAction Action, int Count);
