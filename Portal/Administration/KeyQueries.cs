using Microsoft.EntityFrameworkCore;
using Portal.Common;
using Portal.Domain.Accounts;
using Portal.Domain.Storage;
using Portal.Shell;

namespace Portal.Administration;

/// <summary>Which keys there are. For administrators of the whole portal only.</summary>
public sealed class KeyQueries(IDbContextFactory<PortalDbContext> contexts, Permissions permissions, TimeProvider clock)
{
    /// <summary>Newest first.</summary>
    /// <param name="text">Part of the name, or how the key begins.</param>
    /// <param name="cursor">Id of the last one of the page before.</param>
    public async Task<ListOf<KeyView>> ListAsync(string? text, string? cursor, int limit, Actor by, CancellationToken cancellationToken)
    {
        await permissions.RequireAsync(by, Scopes.Everything, Role.Admin, "see API keys", cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var keys = db.ApiKeys.AsNoTracking();
        if (text?.Trim() is { Length: > 0 } words)
        {
            var pattern = LikePattern.Containing(words);
            keys = keys.Where(k => EF.Functions.ILike(k.Name, pattern, @"\") || k.Prefix == words);
        }

        if (cursor is not null)
        {
            var last = Guid.TryParse(cursor, out var id) ? id : throw new ArgumentException($"The cursor “{cursor}” is not one this list gave out. Start again without it.", nameof(cursor));
            keys = keys.Where(k => k.Id < last); // a v7 id grows with time
        }

        var rows = await ReadAsync(db, keys.OrderByDescending(k => k.Id).Take(limit + 1), cancellationToken);
        return rows.Count > limit ? new(rows[..limit], rows[limit - 1].Id.ToString()) : new(rows, null);
    }

    /// <exception cref="NotFoundException">There is none of this id.</exception>
    public async Task<KeyView> FindAsync(Guid id, Actor by, CancellationToken cancellationToken)
    {
        await permissions.RequireAsync(by, Scopes.Everything, Role.Admin, "see API keys", cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return (await ReadAsync(db, db.ApiKeys.AsNoTracking().Where(k => k.Id == id), cancellationToken)).SingleOrDefault() ?? throw new NotFoundException($"There is no API key with the id {id}.");
    }

    private async Task<List<KeyView>> ReadAsync(PortalDbContext db, IQueryable<ApiKey> keys, CancellationToken cancellationToken)
    {
        var rows = await keys.ToListAsync(cancellationToken);
        var ids = rows.Select(k => k.Id).ToList();
        var memberships = (await db.Memberships.AsNoTracking().Where(m => m.ApiKeyId != null && ids.Contains(m.ApiKeyId.Value)).ToListAsync(cancellationToken)).ToLookup(m => m.ApiKeyId!.Value);
        return [.. rows.Select(k => View(k, memberships[k.Id]))];
    }

    private KeyView View(ApiKey key, IEnumerable<Membership> memberships) => new()
    {
        Id = key.Id,
        Name = key.Name,
        Prefix = key.Prefix,
        State = key switch
        {
            { RevokedAt: not null } => KeyState.Revoked,
            { ExpiresAt: { } until } when until <= clock.GetUtcNow() => KeyState.Expired,
            _ => KeyState.Active,
        },
        Memberships = [.. memberships.OrderBy(m => m.Scope, StringComparer.Ordinal).Select(m => new MembershipView(m.Scope, m.Role, m.Source))],
        CreatedAt = key.CreatedAt,
        CreatedBy = key.CreatedBy,
        ExpiresAt = key.ExpiresAt,
        LastUsedAt = key.LastUsedAt,
        RevokedAt = key.RevokedAt,
        RevokedBecause = key.RevokedBecause,
        IsDemo = key.IsDemo,
    };
}
