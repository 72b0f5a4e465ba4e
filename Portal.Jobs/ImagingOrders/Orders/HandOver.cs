using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.Audit;
using Portal.Domain.ImagingOrders;
using Portal.Domain.Storage;
using Portal.Jobs.ImagingOrders.Files;
using Portal.Jobs.ImagingOrders.Processing;
using Portal.Jobs.ImagingOrders.Monitor;
using Portal.Jobs.ImagingOrders.Tracking;

namespace Portal.Jobs.ImagingOrders.Orders;

/// <summary>
/// Gives orders to the importer, one after the other. Written down first, then done, then noted: an order that was being handed over when
/// a node died is handed over again under its own uuid, which the importer's table has at most once.
/// </summary>
public sealed class HandOver(IDbContextFactory<PortalDbContext> contexts, ImageFiles files, Destinations places, OrderWriter writer, DaemonWatch daemon, ImportRows rows, ProcessingCluster cluster, IOptions<ImagingOrderOptions> options, TimeProvider clock)
{
    // Who has the fewest orders with the importer comes first, then who waits longest.
    private const string Next =
        """
        SELECT o.* FROM portal.imaging_order o
        WHERE (o.state = 'Queued' OR (o.state = 'Scheduled' AND o.due_at <= {0}))
        AND NOT EXISTS (SELECT FROM unnest({1}, {2}) AS q (name, most) WHERE q.name = o.group_name
            AND q.most <= (SELECT count(*) FROM portal.imaging_order t WHERE t.group_name = o.group_name AND t.state IN ('Submitting', 'Submitted')
                AND NOT coalesce(t.stage = 'Import Pending' AND t.first_row < {3}, false)))
        ORDER BY o.priority DESC, (SELECT count(*) FROM portal.imaging_order t WHERE t.group_name = o.group_name AND t.state IN ('Submitting', 'Submitted')), o.created_at, o.id
        LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
        """;

    // Longer than a row takes to be written.
    private static readonly TimeSpan Stuck = TimeSpan.FromMinutes(1);

    /// <summary>Hands over what may go now.</summary>
    /// <returns>How many orders went.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await FinishAsync(cancellationToken);
        var gone = 0;
        while (await MayAsync(cancellationToken) && await TakeAsync(cancellationToken) is { } order)
        {
            gone += await GiveAsync(order, cancellationToken) ? 1 : 0;
        }

        return gone;
    }

    // An importer that is dead would fail the order at its next start; one that is full is given no more than it can soon begin.
    // What it passed over it will never begin, so that takes nobody's place.
    private async Task<bool> MayAsync(CancellationToken cancellationToken)
    {
        if (!await MayWriteAsync(cancellationToken))
        {
            return false;
        }

        var (open, begun) = (await rows.UnfinishedAsync(cancellationToken), await BegunAsync(cancellationToken));
        return open.Count(o => o.StartedId is not null || o.FirstId > begun) < options.Value.HandOverAtOnce;
    }

    // Where the portal processes itself, its own workers are the importer.
    private async Task<bool> MayWriteAsync(CancellationToken cancellationToken) =>
        options.Value.Processes ? cluster.State == ProcessingState.Ready : (await daemon.LookAsync(cancellationToken)).MayHandOver;

    // The portal's own workers pass nothing over.
    private async Task<long> BegunAsync(CancellationToken cancellationToken) => options.Value.Processes ? 0 : await rows.StartedUpToAsync(cancellationToken);

    private async Task<ImagingOrder?> TakeAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var now = clock.GetUtcNow();
        if (await db.Set<ImagingOrder>().FromSqlRaw(Next, now, options.Value.Quota.Keys.ToArray(), options.Value.Quota.Values.ToArray(), await BegunAsync(cancellationToken)).SingleOrDefaultAsync(cancellationToken) is not { } order)
        {
            return null;
        }

        order.Submit(now);
        db.AuditEntries.Add(AuditEntry.Of(Actor.Portal, now, "imaging-order.submit", order.SubjectKey, order.Subject, order.Scope, after: new { order.UserName, order.Container, Uuid = order.Id }));
        await OrderNews.TellAsync(db, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return order;
    }

    private async Task<bool> GiveAsync(ImagingOrder order, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> paths;
        try
        {
            await places.RequireStillAsync(order.GroupName, order.UserName, order.Destination, cancellationToken);
            paths = await files.CheckAsync(order.GroupName, order.Paths, Actor.Portal, cancellationToken);
        }
        catch (RuleException problem)
        {
            await ChangeAsync(order.Id, o => o.TakeBack($"It was not handed over: {problem.Message}"), cancellationToken);
            return false;
        }

        var row = await writer.WriteAsync(new(order.Id, order.GroupName, order.UserName, order.Destination, [.. paths.Distinct(StringComparer.Ordinal)], order.Container, order.Parameters), cancellationToken);
        await ChangeAsync(order.Id, o => o.Submitted(row), cancellationToken);
        return true;
    }

    // What a node left behind: its row is there, or it is written now.
    private async Task FinishAsync(CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow() - Stuck;
        List<ImagingOrder> left;
        await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
        {
            left = await db.Set<ImagingOrder>().AsNoTracking().Where(o => o.State == OrderState.Submitting && o.SubmittedAt < before).ToListAsync(cancellationToken);
        }

        foreach (var order in left)
        {
            if (await rows.HistoryAsync($"{order.Id}", cancellationToken) is { } history)
            {
                await ChangeAsync(order.Id, o => o.Submitted(history.First.Id), cancellationToken);
            }
            else if (await MayWriteAsync(cancellationToken))
            {
                await GiveAsync(order, cancellationToken);
            }
        }
    }

    private async Task ChangeAsync(Guid id, Action<ImagingOrder> change, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        change(await OrderDesk.LockedAsync(db, id, cancellationToken) ?? throw new InvalidOperationException($"The order {id} is gone."));
        await OrderNews.TellAsync(db, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
