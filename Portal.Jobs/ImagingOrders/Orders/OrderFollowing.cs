using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Domain.ImagingOrders;
using Portal.Domain.Storage;
using Portal.Jobs.ImagingOrders.Monitor;
using Portal.Jobs.ImagingOrders.Tracking;

namespace Portal.Jobs.ImagingOrders.Orders;

/// <summary>
/// Notes on orders what the importer's rows say became of them, and takes up those that somebody else wrote there: every order is then
/// in the portal's own table, whoever made it.
/// </summary>
public sealed class OrderFollowing(IDbContextFactory<PortalDbContext> contexts, TrackingDatabase tracking, TrackingTables tables, ImportRows rows, IOptions<ImagingOrderOptions> options, TimeProvider clock) : IDisposable
{
    // Any constant will do that nobody else takes: "following" in letters.
    private const long OneAtATime = 0x66_6F_6C_6C_6F_77;

    // Ids that were given out and not yet committed when the last node stopped.
    private const int Overlap = 1_000;
    private const int AtOnce = 500;

    private readonly SemaphoreSlim _turn = new(1);
    private ImportTail? _tail;

    /// <returns>How many rows appeared since the last time.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await FollowAsync(cancellationToken);
        }
        catch
        {
            _tail = null; // what it gave out last may not have been noted
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<int> FollowAsync(CancellationToken cancellationToken)
    {
        _tail ??= await BeginAsync(cancellationToken);
        var total = 0;
        while (true)
        {
            var next = await _tail.NextAsync(cancellationToken);
            await NoteAsync([.. next.Select(r => r.Uuid).Distinct(StringComparer.Ordinal)], cancellationToken);
            total += next.Count;
            if (next.Count < ImportTail.AtOnce)
            {
                return total;
            }
        }
    }

    // Every row up to the last that was noted is noted, but for what was being written meanwhile; and orders that are not over may have
    // gone on with rows of any age.
    private async Task<ImportTail> BeginAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var last = await db.Set<ImagingOrder>().MaxAsync(o => o.LastRow, cancellationToken) ?? 0;
        var open = await db.Set<ImagingOrder>().Where(o => o.State == OrderState.Submitting || o.State == OrderState.Submitted).Select(o => new { o.Id, o.ForeignUuid }).ToListAsync(cancellationToken);
        await NoteAsync([.. open.Select(o => o.ForeignUuid ?? $"{o.Id}")], cancellationToken);
        return new(tracking, tables, rows, Math.Max(0, last - Overlap));
    }

    /// <summary>Notes at once what the rows say of one order.</summary>
    internal Task NowAsync(string uuid, CancellationToken cancellationToken) => NoteSomeAsync([uuid], cancellationToken);

    private async Task NoteAsync(IReadOnlyList<string> uuids, CancellationToken cancellationToken)
    {
        foreach (var some in uuids.Chunk(AtOnce))
        {
            await NoteSomeAsync(some, cancellationToken);
        }
    }

    // All of an order's rows decide, not the one that came: the highest id may have been there before.
    private async Task NoteSomeAsync(string[] uuids, CancellationToken cancellationToken)
    {
        var histories = await rows.HistoriesAsync(uuids, cancellationToken);
        var ids = histories.ToDictionary(h => ImagingOrder.IdOf(h.Key), h => h.Value);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({OneAtATime})", cancellationToken);
        var known = (await OrderDesk.LockedAsync(db, [.. ids.Keys], cancellationToken)).ToDictionary(o => o.Id);
        var now = clock.GetUtcNow();
        var changed = known.Values.Count(o => o.Follow(ids[o.Id], now));
        var found = await FoundAsync([.. ids.Where(i => !known.ContainsKey(i.Key)).Select(i => i.Value)], now, cancellationToken);
        db.AddRange(found);
        if (changed + found.Count > 0)
        {
            await OrderNews.TellAsync(db, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private async Task<List<ImagingOrder>> FoundAsync(IReadOnlyList<OrderHistory> histories, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var conversions = await rows.ConversionsAsync([.. histories.Select(h => h.First.PreprocessingId).OfType<long>().Distinct()], cancellationToken);
        return [.. histories.Select(h => ImagingOrder.Found(h, Folder(h.First.Group), h.First.PreprocessingId is { } id ? conversions.GetValueOrDefault(id) : null, now))];
    }

    private string? Folder(string group) =>
        options.Value is { Mount.Length: > 0 } set && set.GroupFolders.TryGetValue(group, out var folder) ? $"{set.Mount.TrimEnd('/')}/{folder}" : null;
}
