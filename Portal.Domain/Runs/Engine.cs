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

/// <summary>A running portal process.</summary>
public sealed class Node
{
    /// <summary>Node name plus a GUID per process start: the <see cref="Run.Owner"/> of what it works on.</summary>
    public string Id { get; set; } = "";

    public string Name { get; set; } = "";
    public string Role { get; set; } = "";
    public string Version { get; set; } = "";
    public DateTimeOffset StartedAt { get; set; }
    public DateTimeOffset SeenAt { get; set; }
}
