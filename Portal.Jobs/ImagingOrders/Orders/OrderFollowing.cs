using Microsoft.EntityFrameworkCore;
using Portal.Domain.ImagingOrders;
using Portal.Domain.Storage;
using Portal.Jobs.ImagingOrders.Tracking;

namespace Portal.Jobs.ImagingOrders.Orders;

/// <summary>Notes on the portal's orders what the importer's rows say became of them.</summary>
public sealed class OrderFollowing(IDbContextFactory<PortalDbContext> contexts, TrackingDatabase tracking, TrackingTables tables, ImportRows rows, TimeProvider clock)
{
    private ImportTail? _tail;

    /// <returns>How many rows appeared since the last time.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        _tail ??= new(tracking, tables, rows, await BeginAsync(cancellationToken));
        var next = await _tail.NextAsync(cancellationToken);
        foreach (var uuid in next.Where(r => r.Is.IsFinal()).Select(r => r.Uuid).Distinct(StringComparer.Ordinal))
        {
            if (Guid.TryParse(uuid, out var id))
            {
                await EndAsync(id, cancellationToken);
            }
        }

        return next.Count;
    }

    // Before the oldest order that is with the importer nothing can have happened that matters.
    private async Task<long> BeginAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var oldest = await db.Set<ImagingOrder>().Where(o => o.State == OrderState.Submitted).MinAsync(o => o.FirstRow, cancellationToken);
        return oldest - 1 ?? (await rows.LatestAsync(groups: null, before: null, 1, cancellationToken)).Select(r => r.Id - 1).FirstOrDefault();
    }

    // All of its rows decide, not the one that came: the highest id may have been there before.
    internal async Task EndAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await OrderDesk.LockedAsync(db, id, cancellationToken) is not { } order || await rows.HistoryAsync($"{id}", cancellationToken) is not { } history || !history.Stage.IsFinal())
        {
            return;
        }

        order.Submitted(history.First.Id);
        order.End(history.Stage, history.Last.At ?? clock.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
