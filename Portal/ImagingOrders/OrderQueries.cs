using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.Domain.Storage;
using Portal.Jobs.ImagingOrders;
using Portal.Jobs.ImagingOrders.Tracking;
using Portal.Shell;

namespace Portal.ImagingOrders;

/// <param name="Group">Null: all one may see.</param>
public sealed record OrderFilter(string? Group, OrderState? State);

/// <summary>What is read about orders: the portal's own record, and beside it what the importer's rows say.</summary>
public sealed class OrderQueries(IDbContextFactory<PortalDbContext> contexts, ImportRows rows, DaemonWatch daemon, IOptions<ImagingOrderOptions> options, TimeProvider clock)
{
    public const int PageSize = 100;

    /// <summary>Whether to offer it; the group is asked for then.</summary>
    public static bool MayOrder(Grants grants) => grants.ScopesOf(Role.Curator).Any(s => s == Scopes.Everything || s.StartsWith(Scopes.OmeroGroupPrefix, StringComparison.Ordinal));

    /// <summary>Whether an importer lives; null where none is configured. One whose database is away does not; where the portal processes itself, it is the importer.</summary>
    public async Task<DaemonSign?> ImporterAsync(CancellationToken cancellationToken)
    {
        try
        {
            var sign = rows.IsSet ? await daemon.LookAsync(cancellationToken) : null;
            return sign is null || !options.Value.Processes ? sign : sign with { State = sign.IsPolling ? DaemonState.Beside : sign.MayBeHidden ? DaemonState.Hidden : DaemonState.Alive };
        }
        catch (Exception e) when (e is NpgsqlException or RuleException)
        {
            return new(DaemonState.Silent, LastPoll: null, WaitingSince: null);
        }
    }

    /// <summary>The newest first.</summary>
    /// <param name="after">The last order of the page before.</param>
    public async Task<ListOf<OrderView>> ListAsync(OrderFilter filter, Guid? after, int limit, Grants grants, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var visible = grants.VisibleScopes.Where(s => s.StartsWith(Scopes.OmeroGroupPrefix, StringComparison.Ordinal)).Select(s => s[Scopes.OmeroGroupPrefix.Length..]).ToList();
        var orders = db.Set<ImagingOrder>().AsNoTracking().Where(o => (grants.SeesEverything || visible.Contains(o.GroupName))
            && (filter.Group == null || o.GroupName == filter.Group) && (filter.State == null || o.State == filter.State));
        if (after is not null)
        {
            var last = db.Set<ImagingOrder>().Where(o => o.Id == after);
            orders = orders.Where(o => last.Any(l => o.CreatedAt < l.CreatedAt || (o.CreatedAt == l.CreatedAt && o.Id < l.Id)));
        }

        var page = await orders.OrderByDescending(o => o.CreatedAt).ThenByDescending(o => o.Id).Take(limit + 1).ToListAsync(cancellationToken);
        return new(await WithRowsAsync([.. page.Take(limit)], cancellationToken), page.Count > limit ? $"{page[limit - 1].Id}" : null);
    }

    /// <returns>Null when there is none, or none the caller may see.</returns>
    public async Task<OrderView?> FindAsync(Guid id, Grants grants, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<ImagingOrder>().AsNoTracking().SingleOrDefaultAsync(o => o.Id == id, cancellationToken) is { } order && grants.May(order.Scope, Role.Viewer)
            ? await WithFilesAsync(db, (await WithRowsAsync([order], cancellationToken))[0], order, cancellationToken) : null;
    }

    private static async Task<OrderView> WithFilesAsync(PortalDbContext db, OrderView view, ImagingOrder order, CancellationToken cancellationToken)
    {
        var files = await db.Set<ImagingOrderFile>().AsNoTracking().Where(f => f.OrderId == order.Id).OrderBy(f => f.Position).ToListAsync(cancellationToken);
        var run = await db.Runs.Where(r => r.SubjectKey == order.SubjectKey).OrderByDescending(r => r.Number).Select(r => (Guid?)r.Id).FirstOrDefaultAsync(cancellationToken);
        return view with { Files = [.. files.Select(OrderFileView.Of)], Run = run };
    }

    private async Task<IReadOnlyList<OrderView>> WithRowsAsync(IReadOnlyList<ImagingOrder> orders, CancellationToken cancellationToken)
    {
        var given = orders.Where(o => o.FirstRow is not null).Select(o => $"{o.Id}").ToList();
        if (!rows.IsSet || given.Count == 0)
        {
            return [.. orders.Select(o => OrderView.Of(o))];
        }

        try
        {
            return await WithRowsAsync(orders, given, cancellationToken);
        }
        catch (NpgsqlException)
        {
            return [.. orders.Select(o => OrderView.Of(o))]; // what the portal itself knows can be seen all the same
        }
    }

    private async Task<IReadOnlyList<OrderView>> WithRowsAsync(IReadOnlyList<ImagingOrder> orders, IReadOnlyCollection<string> given, CancellationToken cancellationToken)
    {
        var histories = await rows.HistoriesAsync(given, cancellationToken);
        var places = histories.Values.All(h => h.Stage.IsFinal()) ? new Dictionary<string, PlaceInLine>()
            : DaemonQueue.Places(await rows.UnfinishedAsync(cancellationToken), options.Value.ImporterWorkers);
        var views = orders.Select(o => OrderView.Of(o, histories.GetValueOrDefault($"{o.Id}"), places.TryGetValue($"{o.Id}", out var place) ? place : null)).ToList();
        return views is [{ Stage: ImportStages.Pending } only] ? [await PassedOverAsync(only, histories[$"{only.Uuid}"], cancellationToken)] : views;
    }

    private async Task<OrderView> PassedOverAsync(OrderView order, OrderHistory history, CancellationToken cancellationToken) =>
        history.IsPassedOver(await rows.LaterStartedAsync(history, cancellationToken), clock.GetUtcNow()) ? order with { Oddities = order.Oddities | OrderOddity.PassedOver } : order;
}
