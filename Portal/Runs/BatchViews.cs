using Portal.Domain.Runs;

namespace Portal.Runs;

/// <summary>One batch: an action on many runs.</summary>
public sealed record BatchView
{
    public required Guid Id { get; init; }
    public required long Number { get; init; }
    public required BatchKind Kind { get; init; }
    public required string Title { get; init; }
    public required string Scope { get; init; }
    public string? Why { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public string CreatedBy { get; init; } = "";

    /// <summary>How many runs it took on.</summary>
    public int Taken { get; init; }

    /// <summary>How many it left alone.</summary>
    public int Skipped { get; init; }

    public DateTimeOffset? CancelledAt { get; init; }
    public string? CancelledBy { get; init; }

    public string Name => $"B-{Number}";
}

/// <summary>How far a batch is.</summary>
/// <param name="Done">Went as the batch wanted.</param>
/// <param name="Failed">Ended otherwise: failed, or of a batch that cancels, finished before.</param>
/// <param name="Cancelled">Cancelled by somebody, of a batch that does not cancel.</param>
/// <param name="Left">Not ended yet.</param>
/// <param name="Rate">How many ended per second over the last minute; null when none did.</param>
public sealed record BatchFigures(int Done, int Failed, int Cancelled, int Left, double? Rate)
{
    public int Ended => Done + Failed + Cancelled;
}

public sealed record SkippedRuns(string Because, int Runs);

/// <summary>Everything the page of one batch shows.</summary>
/// <param name="Worst">The latest of those that failed.</param>
public sealed record BatchDetail(BatchView Batch, BatchFigures Figures, IReadOnlyList<SkippedRuns> Skipped, IReadOnlyList<RunRow> Worst);

/// <param name="Next">Cursor of the page after this one; null at the end.</param>
public sealed record BatchPageOf(IReadOnlyList<BatchView> Items, string? Next);
