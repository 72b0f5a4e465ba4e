using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;

namespace Portal.GwoManifests;

/// <summary>One file of a manifest, the present one or a former one.</summary>
public sealed record VersionView
{
    public required int Number { get; init; }
    public required string FileName { get; init; }
    public required string Sha256 { get; init; }
    public required long Bytes { get; init; }
    public required int Rows { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required string CreatedBy { get; init; }

    /// <summary>0: it was uploaded.</summary>
    public int Edits { get; init; }
    public DateTimeOffset? CheckedAt { get; init; }
    public DateTimeOffset? AppliedAt { get; init; }
    public int Errors { get; init; }
    public int Warnings { get; init; }
    public int GoodRows { get; init; }

    /// <summary>Checks and loads of this version, the newest first.</summary>
    public IReadOnlyList<VersionRun> Runs { get; init; } = [];
}

/// <summary>What was done with a version, by whom and when.</summary>
public sealed record VersionRun(Guid Id, long Number, string Workflow, RunState State, string By, DateTimeOffset At, string? Outcome, string? Failure);

public enum RowChangeKind
{
    Added,
    Removed,
    Changed,
}

/// <param name="OldRow">Null when it was added.</param>
/// <param name="Row">Null when it was removed.</param>
public sealed record RowChange(RowChangeKind Kind, int? OldRow, int? Row, IReadOnlyList<FieldChange> Fields);

/// <summary>What a version changed in the file before it.</summary>
public sealed record VersionDiff(int From, int To, int Added, int Removed, int Changed, IReadOnlyList<RowChange> Rows, IReadOnlyList<IssueChange>? Issues)
{
    public bool Whole => Rows.Count == Added + Removed + Changed;

    public int Solved => Issues?.Sum(i => i.Solved) ?? 0;

    public int New => Issues?.Sum(i => i.New) ?? 0;

    public int Remaining => Issues?.Sum(i => i.Remaining) ?? 0;
}

/// <summary>A record in the Data Service that a load made, changed or found as it should be.</summary>
public sealed record LoadedRecord(PlanEntity Entity, PlanAction Action, string KfId, string GenomicFile, string? LinkedId, int Row, string? Url);
