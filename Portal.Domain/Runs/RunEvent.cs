namespace Portal.Domain.Runs;

/// <summary>How loud a line of history is.</summary>
public enum EventLevel
{
    Info,
    Warning,
    Error,
}

/// <summary>
/// One immutable line of a run's history. <see cref="Seq"/> counts from 1 within the run and becomes visible in order,
/// so "everything after the last one I have" never leaves a gap.
/// </summary>
public sealed record RunEvent
{
    public required Guid RunId { get; init; }
    public required long Seq { get; init; }
    public required DateTimeOffset At { get; init; }
    public required int Attempt { get; init; }

    /// <summary>Name of the step that spoke; null when the engine did.</summary>
    public string? Step { get; init; }

    public required EventLevel Level { get; init; }
    public required string Text { get; init; }
}
