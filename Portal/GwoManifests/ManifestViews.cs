using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;

namespace Portal.GwoManifests;

/// <summary>Where a manifest is on its way, told from its runs.</summary>
public enum ManifestState
{
    /// <summary>Uploaded, not checked yet.</summary>
    Draft,
    Checking,

    /// <summary>The last check did not finish; what an earlier one found is kept.</summary>
    CheckFailed,
    Checked,
    Applying,
    ApplyFailed,
    Applied,
}

/// <summary>A run, as far as a manifest's screens mention it.</summary>
public sealed record ManifestRun(Guid Id, long Number, RunState State, string? Failure, string? Outcome)
{
    public bool Unfinished => !State.IsFinal();
}

/// <summary>One manifest, as lists and its page show it.</summary>
public sealed record ManifestView
{
    public required Guid Id { get; init; }
    public required string StudyId { get; init; }
    public required string FileName { get; init; }
    public required string Sha256 { get; init; }
    public required long Bytes { get; init; }
    public required int Rows { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required string CreatedBy { get; init; }

    /// <summary>Counts the files it was given: 1 is the first.</summary>
    public int Version { get; init; } = 1;

    /// <summary>When and from whom this version came.</summary>
    public DateTimeOffset VersionAt { get; init; }
    public string VersionBy { get; init; } = "";

    /// <summary>Edits in the portal that made this version; 0: it was uploaded.</summary>
    public int Edits { get; init; }
    public ManifestRun? CheckRun { get; init; }
    public ManifestRun? ApplyRun { get; init; }

    /// <summary>When the check whose issues and plan are shown was finished; null before the first.</summary>
    public DateTimeOffset? CheckedAt { get; init; }
    public DateTimeOffset? AppliedAt { get; init; }
    public int Errors { get; init; }
    public int Warnings { get; init; }
    public int GoodRows { get; init; }
    public string? Profile { get; init; }
    public IReadOnlyList<string> Notes { get; init; } = [];
    public int Unnamed { get; init; }
    public ApplyPolicy? Policy { get; init; }
    public IReadOnlyList<PlanCount> Plan { get; init; } = [];

    public int BadRows => CheckedAt is null ? 0 : Rows - GoodRows;

    /// <summary>False: no plan yet, or it was carried out; the next step is a check.</summary>
    public bool PlanIsFresh => CheckedAt is not null && AppliedAt is null && CheckRun is not { Unfinished: true };

    public ManifestState State => this switch
    {
        { ApplyRun.Unfinished: true } => ManifestState.Applying,
        { CheckRun.Unfinished: true } => ManifestState.Checking,
        { CheckRun.State: RunState.Failed or RunState.Cancelled } => ManifestState.CheckFailed,
        { AppliedAt: not null } => ManifestState.Applied,
        { ApplyRun.State: RunState.Failed or RunState.Cancelled } when Policy is not null => ManifestState.ApplyFailed,
        { CheckedAt: not null } => ManifestState.Checked,
        _ => ManifestState.Draft,
    };

    public int Count(PlanEntity entity, PlanAction action) => Plan.FirstOrDefault(c => c.Entity == entity && c.Action == action)?.Count ?? 0;
}

/// <summary>Which manifests a list shows.</summary>
/// <param name="Text">Part of the study id or the file name.</param>
public sealed record ManifestFilter(string? StudyId = null, string? Text = null);

/// <summary>Issues of one kind in one column, to be looked at together.</summary>
/// <param name="Sample">One of the values.</param>
public sealed record IssueGroup(string Code, string Column, IssueSeverity Severity, int Count, int DistinctValues, string Sample)
{
    public string Title => IssueCodes.Kind(Code).Title;
}

/// <summary>Null means any.</summary>
public sealed record IssueFilter(string? Code = null, string? Column = null, IssueSeverity? Severity = null, int? Row = null, string? Text = null);

/// <summary>Null means any.</summary>
/// <param name="Text">Part of a path or an id.</param>
public sealed record PlanFilter(PlanEntity Entity, PlanAction? Action = null, string? Text = null);

/// <summary>One entity of the plan.</summary>
public sealed record PlanRow
{
    public required int Position { get; init; }
    public required PlanEntity Entity { get; init; }
    public required PlanAction Action { get; init; }
    public required int Row { get; init; }

    /// <summary>Path of the file, which is its external id.</summary>
    public required string GenomicFile { get; init; }
    public string? LinkedId { get; init; }
    public required string ExternalId { get; init; }
    public string? KfId { get; init; }
    public IReadOnlyList<FieldChange> Changes { get; init; } = [];
    public string? Why { get; init; }
}

public sealed record StudyChoice(string Id, string Name);

/// <param name="Trouble">Why the list may be empty or short; null when all is well.</param>
public sealed record StudyChoices(IReadOnlyList<StudyChoice> Items, string? Trouble);
