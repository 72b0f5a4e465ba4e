using Microsoft.EntityFrameworkCore;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.Domain.Storage;
using Portal.Jobs.ImagingOrders.Files;
using Portal.Jobs.ImagingOrders.Tracking;

namespace Portal.Jobs.ImagingOrders.Orders;

/// <summary>Turns wishes into orders, and says of each what is wrong with it; writes nothing.</summary>
public sealed class OrderPlanning(IDbContextFactory<PortalDbContext> contexts, Permissions permissions, ImageFiles files, ImportRows rows, TimeProvider clock)
{
    private const int MostFiles = 10_000;

    /// <exception cref="NotFoundException">One of the groups is not theirs to see; which is not said.</exception>
    public async Task<IReadOnlyList<OrderOutcome>> OfAsync(IReadOnlyList<OrderWish> wishes, Actor by, CancellationToken cancellationToken)
    {
        foreach (var wish in wishes)
        {
            await permissions.RequireAsync(by, Scopes.OmeroGroup(wish.Group), Role.Curator, "order imports", cancellationToken);
        }

        var outcomes = new List<OrderOutcome>();
        foreach (var wish in wishes)
        {
            outcomes.Add(await OfAsync(wish, by, cancellationToken));
        }

        return outcomes;
    }

    private async Task<OrderOutcome> OfAsync(OrderWish wish, Actor by, CancellationToken cancellationToken)
    {
        try
        {
            var user = await UserAsync(wish, by, cancellationToken);
            if (wish.Paths.Count is 0 or > MostFiles || wish.Destinations.Count == 0)
            {
                throw new RuleException("nothing-to-order", $"Name at least one file, at most {MostFiles:N0}, and at least one destination.", 400);
            }

            var destinations = wish.Destinations.Select(d => Destination.Read(d.Type, d.Id)).ToList();
            var ordered = await files.CheckAsync(wish.Group, wish.Paths, by, cancellationToken);
            var known = await KnownAsync(wish, destinations, ordered, cancellationToken);
            var plans = destinations.Distinct().SelectMany(d => OrderPlan.Of(
                [.. wish.Paths.Where(p => !wish.SkipKnown || !known.Any(k => k.Path == p && k.Destination == d)).Select(OrderPath.Read)], [d], ConversionRules.Shipped));
            return new([.. plans.Select(p => ImagingOrder.Of(p, wish.Group, user, wish.Start ?? new(), by, clock.GetUtcNow()))], known, Rule: null, Problem: null);
        }
        catch (RuleException problem)
        {
            return new([], [], problem.Rule, problem.Message);
        }
    }

    // A person orders as themself; in another's name only who operates the group, and programs, which are nobody.
    internal async Task<string> UserAsync(OrderWish wish, Actor by, CancellationToken cancellationToken)
    {
        var own = await OwnAsync(by, cancellationToken);
        var user = string.IsNullOrWhiteSpace(wish.User) ? own ?? throw new RuleException("no-user", "Say whose images they are: a login in OMERO.", 400) : wish.User.Trim();
        if (user.Any(char.IsControl))
        {
            throw new RuleException("no-user", "The login in OMERO holds a control character.", 400);
        }

        return own is null || user == own || (await permissions.OfAsync(by, cancellationToken)).May(Scopes.OmeroGroup(wish.Group), Role.Operator) ? user
            : throw new RuleException("other-user", $"You order as {own}. To order as {user} you need the role Operator in OMERO group {wish.Group}.", 403);
    }

    private async Task<string?> OwnAsync(Actor by, CancellationToken cancellationToken)
    {
        if (by.PersonId is not { } person)
        {
            return null;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return (await db.Users.Where(u => u.Id == person).Select(u => u.UserName).SingleAsync(cancellationToken))?.Split('@')[0];
    }

    // By what the importer's table says of the destination, and by what still waits in the portal.
    private async Task<IReadOnlyList<KnownFile>> KnownAsync(OrderWish wish, IReadOnlyList<Destination> destinations, IReadOnlyList<string> ordered, CancellationToken cancellationToken)
    {
        var known = new List<KnownFile>();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        foreach (var destination in destinations)
        {
            // A conversion makes many images of one file: only a whole file is known by its path.
            var wishes = wish.Paths.Zip(ordered).Where(p => OrderPath.Read(p.First).SubImage is null).ToList();
            foreach (var row in rows.IsSet ? await rows.IntoAsync(destination, cancellationToken) : [])
            {
                var there = row.Files.ToHashSet(StringComparer.Ordinal);
                known.AddRange(wishes.Where(p => there.Contains(p.Second)).Select(p => new KnownFile(p.First, destination, row.Uuid, row.Is == ImportStage.Completed)));
            }

            var waiting = await db.Set<ImagingOrder>().AsNoTracking().Where(o => o.GroupName == wish.Group && o.DestinationType == destination.Type && o.DestinationId == destination.Id
                && (o.State == OrderState.Held || o.State == OrderState.Scheduled || o.State == OrderState.Queued || o.State == OrderState.Submitting)).ToListAsync(cancellationToken);
            known.AddRange(from order in waiting from path in order.Paths.Intersect(wish.Paths, StringComparer.Ordinal) select new KnownFile(path, destination, $"{order.Id}", IsDone: false));
        }

        return [.. known.DistinctBy(k => (k.Path, k.Destination))];
    }
}
