using Microsoft.EntityFrameworkCore;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.Domain.Storage;

namespace Portal.ImagingOrders;

/// <summary>A page of an order's files.</summary>
/// <param name="Next">Position to go on after; null: that was the last.</param>
/// <param name="Counts">How many of the whole order are in each state, whatever was asked for.</param>
/// <param name="Unknown">How many of which nobody can say it: an importer that fails tells not always which.</param>
public sealed record OrderFilePage(IReadOnlyList<OrderFileView> Items, int? Next, IReadOnlyDictionary<OrderFileState, int> Counts, int Unknown)
{
    public int Total => Counts.Values.Sum() + Unknown;
}

/// <summary>Reads the files of an order page by page, and what became of each: by the portal's own record, or by the words an importer left.</summary>
public sealed class OrderFileQueries(IDbContextFactory<PortalDbContext> contexts)
{
    public const int PageSize = 100;

    /// <param name="state">Null: in any.</param>
    /// <param name="after">Position of the last one before; null: from the first.</param>
    /// <returns>Null when there is no such order, or none the caller may see.</returns>
    public async Task<OrderFilePage?> PageAsync(Guid id, OrderFileState? state, int? after, int limit, Grants grants, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await db.Set<ImagingOrder>().Where(o => o.Id == id).Select(o => o.GroupName).SingleOrDefaultAsync(cancellationToken) is not { } group || !grants.May(Scopes.OmeroGroup(group), Role.Viewer))
        {
            return null;
        }

        var files = db.Set<ImagingOrderFile>().AsNoTracking().Where(f => f.OrderId == id);
        var counts = await files.GroupBy(f => f.State).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
        if (counts.Count == 0)
        {
            return Page(Told(await db.Set<ImagingOrder>().AsNoTracking().SingleAsync(o => o.Id == id, cancellationToken)), state, after, limit);
        }

        var page = await files.Where(f => f.Position > (after ?? -1) && (state == null || f.State == state)).OrderBy(f => f.Position).Take(limit + 1).ToListAsync(cancellationToken);
        return new([.. page.Take(limit).Select(OrderFileView.Of)], page.Count > limit ? page[limit - 1].Position : null, counts, Unknown: 0);
    }

    // An importer names the files that failed as it sees them: with the mount and the group's folder before the path.
    private static IReadOnlyList<OrderFileView> Told(ImagingOrder order)
    {
        var failed = order.Failure?.FailedFiles ?? [];
        var (whole, names) = (failed.ToHashSet(StringComparer.Ordinal), failed.ToLookup(Name, StringComparer.Ordinal));
        bool Failed(string path) => whole.Contains(path) || names[Name(path)].Any(f => f.EndsWith("/" + path, StringComparison.Ordinal));
        return [.. order.Paths.Select((path, i) => new OrderFileView(i, path, order switch
        {
            { State: OrderState.Completed } => OrderFileState.Imported,
            { State: OrderState.Failed } when failed.Count == 0 => null,
            { State: OrderState.Failed } => Failed(path) ? OrderFileState.Failed : OrderFileState.Imported,
            { State: OrderState.Withdrawn } => OrderFileState.LeftOut,
            _ => OrderFileState.Waiting,
        }, [], Reason: null, Attempt: 0, StartedAt: null, ConvertedAt: null, EndedAt: null, Log: null))];
    }

    private static OrderFilePage Page(IReadOnlyList<OrderFileView> all, OrderFileState? state, int? after, int limit)
    {
        var page = all.Where(f => f.Position > (after ?? -1) && (state is null || f.State == state)).Take(limit + 1).ToList();
        return new([.. page.Take(limit)], page.Count > limit ? page[limit - 1].Position : null,
            all.Where(f => f.State is not null).GroupBy(f => f.State!.Value).ToDictionary(g => g.Key, g => g.Count()), all.Count(f => f.State is null));
    }

    private static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];
}
