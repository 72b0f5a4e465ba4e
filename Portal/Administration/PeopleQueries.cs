using Microsoft.EntityFrameworkCore;
using Portal.Common;
using Portal.Domain.Accounts;
using Portal.Domain.Storage;
using Portal.Shell;

namespace Portal.Administration;

/// <summary>Who there is. For administrators of the whole portal only.</summary>
public sealed class PeopleQueries(IDbContextFactory<PortalDbContext> contexts, Permissions permissions, TimeProvider clock)
{
    /// <summary>By name, page by page.</summary>
    public async Task<ListOf<PersonView>> ListAsync(PersonFilter filter, string? cursor, int limit, Actor by, CancellationToken cancellationToken)
    {
        await permissions.RequireAsync(by, Scopes.Everything, Role.Admin, "see people", cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var people = Select(db, filter);
        people = cursor is null ? people : people.Where(p => string.Compare(p.NormalizedUserName, cursor) > 0);
        var rows = await ReadAsync(db, people.OrderBy(p => p.NormalizedUserName).Take(limit + 1), cancellationToken);
        return rows.Count > limit ? new(rows[..limit], rows[limit - 1].UserName.ToUpperInvariant()) : new(rows, null);
    }

    /// <exception cref="NotFoundException">There is nobody of this id.</exception>
    public async Task<PersonView> FindAsync(Guid id, Actor by, CancellationToken cancellationToken)
    {
        await permissions.RequireAsync(by, Scopes.Everything, Role.Admin, "see people", cancellationToken);
        return await ReadAsync(id, cancellationToken);
    }

    /// <summary>The caller's own; everybody may see that.</summary>
    public Task<PersonView> OwnAsync(Actor caller, CancellationToken cancellationToken) =>
        caller.PersonId is { } id ? ReadAsync(id, cancellationToken) : throw new NotFoundException("An API key has no account of its own.");

    private async Task<PersonView> ReadAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return (await ReadAsync(db, db.Users.Where(p => p.Id == id), cancellationToken)).SingleOrDefault() ?? throw new NotFoundException($"There is nobody with the id {id}.");
    }

    private IQueryable<Person> Select(PortalDbContext db, PersonFilter filter)
    {
        var now = clock.GetUtcNow();
        var people = db.Users.AsQueryable();
        if (filter.Text is { } text)
        {
            var pattern = LikePattern.Containing(text);
            people = people.Where(p => EF.Functions.ILike(p.UserName!, pattern, @"\") || EF.Functions.ILike(p.DisplayName, pattern, @"\") || EF.Functions.ILike(p.Email!, pattern, @"\"));
        }

        return filter.State switch
        {
            null => people,
            PersonState.Disabled => people.Where(p => p.DisabledAt != null),
            PersonState.Locked => people.Where(p => p.DisabledAt == null && p.LockoutEnd > now),
            PersonState.Invited => people.Where(p => p.DisabledAt == null && (p.LockoutEnd == null || p.LockoutEnd <= now) && p.PasswordHash == null && !db.UserLogins.Any(l => l.UserId == p.Id)),
            PersonState.Active => people.Where(p => p.DisabledAt == null && (p.LockoutEnd == null || p.LockoutEnd <= now) && (p.PasswordHash != null || db.UserLogins.Any(l => l.UserId == p.Id))),
            _ => throw new InvalidOperationException($"No query for {filter.State}."),
        };
    }

    private async Task<List<PersonView>> ReadAsync(PortalDbContext db, IQueryable<Person> people, CancellationToken cancellationToken)
    {
        var rows = await people.AsNoTracking().ToListAsync(cancellationToken);
        var ids = rows.Select(p => p.Id).ToList();
        var memberships = (await db.Memberships.AsNoTracking().Where(m => m.PersonId != null && ids.Contains(m.PersonId.Value)).ToListAsync(cancellationToken)).ToLookup(m => m.PersonId!.Value);
        var logins = (await db.UserLogins.AsNoTracking().Where(l => ids.Contains(l.UserId)).ToListAsync(cancellationToken)).ToLookup(l => l.UserId, l => l.ProviderDisplayName ?? l.LoginProvider);
        return [.. rows.Select(p => View(p, memberships[p.Id], [.. logins[p.Id].Distinct(StringComparer.Ordinal)]))];
    }

    private PersonView View(Person person, IEnumerable<Membership> memberships, IReadOnlyList<string> providers) => new()
    {
        Id = person.Id,
        UserName = person.UserName ?? "",
        DisplayName = person.DisplayName,
        Email = person.Email,
        State = person switch
        {
            { DisabledAt: not null } => PersonState.Disabled,
            { LockoutEnd: { } until } when until > clock.GetUtcNow() => PersonState.Locked,
            { PasswordHash: null } when providers.Count == 0 => PersonState.Invited,
            _ => PersonState.Active,
        },
        Memberships = [.. memberships.OrderBy(m => m.Scope, StringComparer.Ordinal).ThenBy(m => m.Source).Select(m => new MembershipView(m.Scope, m.Role, m.Source))],
        CreatedAt = person.CreatedAt,
        LastSignInAt = person.LastSignInAt,
        LockedUntil = person.LockoutEnd > clock.GetUtcNow() ? person.LockoutEnd : null,
        DisabledAt = person.DisabledAt,
        DisabledBecause = person.DisabledBecause,
        HasPassword = person.PasswordHash is not null,
        TwoFactor = person.TwoFactorEnabled,
        Providers = providers,
        IsDemo = person.IsDemo,
    };
}
