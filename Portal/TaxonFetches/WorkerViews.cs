using Portal.Common;
using Portal.Domain.TaxonFetches;
using Portal.Jobs.TaxonFetches.Workers;

namespace Portal.TaxonFetches;

/// <summary>A worker with what it holds, what it said, and how its farm says it stands.</summary>
public sealed record WorkerDetail(WorkerView Worker, IReadOnlyList<HeldRun> Runs, IReadOnlyList<WorkerLogLine> Lines, WorkerOutput? Output);

/// <summary>A run a worker was given.</summary>
public sealed record HeldRun(string Run, AssignmentStatus Status, long Bytes, string? Reason, DateTimeOffset? CollectedAt);

/// <summary>Something a worker said.</summary>
public sealed record WorkerLogLine(long Id, DateTimeOffset At, int Start, string Kind, string Text);

/// <summary>A worker as the board and the API show it.</summary>
public sealed record WorkerView
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public required string Farm { get; init; }
    public required long TaxId { get; init; }
    public required string ScientificName { get; init; }
    public required WorkerState State { get; init; }
    public required string? Handle { get; init; }
    public required string? Address { get; init; }
    public required int Runs { get; init; }
    public required long Bytes { get; init; }
    public required long DoneBytes { get; init; }
    public required int Uncollected { get; init; }
    public required string? Reason { get; init; }
    public required int Starts { get; init; }
    public required DateTimeOffset RequestedAt { get; init; }
    public required DateTimeOffset? LastSeenAt { get; init; }
    public required DateTimeOffset? DestroyedAt { get; init; }
    public required string? DestroyedBy { get; init; }

    /// <summary>What it has cost so far; null where no rate is set for its farm.</summary>
    public decimal? Cost { get; init; }

    public string Currency { get; init; } = "";

    internal string? CostWords => Cost is { } cost ? $"{cost:N2} {Currency}" : null;

    internal string Url => $"taxon-fetches/workers/{Id}";

    public StateLook Look => State switch
    {
        WorkerState.Requested => new("Requested", "queued", "st-queued"),
        WorkerState.Starting => new("Starting", "running", "st-running", Turns: true),
        WorkerState.Working => new("Fetching", "running", "st-running", Turns: true),
        WorkerState.Ready => new("Ready", "waiting", "st-waiting"),
        WorkerState.Error => new("Failed", "failed", "st-failed"),
        WorkerState.Collected => new("Collected", "succeeded", "st-succeeded"),
        WorkerState.Destroyed => new("Gone", "cancelled", "st-cancelled"),
        _ => throw new InvalidOperationException($"No look for the state {State}."),
    };
}
