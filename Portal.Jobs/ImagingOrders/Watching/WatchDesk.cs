using Microsoft.EntityFrameworkCore;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.Audit;
using Portal.Domain.ImagingOrders;
using Portal.Domain.Storage;
using Portal.Jobs.ImagingOrders.Files;
using Portal.Jobs.ImagingOrders.Monitor;
using Portal.Jobs.ImagingOrders.Orders;
using Portal.Jobs.Storage;

namespace Portal.Jobs.ImagingOrders.Watching;

/// <summary>What people and programs do with watched folders. Each verb checks the right in the group and leaves an audit entry.</summary>
public sealed class WatchDesk(IDbContextFactory<PortalDbContext> contexts, Permissions permissions, GroupFolders folders, OrderUsers users, WatchLook look, TimeProvider clock)
{
    public async Task<WatchedFolder> CreateAsync(WatchWish wish, Actor by, CancellationToken cancellationToken)
    {
        await permissions.RequireAsync(by, Scopes.OmeroGroup(wish.Group), Role.Curator, "watch a folder", cancellationToken);
        wish = wish with { User = await users.OfAsync(wish.Group, wish.User, by, cancellationToken) };
        var watch = WatchedFolder.Of(wish, by, clock.GetUtcNow());
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await RequireFolderAsync(db, watch, by, cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        db.Add(watch);
        return await SaveAsync(db, transaction, watch, by, "imaging-watch.create", before: null, after: wish, why: null, cancellationToken);
    }

    public Task<WatchedFolder> PauseAsync(Guid id, string? why, Actor by, CancellationToken cancellationToken) =>
        ChangeAsync(id, "pause a watched folder", "imaging-watch.pause", w => w.Pause(why ?? $"{by.Name} paused it."), why, by, cancellationToken);

    public Task<WatchedFolder> ResumeAsync(Guid id, string? why, Actor by, CancellationToken cancellationToken) =>
        ChangeAsync(id, "resume a watched folder", "imaging-watch.resume", w => w.Resume(), why, by, cancellationToken);

    /// <summary>Nobody looks any more; what it ordered stays.</summary>
    public Task<WatchedFolder> DeleteAsync(Guid id, string? why, Actor by, CancellationToken cancellationToken) =>
        ChangeAsync(id, "delete a watched folder", "imaging-watch.delete", w => w.Delete(clock.GetUtcNow()), why, by, cancellationToken);

    /// <summary>Looks now; its schedule goes on as before.</summary>
    /// <exception cref="RuleException">It is paused, or somebody looks just now.</exception>
    public async Task<WatchLooked> LookAsync(Guid id, Actor by, CancellationToken cancellationToken)
    {
        await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
        {
            var scope = (await db.Set<WatchedFolder>().AsNoTracking().SingleOrDefaultAsync(w => w.Id == id, cancellationToken))?.Scope ?? throw new NotFoundException();
            await permissions.RequireAsync(by, scope, Role.Curator, "look into a watched folder", cancellationToken);
        }

        return await look.RunAsync(id, cancellationToken) ?? throw new RuleException("watch-busy", "It is paused or deleted, or somebody looks into it just now.");
    }

    // One that cannot be looked at is refused now rather than at three in the morning; one that leads out is written down.
    private async Task RequireFolderAsync(PortalDbContext db, WatchedFolder watch, Actor by, CancellationToken cancellationToken)
    {
        try
        {
            using var group = folders.Open(watch.GroupName);
            using var folder = group.Look(OrderPath.Read(watch.Folder).Path);
            if (folder is not { IsFolder: true } || ListingRules.IsZarr(watch.Folder))
            {
                throw new RuleException("not-there", $"There is no folder “{watch.Folder}” in the folder of {watch.GroupName}. Check the spelling, or browse to it.", 404);
            }
        }
        catch (PathRefusedException refused)
        {
            db.AuditEntries.Add(AuditEntry.Of(by, clock.GetUtcNow(), "imaging-files.refuse", $"imaging-files:{watch.GroupName}", $"{watch.GroupName} · {refused.Path}", watch.Scope, after: new { refused.Path, refused.Why }, why: refused.Why));
            await db.SaveChangesAsync(cancellationToken);
            throw new RuleException("path", $"{refused.Message} Only what lies in the folder of {watch.GroupName} can be watched.", 403);
        }
        catch (UnreadableFileException unreadable)
        {
            throw new RuleException("unreadable", $"It {unreadable.Message}. Ask whoever looks after the storage.");
        }
    }

    private async Task<WatchedFolder> ChangeAsync(Guid id, string words, string action, Action<WatchedFolder> change, string? why, Actor by, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var watch = await LockedAsync(db, id, words, by, cancellationToken);
        var before = State(watch);
        change(watch);
        return await SaveAsync(db, transaction, watch, by, action, before, State(watch), why, cancellationToken);
    }

    private static object State(WatchedFolder watch) => new { Paused = watch.PausedBecause, Deleted = watch.DeletedAt };

    private async Task<WatchedFolder> LockedAsync(PortalDbContext db, Guid id, string words, Actor by, CancellationToken cancellationToken)
    {
        var watch = await db.Set<WatchedFolder>().FromSql($"SELECT * FROM portal.watched_folder WHERE id = {id} FOR UPDATE").SingleOrDefaultAsync(cancellationToken) ?? throw new NotFoundException();
        await permissions.RequireAsync(by, watch.Scope, Role.Curator, words, cancellationToken);
        return watch;
    }

    private async Task<WatchedFolder> SaveAsync(PortalDbContext db, Microsoft.EntityFrameworkCore.Storage.IDbContextTransaction transaction, WatchedFolder watch, Actor by, string action, object? before, object? after, string? why, CancellationToken cancellationToken)
    {
        db.AuditEntries.Add(AuditEntry.Of(by, clock.GetUtcNow(), action, watch.SubjectKey, watch.Subject, watch.Scope, before, after, why));
        await OrderNews.TellAsync(db, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return watch;
    }
}
