using System.Text.Json;
using Portal.Domain.Runs;

namespace Portal.Runs;

/// <summary>A run as programs see it.</summary>
public sealed record RunView
{
    public required Guid Id { get; init; }
    public required long Number { get; init; }
    public required string Workflow { get; init; }
    public required string Subject { get; init; }
    public string? SubjectUrl { get; init; }
    public required string Scope { get; init; }
    public required RunState State { get; init; }
    public required int Attempt { get; init; }
    public required int Warnings { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required string CreatedBy { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public string? Outcome { get; init; }
    public string? Failure { get; init; }
    public string? FailureDetail { get; init; }
    public string? ErrorId { get; init; }
    public WaitKind? WaitKind { get; init; }
    public string? WaitingFor { get; init; }
    public DateTimeOffset? WaitingUntil { get; init; }

    /// <summary>A person has to answer before it goes on.</summary>
    public bool Asks { get; init; }

    /// <summary>What is asked, with the form of its answer; absent in lists.</summary>
    public Question? Question { get; init; }

    public DateTimeOffset? DueAt { get; init; }
    public string? BlockedBecause { get; init; }
    public JsonElement? Parameters { get; init; }

    /// <summary>Number of the run that submitted it.</summary>
    public long? Parent { get; init; }

    /// <summary>Number of the run it repeats.</summary>
    public long? Origin { get; init; }

    /// <summary>How many runs it submitted; see them with <c>?parent=</c>.</summary>
    public int? Children { get; init; }

    /// <summary>Of the present attempt; absent in lists.</summary>
    public IReadOnlyList<StepView>? Steps { get; init; }

    public IReadOnlyList<AttemptView>? Attempts { get; init; }
    public IReadOnlyList<ArtifactView>? Artifacts { get; init; }
    public IReadOnlyList<AnswerView>? Answers { get; init; }

    public static RunView Of(RunRow run) => new()
    {
        Id = run.Id,
        Number = run.Number,
        Workflow = run.Workflow,
        Subject = run.Subject,
        SubjectUrl = run.SubjectUrl,
        Scope = run.Scope,
        State = run.State,
        Attempt = run.Attempt,
        Warnings = run.Warnings,
        CreatedAt = run.CreatedAt,
        CreatedBy = run.CreatedBy,
        StartedAt = run.StartedAt,
        EndedAt = run.EndedAt,
        Outcome = run.Outcome,
        Failure = run.Failure,
        WaitKind = run.WaitKind,
        WaitingFor = run.WaitingFor,
        WaitingUntil = run.WaitingUntil,
        Asks = run.Asks,
        DueAt = run.DueAt,
        BlockedBecause = run.BlockedBecause,
    };

    public static RunView Of(RunDetail detail) => Of(detail.Run) with
    {
        FailureDetail = detail.FailureDetail,
        ErrorId = detail.ErrorId,
        Parameters = JsonSerializer.Deserialize<JsonElement>(detail.Parameters),
        Steps = [.. detail.Steps.Where(s => s.Attempt == detail.Run.Attempt)],
        Question = detail.Run.Asks ? detail.Question : null,
        Parent = detail.Parent?.Number,
        Origin = detail.OriginNumber,
        Children = detail.Children,
        Attempts = detail.Attempts,
        Artifacts = detail.Artifacts,
        Answers = detail.Answers,
    };
}
