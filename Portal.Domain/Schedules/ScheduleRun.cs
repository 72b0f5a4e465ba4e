namespace Portal.Domain.Schedules;

/// <summary>Where one execution of a schedule is.</summary>
public enum ScheduleRunState
{
    /// <summary>Somebody asked for it; no node has begun.</summary>
    Asked,
    Running,
    Succeeded,
    Failed,
}

/// <summary>One execution of a schedule, by its clock or because somebody asked.</summary>
public sealed class ScheduleRun
{
    private ScheduleRun()
    {
    }

    public Guid Id { get; private set; }
    public string Schedule { get; private set; } = "";
    public ScheduleRunState State { get; private set; }

    /// <summary>Who asked; null when the clock did.</summary>
    public string? AskedBy { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset? StartedAt { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }
    public string? Node { get; private set; }

    /// <summary>What came of it in a sentence; for a failure, why.</summary>
    public string? Outcome { get; private set; }

    public bool Ended => State is ScheduleRunState.Succeeded or ScheduleRunState.Failed;

    public static ScheduleRun Ask(string schedule, string by, DateTimeOffset now) => New(schedule, now, ScheduleRunState.Asked, by);

    public static ScheduleRun Begin(string schedule, string node, DateTimeOffset now)
    {
        var run = New(schedule, now, ScheduleRunState.Running, askedBy: null);
        run.Start(node, now);
        return run;
    }

    public void Start(string node, DateTimeOffset now) => (State, Node, StartedAt) = (ScheduleRunState.Running, node, now);

    public void End(bool succeeded, string outcome, DateTimeOffset now) =>
        (State, Outcome, EndedAt) = (succeeded ? ScheduleRunState.Succeeded : ScheduleRunState.Failed, outcome, now);

    private static ScheduleRun New(string schedule, DateTimeOffset now, ScheduleRunState state, string? askedBy) =>
        new() { Id = Guid.CreateVersion7(now), Schedule = schedule, CreatedAt = now, State = state, AskedBy = askedBy };
}
