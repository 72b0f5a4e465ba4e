using Microsoft.EntityFrameworkCore;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.Audit;
using Portal.Domain.ImagingOrders;
using Portal.Domain.Storage;
using Portal.Jobs.ImagingOrders.Configuration;
using Portal.Jobs.ImagingOrders.Tracking;

namespace Portal.Jobs.ImagingOrders.Orders;

/// <summary>What people and programs do with orders. Each verb checks the right in the group and leaves an audit entry.</summary>
public sealed class OrderDesk(IDbContextFactory<PortalDbContext> contexts, Permissions permissions, OrderPlanning planning, ImagingConfiguration configuration, ImportRows rows, TimeProvider clock)
{
    private const int MostWishes = 1_000;

    /// <summary>Which orders the wishes would make; nothing is written.</summary>
    public async Task<OrderOutcomes> LookAsync(IReadOnlyList<OrderWish> wishes, Actor by, CancellationToken cancellationToken) => wishes.Count is 0 or > MostWishes
        ? throw new RuleException("wishes", $"Send at least one order and at most {MostWishes:N0} at once; these are {wishes.Count:N0}.", 400)
        : new(Written: false, await planning.OfAsync(wishes, by, cancellationToken));

    /// <summary>Makes all orders of all wishes, or none where anything is wrong with any.</summary>
    public async Task<OrderOutcomes> CreateAsync(IReadOnlyList<OrderWish> wishes, Actor by, CancellationToken cancellationToken)
    {
        var outcomes = await LookAsync(wishes, by, cancellationToken);
        if (outcomes.Items.Any(o => o.Problem is not null))
        {
            return outcomes;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        foreach (var order in outcomes.Items.SelectMany(o => o.Orders))
        {
            Add(db, order, by);
        }

        await db.SaveChangesAsync(cancellationToken);
        return outcomes with { Written = true };
    }

    public Task<ImagingOrder> HoldAsync(Guid id, string? why, Actor by, CancellationToken cancellationToken) =>
        ChangeAsync(id, "hold an order", "imaging-order.hold", (o, _) => o.Hold(why ?? $"{by.Name} holds it."), why, by, cancellationToken);

    public Task<ImagingOrder> ReleaseAsync(Guid id, string? why, Actor by, CancellationToken cancellationToken) =>
        ChangeAsync(id, "release an order", "imaging-order.release", (o, _) => o.Release(), why, by, cancellationToken);

    public Task<ImagingOrder> WithdrawAsync(Guid id, string? why, Actor by, CancellationToken cancellationToken) =>
        ChangeAsync(id, "withdraw an order", "imaging-order.withdraw", (o, now) => o.Withdraw(now), why, by, cancellationToken);

    /// <summary>Orders once more what failed, as a new order: of an order whose failed files are known only these.</summary>
    public async Task<ImagingOrder> RetryAsync(Guid id, string? why, Actor by, CancellationToken cancellationToken)
    {
        var history = rows.IsSet ? await rows.HistoryAsync($"{id}", cancellationToken) : null;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var order = await LockedAsync(db, id, "retry an order", by, cancellationToken);
        if (order.State is not (OrderState.Failed or OrderState.Withdrawn))
        {
            throw new RuleException("not-retryable", $"The order is {order.State.ToString().ToLowerInvariant()}; only one that failed or was withdrawn can be retried.");
        }

        if (await db.Set<ImagingOrder>().AnyAsync(o => o.RetryOf == id && o.State != OrderState.Failed && o.State != OrderState.Withdrawn, cancellationToken))
        {
            throw new RuleException("retried", "The order was retried already, and that retry has not failed.");
        }

        var results = await db.Set<ImagingOrderFile>().AsNoTracking().Where(f => f.OrderId == id).OrderBy(f => f.Position).ToListAsync(cancellationToken);
        var again = ImagingOrder.Of(order.Again(history, configuration.Rules, results), order.GroupName, order.UserName, new(Priority: order.Priority), by, clock.GetUtcNow(), order);
        Add(db, again, by, why);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return again;
    }

    internal static Task<ImagingOrder?> LockedAsync(PortalDbContext db, Guid id, CancellationToken cancellationToken) =>
        db.Set<ImagingOrder>().FromSql($"SELECT * FROM portal.imaging_order WHERE id = {id} FOR NO KEY UPDATE").SingleOrDefaultAsync(cancellationToken);

    private async Task<ImagingOrder> ChangeAsync(Guid id, string words, string action, Action<ImagingOrder, DateTimeOffset> change, string? why, Actor by, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var (order, now) = (await LockedAsync(db, id, words, by, cancellationToken), clock.GetUtcNow());
        var before = order.State;
        change(order, now);
        db.AuditEntries.Add(AuditEntry.Of(by, now, action, order.SubjectKey, order.Subject, order.Scope, new { State = $"{before}" }, new { State = $"{order.State}" }, why));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return order;
    }

    private async Task<ImagingOrder> LockedAsync(PortalDbContext db, Guid id, string words, Actor by, CancellationToken cancellationToken)
    {
        var order = await LockedAsync(db, id, cancellationToken) ?? throw new NotFoundException();
        await permissions.RequireAsync(by, order.Scope, Role.Curator, words, cancellationToken);
        return order;
    }

    private void Add(PortalDbContext db, ImagingOrder order, Actor by, string? why = null)
    {
        db.Add(order);
        db.AuditEntries.Add(AuditEntry.Of(by, clock.GetUtcNow(), order.RetryOf is null ? "imaging-order.create" : "imaging-order.retry", order.SubjectKey, order.Subject, order.Scope,
            before: order.RetryOf is { } of ? new { RetryOf = of } : null, after: new { order.UserName, order.Paths, order.Conversion, State = $"{order.State}", order.DueAt }, why));
    }
}
