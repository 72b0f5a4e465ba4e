using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Accounts;
using Portal.Domain.Audit;
using Portal.Domain.Storage;

namespace Portal.Shell.Accounts;

/// <summary>Makes and recognises keys. The secret is shown once and never stored.</summary>
public sealed class ApiKeys(IDbContextFactory<PortalDbContext> contexts, TimeProvider clock)
{
    private const string Mark = "portal_";
    private static readonly TimeSpan UseNotedEvery = TimeSpan.FromMinutes(1);

    public static string NewSecret() => Mark + WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));

    public Task<Guid> CreateAsync(string name, string secret, string scope, Role role, DateTimeOffset? expiresAt, bool isDemo, Actor by, CancellationToken cancellationToken) =>
        CreateAsync(name, secret, [new Grant(scope, role)], expiresAt, isDemo, by, cancellationToken);

    /// <summary>Asks nobody's leave: who calls it has.</summary>
    public async Task<Guid> CreateAsync(string name, string secret, IReadOnlyList<Grant> memberships, DateTimeOffset? expiresAt, bool isDemo, Actor by, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var key = new ApiKey
        {
            Id = Guid.CreateVersion7(now),
            Name = name,
            Prefix = secret[..(Mark.Length + 4)],
            Hash = HashOf(secret),
            CreatedAt = now,
            CreatedBy = by.Name,
            ExpiresAt = expiresAt,
            IsDemo = isDemo,
        };
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        db.ApiKeys.Add(key);
        db.Memberships.AddRange(memberships.Select(grant => Membership.OfKey(key.Id, grant, now)));
        db.AuditEntries.Add(AuditEntry.Of(by, now, "key.create", $"key:{key.Id}", name, Scopes.Everything,
            after: new { key.Prefix, expiresAt, Memberships = memberships.Select(g => g.ToString()) }));
        await db.SaveChangesAsync(cancellationToken);
        return key.Id;
    }

    /// <summary>Null for a key that does not exist, is revoked or has expired.</summary>
    public async Task<ApiKey?> RecogniseAsync(string secret, CancellationToken cancellationToken)
    {
        var hash = HashOf(secret);
        var now = clock.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var key = await db.ApiKeys.AsNoTracking()
            .SingleOrDefaultAsync(k => k.Hash == hash && k.RevokedAt == null && (k.ExpiresAt == null || k.ExpiresAt > now), cancellationToken);
        if (key is not null && (key.LastUsedAt is not { } used || now - used > UseNotedEvery))
        {
            await db.ApiKeys.Where(k => k.Id == key.Id).ExecuteUpdateAsync(k => k.SetProperty(x => x.LastUsedAt, now), cancellationToken);
        }

        return key;
    }

    private static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
