using System.Security.Cryptography;
using System.Text;
using Portal.Domain.Accounts;

namespace Portal.Administration;

/// <summary>How somebody stands.</summary>
public enum PersonState
{
    /// <summary>Has a link, but has not set a password yet.</summary>
    Invited,
    Active,

    /// <summary>Too many wrong passwords; rests by itself, or is unlocked.</summary>
    Locked,
    Disabled,
}

public sealed record MembershipView(string Scope, Role Role, MembershipSource Source);

/// <summary>Somebody as administrators see them.</summary>
public sealed record PersonView
{
    public required Guid Id { get; init; }
    public required string UserName { get; init; }
    public required string DisplayName { get; init; }
    public string? Email { get; init; }
    public required PersonState State { get; init; }
    public required IReadOnlyList<MembershipView> Memberships { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? LastSignInAt { get; init; }
    public DateTimeOffset? LockedUntil { get; init; }
    public DateTimeOffset? DisabledAt { get; init; }
    public string? DisabledBecause { get; init; }
    public required bool HasPassword { get; init; }
    public required bool TwoFactor { get; init; }

    /// <summary>Names of the sign-in providers this person has come through.</summary>
    public required IReadOnlyList<string> Providers { get; init; }

    public required bool IsDemo { get; init; }

    /// <summary>Of what can be edited: changes when somebody else changed it, and not because of a mistyped password.</summary>
    public string Version => VersionOf(DisplayName, Email, Memberships.Where(m => m.Source == MembershipSource.Manual).Select(m => new Grant(m.Scope, m.Role)));

    public static string VersionOf(string displayName, string? email, IEnumerable<Grant> memberships)
    {
        var text = string.Join('\n', [displayName, email ?? "", .. memberships.Select(m => $"{m.Scope} {m.Role}").Order(StringComparer.Ordinal)]);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
    }
}
