using Microsoft.EntityFrameworkCore;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.Storage;

namespace Portal.Jobs.ImagingOrders.Orders;

/// <summary>As whom somebody orders in OMERO: a person as themself; in another's name only who operates the group, and programs, which are nobody.</summary>
public sealed class OrderUsers(IDbContextFactory<PortalDbContext> contexts, Permissions permissions)
{
    /// <param name="wished">Null: as themself.</param>
    /// <exception cref="RuleException">Nobody is named, or they may not order in that name.</exception>
    public async Task<string> OfAsync(string group, string? wished, Actor by, CancellationToken cancellationToken)
    {
        var own = await OwnAsync(by, cancellationToken);
        var user = string.IsNullOrWhiteSpace(wished) ? own ?? throw new RuleException("no-user", "Say whose images they are: a login in OMERO.", 400) : wished.Trim();
        if (user.Any(char.IsControl))
        {
            throw new RuleException("no-user", "The login in OMERO holds a control character.", 400);
        }

        return own is null || user == own || (await permissions.OfAsync(by, cancellationToken)).May(Scopes.OmeroGroup(group), Role.Operator) ? user
            : throw new RuleException("other-user", $"You order as {own}. To order as {user} you need the role Operator in OMERO group {group}.", 403);
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
}
