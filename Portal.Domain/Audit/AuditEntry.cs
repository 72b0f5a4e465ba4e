using System.Text.Json;
using NpgsqlTypes;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;

namespace Portal.Domain.Audit;

/// <summary>Who did what to what, from where and why. Written in the transaction of the deed; never changed, never deleted.</summary>
public sealed class AuditEntry
{
    private AuditEntry()
    {
    }

    public Guid Id { get; private set; }
    public DateTimeOffset At { get; private set; }
    public string ActorId { get; private set; } = "";
    public string ActorName { get; private set; } = "";
    public string Via { get; private set; } = "";
    public string? Address { get; private set; }

    /// <summary>Stable: <c>run.retry</c>, <c>gwo-manifest.apply</c>.</summary>
    public string Action { get; private set; } = "";

    public string SubjectKey { get; private set; } = "";
    public string Subject { get; private set; } = "";
    public string Scope { get; private set; } = "";
    public string? Before { get; private set; }
    public string? After { get; private set; }
    public string? Why { get; private set; }

    /// <summary>Its words, kept by the database for searching.</summary>
    public NpgsqlTsVector Words { get; private set; } = null!;

    public static AuditEntry Of(Actor actor, DateTimeOffset at, string action, string subjectKey, string subject, string scope,
        object? before = null, object? after = null, string? why = null) => new()
        {
            Id = Guid.CreateVersion7(at),
            At = at,
            ActorId = actor.Id,
            ActorName = actor.Name,
            Via = actor.Via,
            Address = actor.Address,
            Action = action,
            SubjectKey = subjectKey,
            Subject = subject,
            Scope = scope,
            Before = before is null ? null : JsonSerializer.Serialize(before, RunParameters.Json),
            After = after is null ? null : JsonSerializer.Serialize(after, RunParameters.Json),
            Why = why,
        };
}
