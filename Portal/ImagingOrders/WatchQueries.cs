using Microsoft.EntityFrameworkCore;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.Domain.Storage;

namespace Portal.ImagingOrders;

/// <summary>A watched folder as pages and programs see it.</summary>
/// <param name="Waiting">Paths that are not known to be whole, or cannot be ordered yet.</param>
/// <param name="Ordered">Paths that went into an order.</param>
public sealed record WatchView(Guid Id, string Group, string Folder, string User, DestinationType DestinationType, long DestinationId, TimeSpan QuietFor, string? Marker, IReadOnlyList<string> Include,
    IReadOnlyList<string> Exclude, IReadOnlyList<ConversionParameter> Parameters, bool Hold, int Priority, bool TakeOld, string? PausedBecause, string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset? LookedAt,
    string? Problem, DateTimeOffset? DeletedAt, int Waiting, int Ordered, int Known, int WasThere)
{
    public string Name => Folder.Length == 0 ? "the whole folder" : Folder;

    public static WatchView Of(WatchedFolder watch, IReadOnlyDictionary<WatchedState, int>? paths = null) => new(watch.Id, watch.GroupName, watch.Folder, watch.UserName, watch.DestinationType, watch.DestinationId,
        watch.QuietFor, watch.Marker, watch.Include, watch.Exclude, watch.Parameters, watch.Hold, watch.Priority, watch.TakeOld, watch.PausedBecause, watch.CreatedBy, watch.CreatedAt, watch.LookedAt, watch.Problem, watch.DeletedAt,
        paths?.GetValueOrDefault(WatchedState.Waiting) ?? 0, paths?.GetValueOrDefault(WatchedState.Ordered) ?? 0, paths?.GetValueOrDefault(WatchedState.Known) ?? 0, paths?.GetValueOrDefault(WatchedState.WasThere) ?? 0);
}

/// <summary>What has become of something in a watched folder.</summary>
public sealed record WatchedPathView(string Path, WatchedState State, long Size, DateTimeOffset SeenAt, DateTimeOffset UnchangedSince, string? Why, Guid? OrderId);

/// <summary>What is read about watched folders.</summary>
public sealed class WatchQueries(IDbContextFactory<PortalDbContext> contexts)
{
    public const int PageSize = 100;

    public async Task<IReadOnlyList<WatchView>> ListAsync(Grants grants, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var watches = await Visible(db, grants).Where(w => w.DeletedAt == null).OrderBy(w => w.GroupName).ThenBy(w => w.Folder).ThenBy(w => w.Id).ToListAsync(cancellationToken);
        var counts = await CountsAsync(db, [.. watches.Select(w => w.Id)], cancellationToken);
        return [.. watches.Select(w => WatchView.Of(w, counts.GetValueOrDefault(w.Id)))];
    }

    /// <returns>Null when there is none, or none the caller may see.</returns>
    public async Task<WatchView?> FindAsync(Guid id, Grants grants, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await Visible(db, grants).SingleOrDefaultAsync(w => w.Id == id, cancellationToken) is { } watch
            ? WatchView.Of(watch, (await CountsAsync(db, [id], cancellationToken)).GetValueOrDefault(id)) : null;
    }

    /// <summary>What waits first, then the newest.</summary>
    /// <param name="state">Null: in any.</param>
    public async Task<IReadOnlyList<WatchedPathView>> PathsAsync(Guid id, WatchedState? state, int limit, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<WatchedPath>().Where(p => p.WatchId == id && (state == null || p.State == state)).OrderByDescending(p => p.State == WatchedState.Waiting).ThenByDescending(p => p.SeenAt).ThenBy(p => p.Path)
            .Take(limit).Select(p => new WatchedPathView(p.Path, p.State, p.Size, p.SeenAt, p.UnchangedSince, p.Why, p.OrderId)).ToListAsync(cancellationToken);
    }

    private static IQueryable<WatchedFolder> Visible(PortalDbContext db, Grants grants)
    {
        var groups = grants.VisibleScopes.Where(s => s.StartsWith(Scopes.OmeroGroupPrefix, StringComparison.Ordinal)).Select(s => s[Scopes.OmeroGroupPrefix.Length..]).ToList();
        return db.Set<WatchedFolder>().AsNoTracking().Where(w => grants.SeesEverything || groups.Contains(w.GroupName));
    }

    private static async Task<Dictionary<Guid, IReadOnlyDictionary<WatchedState, int>>> CountsAsync(PortalDbContext db, IReadOnlyList<Guid> ids, CancellationToken cancellationToken) =>
        (await db.Set<WatchedPath>().Where(p => ids.Contains(p.WatchId)).GroupBy(p => new { p.WatchId, p.State }).Select(g => new { g.Key.WatchId, g.Key.State, Count = g.Count() }).ToListAsync(cancellationToken))
            .GroupBy(c => c.WatchId).ToDictionary(g => g.Key, g => (IReadOnlyDictionary<WatchedState, int>)g.ToDictionary(c => c.State, c => c.Count));
}
