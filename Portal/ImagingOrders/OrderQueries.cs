using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.Domain.Storage;
using Portal.Jobs.ImagingOrders;
using Portal.Jobs.ImagingOrders.Monitor;
using Portal.Jobs.ImagingOrders.Orders;
using Portal.Jobs.ImagingOrders.Tracking;
using Portal.Shell;

namespace Portal.ImagingOrders;

/// <summary>What is read about orders: the portal's own table, which has them all; and of a single one what the importer's rows say.</summary>
public sealed class OrderQueries(IDbContextFactory<PortalDbContext> contexts, ImportRows rows, LeftOrders left, OrderLine line, IOptions<ImagingOrderOptions> options, TimeProvider clock)
{
    public const int PageSize = 100;
    private const int MostChoices = 200;

    /// <summary>Whether to offer it; the group is asked for then.</summary>
    public static bool MayOrder(Grants grants) => grants.ScopesOf(Role.Curator).Any(s => s == Scopes.Everything || s.StartsWith(Scopes.OmeroGroupPrefix, StringComparison.Ordinal));

    /// <summary>The newest first.</summary>
    /// <param name="after">The last order of the page before.</param>
    public async Task<ListOf<OrderView>> ListAsync(OrderFilter filter, Guid? after, int limit, Grants grants, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var orders = filter.Of(OrderFilter.Visible(db, grants));
        if (after is { } id)
        {
            var at = await db.Set<ImagingOrder>().Where(o => o.Id == id).Select(o => (DateTimeOffset?)o.CreatedAt).SingleOrDefaultAsync(cancellationToken)
                ?? throw new RuleException("cursor", $"The cursor “{id}” is not one this list gave out. Start again without it.", 400);
            orders = orders.Where(o => EF.Functions.LessThan(ValueTuple.Create(o.CreatedAt, o.Id), ValueTuple.Create(at, id)));
        }

        var page = await Newest(orders).Take(limit + 1).ToListAsync(cancellationToken);
        var places = await PlacesAsync(page, cancellationToken);
        return new([.. page.Take(limit).Select(o => OrderView.Of(o, place: Place(places, o.Id)))], page.Count > limit ? $"{page[limit - 1].Id}" : null);
    }

    /// <summary>By number, with how many there are.</summary>
    public async Task<OrderPageView> PageAsync(OrderFilter filter, int number, int limit, Grants grants, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var orders = filter.Of(OrderFilter.Visible(db, grants));
        var page = await Newest(orders).Skip((int)Math.Min(int.MaxValue, (number - 1L) * limit)).Take(limit).ToListAsync(cancellationToken);
        var places = await PlacesAsync(page, cancellationToken);
        return new([.. page.Select(o => OrderView.Of(o, place: Place(places, o.Id)))], await orders.CountAsync(cancellationToken), number, limit);
    }

    /// <summary>What a page shows of a list: of each order the first file and how many there are, however many.</summary>
    public async Task<ListOf<OrderView>> GlanceAsync(OrderFilter filter, int limit, Grants grants, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var ids = await Newest(filter.Of(OrderFilter.Visible(db, grants))).Select(o => o.Id).Take(limit + 1).ToListAsync(cancellationToken);
        var page = await OrderGlance.ReadAsync(db, ids[..Math.Min(limit, ids.Count)], cancellationToken);
        var places = await PlacesAsync([.. page.Select(p => p.Order)], cancellationToken);
        return new([.. page.Select(p => OrderView.Of(p.Order, place: Place(places, p.Order.Id), files: p.Files))], ids.Count > limit ? $"{ids[limit - 1]}" : null);
    }

    /// <summary>How many match in each state, whatever state the filter asks for.</summary>
    public async Task<IReadOnlyDictionary<OrderState, int>> CountsAsync(OrderFilter filter, Grants grants, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await (filter with { State = null }).Of(OrderFilter.Visible(db, grants)).GroupBy(o => o.State).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
    }

    /// <summary>What there is to filter by, in the groups one may see.</summary>
    public async Task<OrderChoices> ChoicesAsync(Grants grants, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var orders = OrderFilter.Visible(db, grants);
        async Task<IReadOnlyList<string>> OfAsync(IQueryable<string?> values) => [.. (await values.Distinct().OrderBy(v => v).Take(MostChoices).ToListAsync(cancellationToken)).OfType<string>()];
        return new(await OfAsync(orders.Select(o => (string?)o.GroupName)), await OfAsync(orders.Select(o => (string?)o.UserName)), await OfAsync(orders.Select(o => o.Container)), await OfAsync(orders.Select(o => o.Format)));
    }

    /// <summary>All of an order, every file of it too.</summary>
    /// <returns>Null when there is none, or none the caller may see.</returns>
    public async Task<OrderView?> FindAsync(Guid id, Grants grants, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await db.Set<ImagingOrder>().AsNoTracking().SingleOrDefaultAsync(o => o.Id == id, cancellationToken) is not { } order || !grants.May(order.Scope, Role.Viewer))
        {
            return null;
        }

