using Microsoft.EntityFrameworkCore;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.Domain.Storage;
using Portal.Jobs.ImagingOrders.Files;

namespace Portal.Jobs.ImagingOrders.Drafts;

/// <summary>Reads drafts: everybody's own, and nobody else's.</summary>
public sealed class OrderDrafts(IDbContextFactory<PortalDbContext> contexts)
{
    /// <summary>The one that was changed last comes first.</summary>
    public async Task<IReadOnlyList<OrderDraft>> OfAsync(string person, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<OrderDraft>().AsNoTracking().Where(d => d.Person == person).OrderByDescending(d => d.UpdatedAt).Take(OrderDraftCommands.Most).ToListAsync(cancellationToken);
    }

    public async Task<int> CountAsync(string person, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<OrderDraft>().CountAsync(d => d.Person == person, cancellationToken);
    }

    /// <returns>Null when there is none, or it is somebody else's.</returns>
    public async Task<OrderDraft?> FindAsync(Guid id, string person, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<OrderDraft>().AsNoTracking().SingleOrDefaultAsync(d => d.Id == id && d.Person == person, cancellationToken);
    }
}

/// <summary>Orders on their way: kept per person after every step, seen by nobody else, and without an audit entry until they are made.</summary>
public sealed class OrderDraftCommands(IDbContextFactory<PortalDbContext> contexts, Permissions permissions, TimeProvider clock)
{
    /// <summary>So many drafts a person may have.</summary>
    public const int Most = 100;

    private const int MostPaths = 10_000;

    /// <param name="id">Chosen by whoever begins it, so that saving it twice makes one.</param>
    /// <param name="version">The version it was changed from; 0 of one that is begun.</param>
    /// <returns>The version it has now.</returns>
    /// <exception cref="RuleException">It was changed elsewhere meanwhile, or there are too many.</exception>
    public async Task<int> SaveAsync(string group, Guid id, int version, OrderChoice choice, Actor by, CancellationToken cancellationToken)
    {
        await permissions.RequireAsync(by, Scopes.OmeroGroup(group), Role.Curator, "order imports", cancellationToken);
        if (choice.Paths.Count > MostPaths)
        {
            throw new RuleException("too-many-files", $"{choice.Paths.Count:N0} files are chosen; at most {MostPaths:N0} go at once. Order these first.", 400);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await RequireInsideAsync(db, group, choice, by, cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var draft = await db.Set<OrderDraft>().FromSql($"SELECT * FROM portal.order_draft WHERE id = {id} FOR UPDATE").SingleOrDefaultAsync(cancellationToken);
        if (draft is null && version == 0)
        {
            await RequireRoomAsync(db, by, cancellationToken);
            db.Add(draft = OrderDraft.Of(id, by.Id, group, clock.GetUtcNow()));
        }

        if (draft is null || draft.Person != by.Id || draft.GroupName != group || draft.Version != version)
        {
            throw new RuleException("draft-stale", draft?.Person == by.Id ? "This draft was changed in another window. Open it again, and go on from there." : "This draft is gone: it was ordered or thrown away. Begin a new one.");
        }

        draft.Write(choice, clock.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return draft.Version;
    }

    /// <summary>Throws one of one's own drafts away; it may be gone already.</summary>
    public async Task DeleteAsync(string group, Guid id, Actor by, CancellationToken cancellationToken)
    {
        await permissions.RequireAsync(by, Scopes.OmeroGroup(group), Role.Curator, "order imports", cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.Set<OrderDraft>().Where(d => d.Id == id && d.Person == by.Id && d.GroupName == group).ExecuteDeleteAsync(cancellationToken);
    }

    // How a path is written is judged here; where it leads, when the files are looked at.
    private async Task RequireInsideAsync(PortalDbContext db, string group, OrderChoice choice, Actor by, CancellationToken cancellationToken)
    {
        try
        {
            _ = choice.Paths.Select(OrderPath.Read).Count(p => p.Path.Length > 0);
        }
        catch (PathRefusedException refused)
        {
            db.AuditEntries.Add(ImageFiles.Entry(group, refused, by, clock.GetUtcNow()));
            await db.SaveChangesAsync(cancellationToken);
            throw ImageFiles.Refusal(group, refused);
        }
    }

    private static async Task RequireRoomAsync(PortalDbContext db, Actor by, CancellationToken cancellationToken)
    {
        if (await db.Set<OrderDraft>().CountAsync(d => d.Person == by.Id, cancellationToken) >= Most)
        {
            throw new RuleException("too-many-drafts", $"You have {Most} drafts already. Order some, or throw some away.");
        }
    }
}
