using Microsoft.EntityFrameworkCore;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.Audit;
using Portal.Domain.ImagingOrders;
using Portal.Domain.Storage;
using Portal.Jobs.ImagingOrders.Monitor;

namespace Portal.Jobs.ImagingOrders.Orders;

/// <summary>What people and programs do with orders. Each verb checks the right in the group and leaves an audit entry.</summary>
public sealed class OrderDesk(IDbContextFactory<PortalDbContext> contexts, Permissions permissions, OrderPlanning planning, OrderRetries retries, TimeProvider clock)
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
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        foreach (var order in outcomes.Items.SelectMany(o => o.Orders))
        {
            Add(db, order, by, clock.GetUtcNow());
        }

        await OrderNews.TellAsync(db, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return outcomes with { Written = true };
    }

    public Task<ImagingOrder> HoldAsync(Guid id, string? why, Actor by, CancellationToken cancellationToken) =>
        ChangeAsync(id, "hold an order", "imaging-order.hold", (o, _) => o.Hold(why ?? $"{by.Name} holds it."), why, by, cancellationToken);

    public Task<ImagingOrder> ReleaseAsync(Guid id, string? why, Actor by, CancellationToken cancellationToken) =>
        ChangeAsync(id, "release an order", "imaging-order.release", (o, _) => o.Release(), why, by, cancellationToken);

    public Task<ImagingOrder> WithdrawAsync(Guid id, string? why, Actor by, CancellationToken cancellationToken) =>
        ChangeAsync(id, "withdraw an order", "imaging-order.withdraw", (o, now) => o.Withdraw(now), why, by, cancellationToken);

    /// <summary>Orders once more what failed, as a new order: of an order whose failed files are known only these, unless all are wished for.</summary>
    public async Task<ImagingOrder> RetryAsync(Guid id, OrderRetry wish, string? why, Actor by, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var order = await LockedAsync(db, id, "retry an order", by, cancellationToken);
        var again = await retries.MakeAsync(db, [order], wish, by, cancellationToken);
        if (again[0] is { Problem: { } problem })
        {
            throw problem;
        }

        await SaveAsync(db, again[0].Order!, by, why, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return again[0].Order!;
    }

    /// <summary>The same files to the same place once more, whatever became of the first; held, so that somebody can look at it.</summary>
    public async Task<ImagingOrder> CloneAsync(Guid id, string? why, Actor by, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var order = await LockedAsync(db, id, "make an order", by, cancellationToken);
        var copy = ImagingOrder.Of(OrderRetries.Plan(order, history: null, new(AllFiles: true)), order.GroupName, order.UserName, new(Hold: true, Priority: order.Priority, Why: $"It is a copy of {order.Uuid}; release it to import once more."), by, clock.GetUtcNow());
        await SaveAsync(db, copy, by, why, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return copy;
    }

    /// <summary>Higher goes first among those that wait in the portal.</summary>
    public Task<ImagingOrder> PrioritiseAsync(Guid id, int priority, string? why, Actor by, CancellationToken cancellationToken) =>
        ChangeAsync(id, "change the priority of an order", "imaging-order.prioritise", (o, _) => o.Reprioritise(Possible(priority)), why, by, cancellationToken);

    /// <summary>It goes at another time.</summary>
    public Task<ImagingOrder> ScheduleAsync(Guid id, DateTimeOffset at, string? why, Actor by, CancellationToken cancellationToken) =>
        ChangeAsync(id, "schedule an order", "imaging-order.schedule", (o, now) => o.Schedule(at.ToUniversalTime(), now), why, by, cancellationToken);

    internal static int Possible(int priority) => priority is >= -100 and <= 100 ? priority : throw new RuleException("priority", $"A priority is between -100 and 100; it is {priority}.", 400);

    /// <summary>Each locked until the transaction ends, always in the same order.</summary>
    internal static Task<List<ImagingOrder>> LockedAsync(PortalDbContext db, Guid[] ids, CancellationToken cancellationToken) =>
        db.Set<ImagingOrder>().FromSql($"SELECT * FROM portal.imaging_order WHERE id = ANY({ids}) ORDER BY id FOR NO KEY UPDATE").ToListAsync(cancellationToken);

    internal static Task<ImagingOrder?> LockedAsync(PortalDbContext db, Guid id, CancellationToken cancellationToken) =>
        db.Set<ImagingOrder>().FromSql($"SELECT * FROM portal.imaging_order WHERE id = {id} FOR NO KEY UPDATE").SingleOrDefaultAsync(cancellationToken);

    private async Task<ImagingOrder> ChangeAsync(Guid id, string words, string action, Action<ImagingOrder, DateTimeOffset> change, string? why, Actor by, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var (order, now) = (await LockedAsync(db, id, words, by, cancellationToken), clock.GetUtcNow());
        var before = After(order);
        change(order, now);
        db.AuditEntries.Add(AuditEntry.Of(by, now, action, order.SubjectKey, order.Subject, order.Scope, before, After(order), why));
        await OrderNews.TellAsync(db, cancellationToken);
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

    private async Task SaveAsync(PortalDbContext db, ImagingOrder order, Actor by, string? why, CancellationToken cancellationToken)
    {
        Add(db, order, by, clock.GetUtcNow(), why);
        await OrderNews.TellAsync(db, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
    }

    internal static object After(ImagingOrder order) => new { State = $"{order.State}", order.Priority, order.DueAt };

    internal static void Add(PortalDbContext db, ImagingOrder order, Actor by, DateTimeOffset now, string? why = null)
    {
        db.Add(order);
        db.AuditEntries.Add(AuditEntry.Of(by, now, order.RetryOf is null ? "imaging-order.create" : "imaging-order.retry", order.SubjectKey, order.Subject, order.Scope,
            before: order.RetryOf is { } of ? new { RetryOf = of } : null, after: new { order.UserName, order.Paths, order.Conversion, State = $"{order.State}", order.DueAt }, why));
    }
}
