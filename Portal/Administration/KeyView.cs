using Portal.Domain.Accounts;

namespace Portal.Administration;

public enum KeyState
{
    Active,
    Expired,
    Revoked,
}

/// <summary>A key as administrators see it; its secret is nowhere.</summary>
public sealed record KeyView
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }

    /// <summary>How it begins.</summary>
    public required string Prefix { get; init; }

    public required KeyState State { get; init; }
    public required IReadOnlyList<MembershipView> Memberships { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required string CreatedBy { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>To the minute.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }
    public string? RevokedBecause { get; init; }
    public required bool IsDemo { get; init; }
}
