using Microsoft.EntityFrameworkCore;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.Audit;
using Portal.Domain.ImagingOrders;
using Portal.Domain.Storage;
using Portal.Jobs.ImagingOrders.Configuration;
using Portal.Jobs.ImagingOrders.Files;
using Portal.Jobs.ImagingOrders.Monitor;
using Portal.Jobs.ImagingOrders.Orders;
using Portal.Jobs.Storage;

namespace Portal.Jobs.ImagingOrders.Watching;

/// <summary>
/// Looks into a watched folder and orders what is whole. The row of the watch is locked meanwhile, and a path, its order and the note that
/// it was taken are one transaction: whatever stops, on however many nodes, nothing is ordered twice.
/// </summary>
public sealed class WatchLook(IDbContextFactory<PortalDbContext> contexts, GroupFolders folders, ImageFiles files, ImagingConfiguration configuration, OrderPlanning planning, WatchRights rights, TimeProvider clock)
{
    private const int MostInAnOrder = 1_000;

    /// <returns>Null when it is paused, gone, or somebody else looks just now.</returns>
    public async Task<WatchLooked?> RunAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.Set<WatchedFolder>().FromSql($"SELECT * FROM portal.watched_folder WHERE id = {id} AND paused_because IS NULL AND deleted_at IS NULL FOR UPDATE SKIP LOCKED").SingleOrDefaultAsync(cancellationToken) is not { } watch)
        {
            return null;
        }

        var now = clock.GetUtcNow();
        if (await rights.MissingAsync(watch, cancellationToken) is { } missing)
        {
            await StopAsync(db, watch, missing, now, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return new(0, 0, missing);
        }

        var (walked, problem) = Walk(watch, cancellationToken);
        var whole = await WatchNotes.TakeAsync(db, watch, walked, problem, now, cancellationToken);
        var orders = await OrderAsync(db, watch, whole, now, cancellationToken);
        watch.Looked(now, problem);
        await OrderNews.TellAsync(db, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new(walked?.Count ?? 0, orders, problem);
    }

    private static async Task StopAsync(PortalDbContext db, WatchedFolder watch, string missing, DateTimeOffset now, CancellationToken cancellationToken)
    {
        watch.Pause(missing);
        watch.Looked(now, problem: null);
        db.AuditEntries.Add(AuditEntry.Of(Actor.Portal, now, "imaging-watch.stop", watch.SubjectKey, watch.Subject, watch.Scope, before: new { Paused = (string?)null }, after: new { Paused = missing }, why: missing));
        await OrderNews.TellAsync(db, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
    }

    private (IReadOnlyList<WalkedPath>? Walked, string? Problem) Walk(WatchedFolder watch, CancellationToken cancellationToken)
    {
        try
        {
            using var group = folders.Open(watch.GroupName);
            var walk = new WatchWalk(group, watch, configuration.Rules.ExclusivePatterns);
            var found = walk.Walk(cancellationToken);
            return (found, walk.Problems.Count == 0 ? null : string.Join(" ", walk.Problems.Take(5)));
        }
        catch (Exception e) when (e is RuleException or PathRefusedException or IOException or UnauthorizedAccessException)
        {
            return (null, e.Message);
        }
        catch (UnreadableFileException e)
        {
            return (null, $"The folder {e.Message}.");
        }
    }

    private async Task<int> OrderAsync(PortalDbContext db, WatchedFolder watch, List<WatchedPath> whole, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var good = new List<WatchedPath>();
        foreach (var path in whole)
        {
            if (await WrongAsync(watch, path.Path, cancellationToken) is { } why)
            {
                path.Wait(why);
            }
            else
            {
                good.Add(path);
            }
        }

        var made = 0;
        foreach (var some in good.Chunk(MostInAnOrder))
        {
            made += await OrderAsync(db, watch, some, now, cancellationToken);
        }

        return made;
    }

    private async Task<int> OrderAsync(PortalDbContext db, WatchedFolder watch, WatchedPath[] paths, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var wish = new OrderWish(watch.GroupName, watch.UserName, [new($"{watch.DestinationType}", watch.DestinationId)], [.. paths.Select(p => p.Path)], SkipKnown: true);
        var outcome = (await planning.OfAsync([wish], Actor.Portal, cancellationToken))[0];
        if (outcome.Problem is { } problem)
        {
            Array.ForEach(paths, p => p.Wait(problem));
            return 0;
        }

        var by = new Actor(watch.SubjectKey, $"Watched folder {(watch.Folder.Length == 0 ? watch.GroupName : watch.Folder)}", "schedule");
        var orders = outcome.Orders.Select(o => Made(watch, o, by, now)).ToList();
        foreach (var order in orders)
        {
            OrderDesk.Add(db, order, by, now, $"New in the watched folder of {watch.CreatedBy}.");
        }

        var taken = orders.SelectMany(o => o.Paths.Select(p => (Path: p, o.Id))).ToDictionary(p => p.Path, p => p.Id, StringComparer.Ordinal);
        var known = outcome.Known.ToDictionary(k => k.Path, k => ImagingOrder.IdOf(k.Order), StringComparer.Ordinal);
        foreach (var path in paths)
        {
            Note(path, taken, known);
        }

        return orders.Count;
    }

    private static void Note(WatchedPath path, Dictionary<string, Guid> taken, Dictionary<string, Guid> known)
    {
        if (taken.TryGetValue(path.Path, out var order))
        {
            path.Order(order);
        }
        else if (known.TryGetValue(path.Path, out var earlier))
        {
            path.Know(earlier);
        }
    }

    // As planned, but with the parameters of the watch, and as its own.
    private static ImagingOrder Made(WatchedFolder watch, ImagingOrder planned, Actor by, DateTimeOffset now)
    {
        var conversion = planned.Container is { } container ? new Conversion(planned.Conversion ?? container, container, Makes: "", []) : null;
        var own = watch.Parameters.Select(p => p.Key).ToHashSet(StringComparer.Ordinal);
        IReadOnlyList<ConversionParameter> parameters = conversion is null ? [] : [.. planned.Parameters.Where(p => !own.Contains(p.Key)), .. watch.Parameters];
        var order = ImagingOrder.Of(new(planned.Destination, conversion, parameters, planned.Paths), planned.GroupName, planned.UserName,
            new(watch.Hold, Priority: watch.Priority, Why: "It was found in a watched folder, whose orders are held."), by, now);
        order.FoundBy(watch.Id);
        return order;
    }

    private async Task<string?> WrongAsync(WatchedFolder watch, string path, CancellationToken cancellationToken)
    {
        try
        {
            await files.CheckAsync(watch.GroupName, [path], Actor.Portal, cancellationToken);
            return null;
        }
        catch (RuleException wrong)
        {
            return wrong.Message;
        }
    }
}
