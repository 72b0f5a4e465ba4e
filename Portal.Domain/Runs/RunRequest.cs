namespace Portal.Domain.Runs;

/// <summary>What somebody wants done. An equal unfinished run (same <see cref="RequestKey"/>) is returned instead of a second one.</summary>
public sealed record RunRequest
{
    public required string Workflow { get; init; }

    /// <summary>Identifies the thing worked on, e.g. <c>gwo-manifest:0193…</c>.</summary>
    public required string SubjectKey { get; init; }

    /// <summary>The thing worked on in words, as lists show it: "SD_ME0WME0W · gwo_2026-11-17.tsv".</summary>
    public required string Subject { get; init; }

    /// <summary>Page of the subject, relative to the portal.</summary>
    public string? SubjectUrl { get; init; }

    public required string Scope { get; init; }

    /// <summary>JSON object; see <see cref="RunParameters"/>.</summary>
    public required string Parameters { get; init; }

    public string? RequestKey { get; init; }

    /// <summary>At most one run that holds this key runs or waits at a time; the others stay queued and say so.</summary>
    public string? ExclusiveKey { get; init; }

    public int Priority { get; init; }
    public DateTimeOffset? DueAt { get; init; }
    public Guid? ParentId { get; init; }
    public Guid? BatchId { get; init; }
    public Guid? OriginId { get; init; }
}
