using Portal.Domain.Accounts;

namespace Portal.Domain.ImagingOrders;

/// <summary>Where an order of the portal is. What the importer does with it, its own rows tell.</summary>
public enum OrderState
{
    /// <summary>Waits until somebody releases it.</summary>
    Held,

    /// <summary>Waits for its time.</summary>
    Scheduled,

    /// <summary>Waits for its turn, and for an importer that lives.</summary>
    Queued,

    /// <summary>About to be written into the importer's table, or just written: from here on it cannot be taken back.</summary>
    Submitting,

    /// <summary>The importer has it.</summary>
    Submitted,
    Completed,
    Failed,

    /// <summary>Taken back before the importer had it.</summary>
    Withdrawn,
}

/// <summary>An order of the portal. Its id is the uuid of the importer's rows, so that writing it twice is writing it once.</summary>
public sealed partial class ImagingOrder
{
    private ImagingOrder()
    {
    }

    public Guid Id { get; private set; }
    public string GroupName { get; private set; } = "";

    /// <summary>Login in OMERO the import acts as.</summary>
    public string UserName { get; private set; } = "";

    public DestinationType DestinationType { get; private set; }
    public long DestinationId { get; private set; }

    /// <summary>Below the group's folder; with the image's id where one within a file was chosen.</summary>
    public IReadOnlyList<string> Paths { get; private set; } = [];

    public string? Conversion { get; private set; }
    public string? Container { get; private set; }
    public IReadOnlyList<ConversionParameter> Parameters { get; private set; } = [];

    /// <summary>Written onto its images by the portal's own workers; an importer has no way to be told.</summary>
    public IReadOnlyList<MetadataPair> Metadata { get; private set; } = [];

    public OrderState State { get; private set; }

    /// <summary>Why it is held, in words.</summary>
    public string? HeldBecause { get; private set; }

    public DateTimeOffset? DueAt { get; private set; }
    public int Priority { get; private set; }
    public Guid? RetryOf { get; private set; }

    /// <summary>The first, or which retry of it.</summary>
    public int Attempt { get; private set; } = 1;

    /// <summary>Id of its first row in the importer's table.</summary>
    public long? FirstRow { get; private set; }

    public string CreatedById { get; private set; } = "";
    public string CreatedBy { get; private set; } = "";
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset? SubmittedAt { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }

    public Destination Destination => new(DestinationType, DestinationId);

    public string Scope => Scopes.OmeroGroup(GroupName);

    public string SubjectKey => $"imaging-order:{Id}";

    public string Subject => $"{GroupName} · {(Paths.Count == 1 ? Paths[0] : $"{Paths.Count:N0} files")} → {Destination}";

    /// <summary>The importer does not have it, and will not by itself.</summary>
    public bool CanWithdraw => State is OrderState.Held or OrderState.Scheduled or OrderState.Queued;

    public bool CanHold => State is OrderState.Scheduled or OrderState.Queued;

    public bool CanRelease => State is OrderState.Held or OrderState.Scheduled;

    public static ImagingOrder Of(PlannedOrder plan, string group, string user, OrderStart start, Actor by, DateTimeOffset now, ImagingOrder? retryOf = null) => new()
    {
        Id = Guid.NewGuid(), // version 4: it is the importer's uuid
        GroupName = group,
        UserName = user,
        DestinationType = plan.Destination.Type,
        DestinationId = plan.Destination.Id,
        Paths = plan.Paths,
        Conversion = plan.Conversion?.Key,
        Container = plan.Conversion?.Container,
        Parameters = plan.Parameters,
        Metadata = plan.Metadata,
        State = start.Hold ? OrderState.Held : start.At > now ? OrderState.Scheduled : OrderState.Queued,
        HeldBecause = start.Hold ? start.Why ?? $"{by.Name} holds it." : null,
        DueAt = start.Hold ? null : start.At,
        Priority = start.Priority,
        RetryOf = retryOf?.Id,
        Attempt = (retryOf?.Attempt ?? 0) + 1,
        CreatedById = by.Id,
        CreatedBy = by.Name,
        CreatedAt = now,
    };

    /// <summary>What a retry orders once more: only what failed, or everything where that is not known. Nothing: all of it is known to be in OMERO.</summary>
    /// <param name="history">What the importer has of it; its files are in the order of the paths.</param>
    /// <param name="results">What is known of each file, where the portal processed it itself.</param>
    public IReadOnlyList<string> FailedPaths(OrderHistory? history, IReadOnlyList<ImagingOrderFile>? results)
    {
        var (files, failed) = (history?.First.Files ?? [], (history?.Failure?.FailedFiles ?? []).ToHashSet(StringComparer.Ordinal));
        if (results is { Count: > 0 } && results.Count == Paths.Count)
        {
            return [.. Paths.Where((_, i) => results[i].State != OrderFileState.Imported)];
        }

        var paths = files.Count == Paths.Count ? Paths.Where((_, i) => failed.Contains(files[i])).ToList() : [];
        return paths.Count > 0 ? paths : Paths;
    }

    /// <exception cref="RuleException">The importer has it, or it is over.</exception>
    public void Hold(string why) => Move(CanHold, OrderState.Held, "hold", why);

    public void Release() => Move(CanRelease, OrderState.Queued, "release", why: null);

    public void Withdraw(DateTimeOffset now)
    {
        Move(CanWithdraw, OrderState.Withdrawn, "withdraw", why: null);
        EndedAt = now;
    }

    /// <summary>The intent: from here on its row may be there.</summary>
    public void Submit(DateTimeOffset now)
    {
        Move(State is OrderState.Queued or OrderState.Scheduled, OrderState.Submitting, "submit", why: null);
        SubmittedAt = now;
    }

    /// <summary>It was about to go, and its row was never written.</summary>
    public void TakeBack(string why) => (State, HeldBecause, SubmittedAt) = State == OrderState.Submitting ? (OrderState.Held, why, null) : (State, HeldBecause, SubmittedAt);

    public void Submitted(long firstRow) => (State, FirstRow) = (State == OrderState.Submitting ? OrderState.Submitted : State, firstRow);

    /// <summary>The importer has ended it; a later row of another importer may say otherwise.</summary>
    public void End(ImportStage stage, DateTimeOffset now) => (State, EndedAt) = (stage == ImportStage.Completed ? OrderState.Completed : OrderState.Failed, now);

    private void Move(bool allowed, OrderState to, string verb, string? why)
    {
        if (!allowed)
        {
            throw new RuleException("order-state", $"The order cannot be changed: to {verb} it, {Needs()}. It is {State.ToString().ToLowerInvariant()}.");
        }

        (State, HeldBecause, DueAt) = (to, why, null);
    }

    private string Needs() => State is OrderState.Submitting or OrderState.Submitted ? "the importer must not have it yet" : "it must still wait";
}

/// <summary>When an order goes.</summary>
/// <param name="At">Not before; null: at once.</param>
public sealed record OrderStart(bool Hold = false, DateTimeOffset? At = null, int Priority = 0, string? Why = null);
