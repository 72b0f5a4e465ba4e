namespace Portal.Domain.TaxonFetches;

/// <summary>Where a worker is.</summary>
public enum WorkerState
{
    /// <summary>Written down; whether the farm has it is not known yet.</summary>
    Requested,

    /// <summary>The farm has it; it has said nothing yet.</summary>
    Starting,
    Working,

    /// <summary>Everything it was given lies there, verified by it.</summary>
    Ready,
    Error,

    /// <summary>The portal has everything; it may go.</summary>
    Collected,
    Destroyed,
}

/// <summary>Somebody who fetches the files of some runs of one taxon: a process, a job, a machine.</summary>
public sealed class Worker
{
    private Worker()
    {
    }

    public Guid Id { get; private set; }

    /// <summary><c>portal-562-0-1a2b3c</c></summary>
    public string Name { get; private set; } = "";

    public string Farm { get; private set; } = "";
    public long TaxId { get; private set; }
    public Guid CycleRunId { get; private set; }
    public int Share { get; private set; }
    public WorkerState State { get; private set; }

    /// <summary>SHA-256 of its own secret; empty once it is destroyed.</summary>
    public byte[] SecretHash { get; private set; } = [];

    /// <summary>What the farm calls it: process, job, machine.</summary>
    public string? Handle { get; private set; }

    /// <summary>Where its files lie; null while nobody knows it yet, and once nothing is left there.</summary>
    public string? Address { get; private set; }

    /// <summary>By which its machine was known at the first contact; null where there is none.</summary>
    public string? HostKey { get; private set; }

    public int Runs { get; private set; }
    public long Bytes { get; private set; }
    public long DoneBytes { get; private set; }

    /// <summary>How often it was started.</summary>
    public int Starts { get; private set; }

    /// <summary>Number of its latest message; earlier ones are old news.</summary>
    public long Sequence { get; private set; }

    public string? Reason { get; private set; }
    public DateTimeOffset RequestedAt { get; private set; }
    public DateTimeOffset? StartedAt { get; private set; }
    public DateTimeOffset? LastSeenAt { get; private set; }
    public DateTimeOffset? SettledAt { get; private set; }
    public DateTimeOffset? CollectedAt { get; private set; }
    public DateTimeOffset? DestroyedAt { get; private set; }
    public string? DestroyedBy { get; private set; }

    public static string KeyOf(Guid id) => $"worker:{id}";

    /// <summary>What a waiting cycle is told when this start of it has come to its end.</summary>
    public string SettledEvent => $"worker:{Id}:settled:{Starts}";

    public bool IsSettled => State is not (WorkerState.Requested or WorkerState.Starting or WorkerState.Working);

    public static Worker Request(Guid id, string farm, long taxId, Guid cycle, int share, int runs, long bytes, DateTimeOffset now) => new()
    {
        Id = id,
        Name = $"portal-{taxId}-{share}-{id.ToString("N")[^6..]}",
        Farm = farm,
        TaxId = taxId,
        CycleRunId = cycle,
        Share = share,
        Runs = runs,
        Bytes = bytes,
        RequestedAt = now,
    };

    /// <summary>It is about to be started, for the first time or again. Its secret is new with every start.</summary>
    /// <param name="address">Null: as it was, or not known yet.</param>
    public void Begin(byte[] secretHash, string? address)
    {
        (State, SecretHash, Address, Handle, Reason) = (WorkerState.Starting, secretHash, address ?? Address, null, null);
        (Starts, Sequence, SettledAt) = (Starts + 1, 0, null);
    }

    /// <summary>The farm has it; it may have spoken already.</summary>
    public void Started(string handle, DateTimeOffset now) => (Handle, LastSeenAt) = (handle, now);

    /// <summary>It can be found now. The key of the first contact stays.</summary>
    public void Meet(string address, string? hostKey) => (Address, HostKey) = (address, HostKey ?? hostKey);

    /// <summary>Its machine is gone, with everything on it.</summary>
    public void Vanish() => (Handle, Address, HostKey) = (null, null, null);

    /// <summary>Whether what it says follows on what it said.</summary>
    public bool MayMoveTo(WorkerState state) => (State, state) switch
    {
        (WorkerState.Requested or WorkerState.Starting, WorkerState.Working or WorkerState.Ready or WorkerState.Error) => true,
        (WorkerState.Working, WorkerState.Working or WorkerState.Ready or WorkerState.Error) => true,
        _ => false,
    };

    public void Hear(WorkerState state, long doneBytes, long sequence, string? reason, DateTimeOffset now)
    {
        StartedAt ??= now;
        (State, LastSeenAt, Reason) = (state, now, reason);
        (DoneBytes, Sequence) = (Math.Max(DoneBytes, doneBytes), Math.Max(Sequence, sequence));
        SettledAt = state is WorkerState.Ready or WorkerState.Error ? now : SettledAt;
    }

    public void Lost(string why, DateTimeOffset now) => (State, Reason, SettledAt) = (WorkerState.Error, why, now);

    public void CollectedAll(DateTimeOffset now) => (State, CollectedAt) = (WorkerState.Collected, now);

    public void Doubt(string why) => Reason = why;

    public void Destroy(string by, DateTimeOffset now) => (State, DestroyedBy, DestroyedAt, SecretHash, Address, HostKey) = (WorkerState.Destroyed, by, now, [], null, null);
}

/// <summary>Where one run of a worker is.</summary>
public enum AssignmentStatus
{
    Processing,
    Ready,
    Error,
    Collected,

    /// <summary>A named person gave it up; it may be fetched again.</summary>
    Abandoned,
}

/// <summary>A run given to a worker. At most one assignment of a run is neither failed nor given up.</summary>
public sealed class WorkerAssignment
{
    public Guid WorkerId { get; set; }
    public string RunAccession { get; set; } = "";
    public AssignmentStatus Status { get; set; }
    public long Bytes { get; set; }
    public string? Reason { get; set; }
    public DateTimeOffset? CollectedAt { get; set; }
}
