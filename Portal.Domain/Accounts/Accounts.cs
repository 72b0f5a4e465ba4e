using Microsoft.AspNetCore.Identity;

namespace Portal.Domain.Accounts;

/// <summary>Somebody who signs in.</summary>
public sealed class Person : IdentityUser<Guid>
{
    public string DisplayName { get; set; } = "";
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Set: may not sign in, and a page still open stops within ten seconds.</summary>
    public DateTimeOffset? DisabledAt { get; set; }

    public string? DisabledBecause { get; set; }
    public DateTimeOffset? LastSignInAt { get; set; }

    /// <summary>Made for a demonstration; disabled at any start that is not one.</summary>
    public bool IsDemo { get; set; }
}

/// <summary>A program's way in. Only a hash of the secret is kept.</summary>
public sealed class ApiKey
{
    public Guid Id { get; set; }
    public string Name { get; set; } = "";

    /// <summary>First characters of the key, to recognise it by.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>SHA-256 of the whole key, lower-case hex. The key is 256 random bits, so no salt is needed.</summary>
    public string Hash { get; set; } = "";

    public DateTimeOffset CreatedAt { get; set; }
    public string CreatedBy { get; set; } = "";
    public DateTimeOffset? ExpiresAt { get; set; }
    public DateTimeOffset? LastUsedAt { get; set; }
    public DateTimeOffset? RevokedAt { get; set; }
    public string? RevokedBecause { get; set; }
    public bool IsDemo { get; set; }
}

/// <summary>A role within a scope, for a person or a key.</summary>
public sealed class Membership
{
    public Guid Id { get; set; }
    public Guid? PersonId { get; set; }
    public Guid? ApiKeyId { get; set; }
    public string Scope { get; set; } = Scopes.Everything;
    public Role Role { get; set; }
    public MembershipSource Source { get; set; }

    public static Membership OfPerson(Guid person, Grant grant, DateTimeOffset at, MembershipSource source = MembershipSource.Manual) =>
        new() { Id = Guid.CreateVersion7(at), PersonId = person, Scope = grant.Scope, Role = grant.Role, Source = source };

    public static Membership OfKey(Guid key, Grant grant, DateTimeOffset at) =>
        new() { Id = Guid.CreateVersion7(at), ApiKeyId = key, Scope = grant.Scope, Role = grant.Role };
}

/// <summary>Who gave a membership, and so who takes it away again.</summary>
public enum MembershipSource
{
    /// <summary>An administrator.</summary>
    Manual,

    /// <summary>A claim of the sign-in provider; read again at each sign-in.</summary>
    Provider,
}
