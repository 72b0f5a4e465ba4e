using Microsoft.EntityFrameworkCore;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.Audit;
using Portal.Domain.Storage;
using Portal.Shell.Accounts;

namespace Portal.Administration;

/// <summary>What administrators do to keys; pages, API and command line call the same methods.</summary>
public sealed class KeyCommands(ApiKeys keys, IDbContextFactory<PortalDbContext> contexts, Permissions permissions, TimeProvider clock)
{
    /// <summary>The secret is in what this returns, and nowhere else.</summary>
    public async Task<CreatedKey> CreateAsync(NewKey wish, Actor by, CancellationToken cancellationToken)
    {
        await permissions.RequireAsync(by, Scopes.Everything, Role.Admin, "make API keys", cancellationToken);
        var name = wish.Name?.Trim() is { Length: > 0 and <= 100 } text ? text : throw new RuleException("key-name", "Say in 1 to 100 characters what the key is for.", 400);
        var memberships = Grant.Require(wish.Memberships);
        if (memberships.Count == 0)
        {
            throw new RuleException("no-membership", "Give the key at least one role; without any it could do nothing.", 400);
        }

        if (wish.ExpiresAt <= clock.GetUtcNow())
        {
            throw new RuleException("expiry", "The key would have expired already. Choose a time to come.", 400);
        }

        var secret = ApiKeys.NewSecret();
        var id = await keys.CreateAsync(name, secret, memberships, wish.ExpiresAt?.ToUniversalTime(), isDemo: false, by, cancellationToken);
        return new CreatedKey(id, name, secret, wish.ExpiresAt);
    }

    /// <summary>For good: whoever uses it is refused from now on. A key that was revoked before stays as it is.</summary>
    public async Task RevokeAsync(Guid id, string? why, Actor by, CancellationToken cancellationToken)
    {
        await permissions.RequireAsync(by, Scopes.Everything, Role.Admin, "revoke API keys", cancellationToken);
        if (string.IsNullOrWhiteSpace(why))
        {
            throw new RuleException("why", "Say why the key is revoked; whoever used it will ask.", 400);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var key = await db.ApiKeys.FromSql($"SELECT * FROM portal.api_key WHERE id = {id} FOR UPDATE").SingleOrDefaultAsync(cancellationToken)
            ?? throw new NotFoundException($"There is no API key with the id {id}.");
        if (key.RevokedAt is not null)
        {
            return;
        }

        var now = clock.GetUtcNow();
        (key.RevokedAt, key.RevokedBecause) = (now, why.Trim());
        db.AuditEntries.Add(AuditEntry.Of(by, now, "key.revoke", $"key:{id}", key.Name, Scopes.Everything, new { RevokedAt = (string?)null }, new { key.RevokedAt, key.RevokedBecause }, key.RevokedBecause));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        permissions.Forget();
    }
}

/// <param name="ExpiresAt">Null: good until it is revoked.</param>
public sealed record NewKey(string Name, IReadOnlyList<Grant> Memberships, DateTimeOffset? ExpiresAt);

/// <param name="Secret">Shown once.</param>
public sealed record CreatedKey(Guid Id, string Name, string Secret, DateTimeOffset? ExpiresAt);
