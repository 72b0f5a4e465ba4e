using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.Audit;
using Portal.Domain.ImagingOrders;
using Portal.Domain.Storage;
using Portal.Jobs.Outside.Omero;

namespace Portal.Jobs.ImagingOrders.Orders;

/// <summary>Whether images may go where somebody wishes, as OMERO tells it; without one nobody can say.</summary>
public sealed class Destinations(OmeroTree tree, TimeProvider clock)
{
    private const string Away = "omero-away";
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<(string User, string Group, Destination Destination), (DateTimeOffset At, string Name)> _seen = new();

    public bool CanTell => tree.IsSet;

    /// <returns>Its name; null where nobody can say.</returns>
    /// <exception cref="RuleException">It is not in the group, or not theirs to write to, or OMERO does not answer.</exception>
    public async Task<string?> RequireAsync(string group, string user, Destination destination, CancellationToken cancellationToken)
    {
        if (!tree.IsSet)
        {
            return null;
        }

        var key = (user, group, destination);
        if (_seen.TryGetValue(key, out var seen) && clock.GetUtcNow() - seen.At < Fresh)
        {
            return seen.Name;
        }

        var node = await AskAsync(t => t.FindAsync(user, group, destination.Type == DestinationType.Screen ? OmeroKind.Screen : OmeroKind.Dataset, destination.Id, cancellationToken));
        _seen[key] = node switch
        {
            null => throw new RuleException("destination-not-there", $"There is no {destination} in the group {group} that {user} can see. Choose another, or look for it in OMERO: it may be in another group.", 400),
            { MayWrite: false } => throw new RuleException("destination-read-only", $"{user} may not put images into {destination} “{node.Name}”. Ask its owner, or choose another.", 403),
            _ => (clock.GetUtcNow(), node.Name),
        };
        return node.Name;
    }

    /// <summary>The same of what was in order once: an OMERO that does not answer now changes nothing.</summary>
    /// <inheritdoc cref="RequireAsync"/>
    public async Task RequireStillAsync(string group, string user, Destination destination, CancellationToken cancellationToken)
    {
        try
        {
            await RequireAsync(group, user, destination, cancellationToken);
        }
        catch (RuleException e) when (e.Rule == Away)
        {
            // The importer will find out, and tells it in the order's own words.
        }
    }

    /// <exception cref="RuleException">OMERO did not do it; why is said.</exception>
    internal async Task<T> AskAsync<T>(Func<OmeroTree, Task<T>> ask)
    {
        try
        {
            return await ask(tree);
        }
        catch (OmeroException e)
        {
            throw new RuleException(e.Trouble switch
            {
                OmeroTrouble.UnknownPerson => "omero-person",
                OmeroTrouble.Refused => "omero-refused",
                _ => Away,
            }, e.Message);
        }
    }
}

/// <summary>Looks through what a group has in OMERO, as one of its members, and makes what is missing.</summary>
public sealed class DestinationCommands(IDbContextFactory<PortalDbContext> contexts, Permissions permissions, OrderUsers users, Destinations destinations, TimeProvider clock)
{
    private const int LongestName = 255;

    /// <param name="user">Null: as oneself.</param>
    /// <param name="project">Whose datasets; null: what lies in no project.</param>
    /// <param name="search">A part of the names, wherever they lie.</param>
    public async Task<IReadOnlyList<OmeroNode>> ListAsync(string group, string? user, long? project, string? search, Actor by, CancellationToken cancellationToken)
    {
        var login = await AsAsync(group, user, by, cancellationToken);
        return await destinations.AskAsync(t => !string.IsNullOrWhiteSpace(search) ? t.SearchAsync(login, group, search.Trim(), cancellationToken)
            : project is { } of ? t.DatasetsAsync(login, group, of, cancellationToken) : t.TopAsync(login, group, cancellationToken));
    }

    /// <summary>Makes a project, dataset or screen.</summary>
    /// <param name="project">Of a dataset; null: in none.</param>
    public async Task<OmeroNode> CreateAsync(string group, string? user, OmeroKind kind, string name, long? project, Actor by, CancellationToken cancellationToken)
    {
        var login = await AsAsync(group, user, by, cancellationToken);
        var named = name?.Trim() is { Length: > 0 and <= LongestName } trimmed && !trimmed.Any(char.IsControl) ? trimmed
            : throw new RuleException("destination-name", $"A {kind} needs a name of 1 to {LongestName} characters.", 400);
        var made = await destinations.AskAsync(t => t.CreateAsync(login, group, kind, named, project, cancellationToken));
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        db.AuditEntries.Add(AuditEntry.Of(by, clock.GetUtcNow(), "omero.create", $"omero:{kind}:{made.Id}", $"{group} · {kind} {made.Id} “{named}”", Scopes.OmeroGroup(group), before: null, after: new { Kind = $"{kind}", made.Id, Name = named, Project = project, User = login }));
        await db.SaveChangesAsync(cancellationToken);
        return made;
    }

    private async Task<string> AsAsync(string group, string? user, Actor by, CancellationToken cancellationToken)
    {
        await permissions.RequireAsync(by, Scopes.OmeroGroup(group), Role.Curator, "look through what a group has in OMERO", cancellationToken);
        return await users.OfAsync(group, user, by, cancellationToken);
    }
}
