using Portal.Domain.Accounts;

namespace Portal.Domain.Runs;

/// <summary>One execution of one workflow for one subject with one set of parameters. Its state moves only through the verbs below.</summary>
public sealed partial class Run
{
    private Run()
    {
    }

    public Guid Id { get; private set; }

    /// <summary>What people say: R-48231.</summary>
    public long Number { get; private set; }

    public string Workflow { get; private set; } = "";
    public string SubjectKey { get; private set; } = "";
    public string Subject { get; private set; } = "";
    public string? SubjectUrl { get; private set; }
    public string Scope { get; private set; } = Scopes.Everything;
    public string? RequestKey { get; private set; }
    public string? ExclusiveKey { get; private set; }
    public int Priority { get; private set; }
    public RunState State { get; private set; }
    public int Attempt { get; private set; }

    /// <summary>JSON, validated by the workflow that reads it.</summary>
    public string Parameters { get; private set; } = "{}";

    public DateTimeOffset CreatedAt { get; private set; }
    public string CreatedById { get; private set; } = "";
    public string CreatedBy { get; private set; } = "";
    public DateTimeOffset QueuedAt { get; private set; }
    public DateTimeOffset? DueAt { get; private set; }
    public DateTimeOffset? StartedAt { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Node and process that hold the lease; null when nobody does.</summary>
    public string? Owner { get; private set; }

    public DateTimeOffset? LeaseUntil { get; private set; }
    public DateTimeOffset? CancelRequestedAt { get; private set; }
    public string? CancelRequestedBy { get; private set; }
    public string? CancelReason { get; private set; }
    public WaitKind? WaitKind { get; private set; }
    public string? WaitingFor { get; private set; }
    public DateTimeOffset? WaitingUntil { get; private set; }

    /// <summary>Of an outside event: its key. Of a question: the question's name within the step.</summary>
    public string? WaitingKey { get; private set; }

    /// <summary>The open question as JSON (<see cref="Runs.Question"/>); null once it is answered.</summary>
    public string? Question { get; private set; }

    /// <summary>Why a queued run is not being worked on, in words.</summary>
    public string? BlockedBecause { get; private set; }

    public string? CurrentStep { get; private set; }
    public string? Failure { get; private set; }

    /// <summary>What lies behind <see cref="Failure"/>: a request, a status, a stack.</summary>
    public string? FailureDetail { get; private set; }

    /// <summary>Set when the failure is a bug of the portal, not of the world: what to quote in a report.</summary>
    public string? ErrorId { get; private set; }

    public string? Outcome { get; private set; }
    public int Warnings { get; private set; }
    public Guid? ParentId { get; private set; }
    public Guid? BatchId { get; private set; }
    public Guid? OriginId { get; private set; }

    /// <param name="id">Null: a new one. Children have one that follows from their parent, so that asking twice makes one.</param>
    public static Run Submit(RunRequest request, Actor by, DateTimeOffset now, Guid? id = null) => new()
    {
        Id = id ?? Guid.CreateVersion7(now),
        Workflow = request.Workflow,
        SubjectKey = request.SubjectKey,
        Subject = request.Subject,
        SubjectUrl = request.SubjectUrl,
        Scope = request.Scope,
        RequestKey = request.RequestKey,
        ExclusiveKey = request.ExclusiveKey,
        Priority = request.Priority,
        State = RunState.Queued,
        Attempt = 1,
        Parameters = request.Parameters,
        CreatedAt = now,
        CreatedById = by.Id,
        CreatedBy = by.Name,
        QueuedAt = now,
        DueAt = request.DueAt,
        ParentId = request.ParentId,
        BatchId = request.BatchId,
        OriginId = request.OriginId,
    };
}
