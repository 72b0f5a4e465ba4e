using System.Text.Json;

namespace Portal.Administration;

/// <summary>One entry: who did what to what, from where and why, and what it changed.</summary>
public sealed record AuditRow
{
    public required Guid Id { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string ActorId { get; init; }
    public required string ActorName { get; init; }
    public required string Via { get; init; }
    public string? Address { get; init; }
    public required string Action { get; init; }
    public required string SubjectKey { get; init; }
    public required string Subject { get; init; }
    public required string Scope { get; init; }
    public JsonElement? Before { get; init; }
    public JsonElement? After { get; init; }
    public string? Why { get; init; }
}
