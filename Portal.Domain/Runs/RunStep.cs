namespace Portal.Domain.Runs;

/// <summary>One declared step in one attempt. Progress is overwritten here; history is in <see cref="RunEvent"/>.</summary>
public sealed class RunStep
{
    private RunStep()
    {
    }

    public Guid RunId { get; private set; }
    public int Attempt { get; private set; }
    public int Position { get; private set; }
    public string Name { get; private set; } = "";
    public string Title { get; private set; } = "";
    public StepState State { get; private set; }
    public DateTimeOffset? StartedAt { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>The attempt that did the work of a <see cref="StepState.Kept"/> step.</summary>
    public int? KeptFrom { get; private set; }

    public long? Done { get; private set; }
    public long? Total { get; private set; }
    public string? Unit { get; private set; }

    /// <summary>Units per second over the last ten seconds.</summary>
    public double? Rate { get; private set; }

    /// <summary>What came of it in a few words: "4,986 rows".</summary>
    public string? Outcome { get; private set; }

    public static RunStep Declare(Guid runId, int attempt, int position, string name, string title) => new()
    {
        RunId = runId,
        Attempt = attempt,
        Position = position,
        Name = name,
        Title = title,
    };

    /// <summary>The same step in the next attempt, its result kept.</summary>
    public RunStep KeepIn(int attempt) => new()
    {
        RunId = RunId,
        Attempt = attempt,
        Position = Position,
        Name = Name,
        Title = Title,
        State = StepState.Kept,
        StartedAt = StartedAt,
        EndedAt = EndedAt,
        KeptFrom = KeptFrom ?? Attempt,
        Done = Done,
        Total = Total,
        Unit = Unit,
        Outcome = Outcome,
    };

    public void Start(DateTimeOffset now)
    {
        State = StepState.Running;
        StartedAt ??= now;
        EndedAt = null;
    }

    public void Wait() => State = StepState.Waiting;

    public void Finish(StepState state, DateTimeOffset now, string? outcome)
    {
        State = state;
        EndedAt = now;
        Outcome = outcome ?? Outcome;
        Rate = null;
    }

    /// <summary>Counts so far. <paramref name="total"/> null: unknown, never an invented percentage.</summary>
    public void Report(long done, long? total, string unit, double? rate)
    {
        Done = done;
        Total = total;
        Unit = unit;
        Rate = rate;
    }
}
