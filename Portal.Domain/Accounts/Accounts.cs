using Microsoft.AspNetCore.Identity;

namespace Portal.Domain.Accounts;

/// <summary>Somebody who signs in.</summary>
public sealed class Person : IdentityUser<Guid>
{
    public string DisplayName { get; set; } = "";
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Set: may not sign in, and a page still open stops within ten seconds.</summary>
    public DateTimeOffset? DisabledAt { get; set; }

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
}