        var files = await db.Set<ImagingOrderFile>().AsNoTracking().Where(f => f.OrderId == id).OrderBy(f => f.Position).ToListAsync(cancellationToken);
        return (await WholeAsync(db, order, order.Paths.Count, cancellationToken)) with { Files = [.. files.Select(OrderFileView.Of)] };
    }

    /// <summary>The same without its files, of which <see cref="OrderFileQueries"/> gives a page.</summary>
    /// <inheritdoc cref="FindAsync"/>
    public async Task<OrderView?> HeadAsync(Guid id, Grants grants, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await OrderGlance.ReadAsync(db, [id], cancellationToken);
        return found is [var (order, files)] && grants.May(order.Scope, Role.Viewer) ? await WholeAsync(db, order, files, cancellationToken) : null;
    }

    /// <summary>Every attempt at the same files, the first one first; the one asked about is among them.</summary>
    public async Task<IReadOnlyList<AttemptView>> AttemptsAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Database.SqlQuery<AttemptView>($"""
            WITH RECURSIVE up AS (
                SELECT id, retry_of FROM portal.imaging_order WHERE id = {id}
                UNION SELECT o.id, o.retry_of FROM portal.imaging_order o JOIN up ON o.id = up.retry_of),
            down AS (
                SELECT id FROM up WHERE retry_of IS NULL
                UNION SELECT o.id FROM portal.imaging_order o JOIN down ON o.retry_of = down.id)
            SELECT o.id AS "Uuid", o.state AS "State", o.created_at AS "CreatedAt", o.created_by AS "CreatedBy", jsonb_array_length(o.paths) AS "Files" FROM portal.imaging_order o JOIN down ON down.id = o.id ORDER BY o.created_at, o.id
            """).ToListAsync(cancellationToken);
    }

    private async Task<OrderView> WholeAsync(PortalDbContext db, ImagingOrder order, int files, CancellationToken cancellationToken)
    {
        var (history, places) = (await HistoryAsync(order, cancellationToken), await PlacesAsync([order], cancellationToken));
        var run = await db.Runs.Where(r => r.SubjectKey == order.SubjectKey).OrderByDescending(r => r.Number).Select(r => (Guid?)r.Id).FirstOrDefaultAsync(cancellationToken);
        var view = OrderView.Of(order, history, Place(places, order.Id), files) with { Run = run };
        return history is null ? view : view with { Oddities = view.Oddities | await NowAsync(history, cancellationToken) };
    }

    // What the rows alone do not tell: it depends on who polls, and on orders that came later.
    private async Task<OrderOddity> NowAsync(OrderHistory history, CancellationToken cancellationToken)
    {
        try
        {
            return history.Stage == ImportStage.Pending && !options.Value.Processes && history.IsPassedOver(await rows.LaterStartedAsync(history, cancellationToken), clock.GetUtcNow()) ? OrderOddity.PassedOver
                : await left.IsAsync(history, cancellationToken) ? OrderOddity.LeftBehind
                : OrderOddity.None;
        }
        catch (NpgsqlException)
        {
            return OrderOddity.None; // the database went away between two questions
        }
    }

    private static IQueryable<ImagingOrder> Newest(IQueryable<ImagingOrder> orders) => orders.OrderByDescending(o => o.CreatedAt).ThenByDescending(o => o.Id);

    private async Task<IReadOnlyDictionary<Guid, PlaceInLine>> PlacesAsync(IReadOnlyList<ImagingOrder> page, CancellationToken cancellationToken) =>
        page.Any(o => o.State == OrderState.Submitted) ? await line.PlacesAsync(cancellationToken) : new Dictionary<Guid, PlaceInLine>();

    private static PlaceInLine? Place(IReadOnlyDictionary<Guid, PlaceInLine> places, Guid id) => places.TryGetValue(id, out var place) ? place : null;

    // What the portal itself knows can be seen also while the importer's database is away.
    private async Task<OrderHistory?> HistoryAsync(ImagingOrder order, CancellationToken cancellationToken)
    {
        try
        {
            return rows.IsSet && order.FirstRow is not null ? await rows.StagesAsync(order.Uuid, cancellationToken) : null;
        }
        catch (NpgsqlException)
        {
            return null;
        }
    }
}

/// <summary>What there is to filter by.</summary>
public sealed record OrderChoices(IReadOnlyList<string> Groups, IReadOnlyList<string> Users, IReadOnlyList<string> Containers, IReadOnlyList<string> Formats);

/// <summary>A page of a list by its number.</summary>
public sealed record OrderPageView(IReadOnlyList<OrderView> Items, int Total, int Page, int Limit);

/// <summary>An attempt at some files.</summary>
public sealed record AttemptView(Guid Uuid, string State, DateTimeOffset CreatedAt, string CreatedBy, int Files)
{
    public OrderState Is => Enum.Parse<OrderState>(State);
}
