namespace Portal.Domain.Runs;

/// <summary>One try of a run, first or retried; written once and never overwritten by the next.</summary>
public sealed class RunAttempt
{
    private RunAttempt()
    {
    }

    public Guid RunId { get; private set; }
    public int Number { get; private set; }
    public RunState State { get; private set; }
    public DateTimeOffset QueuedAt { get; private set; }
    public DateTimeOffset? StartedAt { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }
    public string RequestedBy { get; private set; } = "";
    public string? Why { get; private set; }
    public string? FromStep { get; private set; }
    public string? Node { get; private set; }
    public string? Failure { get; private set; }

    public static RunAttempt Open(Guid runId, int number, DateTimeOffset now, string requestedBy, string? why, string? fromStep) => new()
    {
        RunId = runId,
        Number = number,
        State = RunState.Queued,
        QueuedAt = now,
        RequestedBy = requestedBy,
        Why = why,
        FromStep = fromStep,
    };

    public void Follow(Run run, string? node)
    {
        State = run.State;
        StartedAt = run.StartedAt;
        EndedAt = run.EndedAt;
        Failure = run.Failure;
        Node = node ?? Node;
    }
}
