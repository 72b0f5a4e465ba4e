using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Storage;

namespace Portal.Domain.Accounts;

/// <summary>What somebody may do where; answers come from the database and are at most ten seconds old.</summary>
public sealed class Permissions(IDbContextFactory<PortalDbContext> contexts, TimeProvider clock)
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<string, (DateTimeOffset At, Grants Grants)> _cache = new(StringComparer.Ordinal);

    public async Task<Grants> OfAsync(Actor actor, CancellationToken cancellationToken)
    {
        if (actor.IsPortal)
        {
            return Grants.All;
        }

        var now = clock.GetUtcNow();
        if (_cache.TryGetValue(actor.Id, out var cached) && now - cached.At < MaxAge)
        {
            return cached.Grants;
        }

        var grants = await ReadAsync(actor, now, cancellationToken);
        _cache[actor.Id] = (now, grants);
        return grants;
    }

    /// <exception cref="NotFoundException">The scope is not even visible.</exception>
    /// <exception cref="NotAllowedException">Visible, but the role is too low.</exception>
    public async Task RequireAsync(Actor actor, string scope, Role role, string action, CancellationToken cancellationToken)
    {
        var grants = await OfAsync(actor, cancellationToken);
        if (!grants.May(scope, Role.Viewer))
        {
            throw new NotFoundException();
        }

        if (!grants.May(scope, role))
        {
            throw new NotAllowedException($"To {action} you need the role {role} in {Scopes.Say(scope)}.");
        }
    }

    /// <summary>Forgets what is cached of everybody, after accounts were edited on this node.</summary>
    public void Forget() => _cache.Clear();

    private async Task<Grants> ReadAsync(Actor actor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var memberships = actor switch
        {
            { PersonId: { } person } => db.Memberships.Where(m => m.PersonId == person
                && db.Users.Any(u => u.Id == person && u.DisabledAt == null)),
            { KeyId: { } key } => db.Memberships.Where(m => m.ApiKeyId == key
                && db.ApiKeys.Any(k => k.Id == key && k.RevokedAt == null && (k.ExpiresAt == null || k.ExpiresAt > now))),
            _ => db.Memberships.Where(_ => false),
        };
        return new Grants(await memberships.Select(m => new Grant(m.Scope, m.Role)).ToListAsync(cancellationToken));
    }
}

/// <summary>A role within a scope.</summary>
public readonly record struct Grant(string Scope, Role Role)
{
    public override string ToString() => $"{Role} in {Scopes.Say(Scope)}";

    /// <exception cref="RuleException">A scope is none, occurs twice, or a role is none.</exception>
    public static IReadOnlyList<Grant> Require(IEnumerable<Grant>? grants)
    {
        var all = (grants ?? []).Select(g => new Grant(Scopes.Require(g.Scope), g.Role)).ToList();
        if (all.Find(g => !Enum.IsDefined(g.Role)) is { Scope: not null } odd)
        {
            throw new RuleException("role", $"“{odd.Role}” is no role. It is Viewer, Curator, Operator or Admin.", 400);
        }

        return all.GroupBy(g => g.Scope).FirstOrDefault(g => g.Count() > 1) is { } twice
            ? throw new RuleException("scope-twice", $"There are two roles in {Scopes.Say(twice.Key)}. Keep the higher one.", 400)
            : all;
    }
}

/// <summary>The roles one actor has, by scope.</summary>
public sealed class Grants(IReadOnlyCollection<Grant> grants)
{
    public static Grants All { get; } = new([new Grant(Scopes.Everything, Role.Admin)]);

    public bool SeesEverything => grants.Any(g => g.Scope == Scopes.Everything);

    /// <summary>For queries: the scopes that may be seen when not everything may.</summary>
    public IReadOnlyList<string> VisibleScopes { get; } = [.. grants.Select(g => g.Scope).Distinct(StringComparer.Ordinal)];

    /// <summary>Whether people, keys and the portal itself may be looked after.</summary>
    public bool Administers => May(Scopes.Everything, Role.Admin);

    /// <summary>For queries: the scopes in which this role is held; <see cref="Scopes.Everything"/> among them means all.</summary>
    public IReadOnlyList<string> ScopesOf(Role role) => [.. grants.Where(g => g.Role >= role).Select(g => g.Scope).Distinct(StringComparer.Ordinal)];

    public bool May(string scope, Role role) => grants.Any(g => g.Role >= role && (g.Scope == Scopes.Everything || g.Scope == scope) && (scope != Scopes.Drafts || g.Role >= Role.Curator));

    /// <summary>For queries: whether what lies in <see cref="Scopes.Drafts"/> is there at all.</summary>
    public bool SeesDrafts => May(Scopes.Drafts, Role.Viewer);

    /// <summary>True when the role is held anywhere at all: whether to offer a button that then asks for the scope.</summary>
    public bool MaySomewhere(Role role) => grants.Any(g => g.Role >= role);
}

/// <summary>There is no such thing, or none the caller may see; both look alike from outside.</summary>
public sealed class NotFoundException(string message = "There is no such thing here, or none you may see.") : Exception(message);

/// <summary>The caller may see it but not do this; the message says what is missing.</summary>
public sealed class NotAllowedException(string message) : Exception(message);
