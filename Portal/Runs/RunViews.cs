using Portal.Domain.Runs;

namespace Portal.Runs;

/// <summary>One line of a list of runs.</summary>
public sealed record RunRow
{
    public required Guid Id { get; init; }
    public required long Number { get; init; }
    public required string Workflow { get; init; }
    public required string Subject { get; init; }
    public string? SubjectUrl { get; init; }
    public required string Scope { get; init; }
    public required RunState State { get; init; }
    public int Attempt { get; init; }
    public int Warnings { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public string CreatedBy { get; init; } = "";
    public DateTimeOffset QueuedAt { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public string? Failure { get; init; }
    public WaitKind? WaitKind { get; init; }
    public string? WaitingFor { get; init; }
    public DateTimeOffset? WaitingUntil { get; init; }

    /// <summary>A question is open: a person has to answer before it goes on.</summary>
    public bool Asks { get; init; }

    public DateTimeOffset? DueAt { get; init; }
    public string? BlockedBecause { get; init; }
    public string? CancelledBy { get; init; }
    public string? CancelReason { get; init; }
    public bool CancelRequested { get; init; }
    public string? Outcome { get; init; }
    public string? Node { get; init; }
    public int Steps { get; init; }
    public StepView? Step { get; init; }

    public string Name => $"R-{Number}";

    public TimeSpan? Took(DateTimeOffset now) => StartedAt is { } start ? (EndedAt ?? now) - start : null;
}

/// <summary>One step of one attempt.</summary>
public sealed record StepView
{
    public required int Attempt { get; init; }
    public required int Position { get; init; }
    public required string Name { get; init; }
    public required string Title { get; init; }
    public required StepState State { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public int? KeptFrom { get; init; }
    public long? Done { get; init; }
    public long? Total { get; init; }
    public string? Unit { get; init; }
    public double? Rate { get; init; }
    public string? Outcome { get; init; }

    public TimeSpan? Took(DateTimeOffset now) => StartedAt is { } start ? (EndedAt ?? now) - start : null;
}

public sealed record AttemptView(int Number, RunState State, DateTimeOffset QueuedAt, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt,
    string RequestedBy, string? Why, string? FromStep, string? Node, string? Failure);

public sealed record ArtifactView(Guid Id, int Attempt, string Step, string Name, string Title, string ContentType, long Bytes, DateTimeOffset CreatedAt);

public sealed record DeedView(DateTimeOffset At, string Who, string Via, string Action, string? Why);

/// <summary>Everything the page of one run shows, except its log.</summary>
public sealed record RunDetail
{
    public required RunRow Run { get; init; }
    public required string Parameters { get; init; }
    public string? FailureDetail { get; init; }
    public string? ErrorId { get; init; }

    /// <summary>The run this one repeats.</summary>
    public long? OriginNumber { get; init; }

    /// <summary>Runs that repeat this one, oldest first.</summary>
    public IReadOnlyList<long> Again { get; init; } = [];

    /// <summary>The run that submitted this one, when it may be seen.</summary>
    public RunName? Parent { get; init; }

    /// <summary>How many runs this one submitted.</summary>
    public int Children { get; init; }

    /// <summary>What a person is asked at the moment.</summary>
    public Question? Question { get; init; }

    public IReadOnlyList<AnswerView> Answers { get; init; } = [];
    public long LastSeq { get; init; }

    /// <summary>Of all attempts, in order.</summary>
    public required IReadOnlyList<StepView> Steps { get; init; }

    public required IReadOnlyList<AttemptView> Attempts { get; init; }
    public required IReadOnlyList<ArtifactView> Artifacts { get; init; }
    public required IReadOnlyList<DeedView> Deeds { get; init; }

    /// <summary>The wanted attempt where there is one, otherwise the latest.</summary>
    public int AttemptOr(int? wanted) => wanted is { } number && Attempts.Any(a => a.Number == number) ? number : Run.Attempt;
}

/// <param name="Answer">JSON object, as it was stored.</param>
public sealed record AnswerView(int Attempt, string Step, string Text, string Answer, DateTimeOffset At, string By);

public sealed record RunName(long Number, string Subject)
{
    public string Name => $"R-{Number}";
}

/// <summary>What changes many times a second while a run runs.</summary>
public sealed record RunProgress(RunRow Run, IReadOnlyList<StepView> Steps, long LastSeq, int Artifacts, int Children);

public sealed record RunKey(Guid Id, long Number);

/// <param name="Next">Cursor of the page after this one; null at the end.</param>
public sealed record RunPageOf(IReadOnlyList<RunRow> Items, string? Next);

public sealed record EventCounts(long All, long Warnings, long Errors);

/// <summary>Which lines of a run's history: all of one attempt, one step, from a level up, with a text in them.</summary>
public sealed record EventFilter(int? Attempt = null, string? Step = null, EventLevel Level = EventLevel.Info, string? Text = null)
{
    public static EventFilter Everything { get; } = new();

    public bool Keeps(RunEvent line) => (Attempt is null || line.Attempt == Attempt) && (Step is null || line.Step == Step) && line.Level >= Level
        && (string.IsNullOrEmpty(Text) || line.Text.Contains(Text, StringComparison.OrdinalIgnoreCase));
}

/// <summary>How many runs are where; each figure stops counting one above <see cref="Portal.Common.Counts.Ceiling"/>.</summary>
public sealed record RunFigures(int Failed, int Asking, int Waiting, int Running, int Queued, int SucceededLately, bool Any)
{
    /// <summary>Failed, or asking a person; a run that waits for a time or for the outside comes back by itself.</summary>
    public int NeedAttention => Failed + Asking;
}
