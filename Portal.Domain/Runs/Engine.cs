namespace Portal.Domain.Runs;

/// <summary>State between steps, typed by who reads it; JSON in the database.</summary>
public sealed class RunCheckpoint
{
    public Guid RunId { get; set; }
    public string Key { get; set; } = "";
    public string State { get; set; } = "";
}

/// <summary>The per-run event counter. A row of its own, because counting must not touch the run's version.</summary>
public sealed class RunSequence
{
    public Guid RunId { get; set; }
    public long LastSeq { get; set; }

    /// <summary>The write of the run's owner that came last; tells, when a commit's answer was lost, whether it happened.</summary>
    public Guid? LastWrite { get; set; }
}

/// <summary>How many runs of a workflow may run at once.</summary>
public sealed class Lane
{
    public string Workflow { get; set; } = "";
    public int MaxRunning { get; set; }
}
