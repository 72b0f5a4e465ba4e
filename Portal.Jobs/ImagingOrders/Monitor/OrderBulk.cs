using Microsoft.EntityFrameworkCore;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.Audit;
using Portal.Domain.ImagingOrders;
using Portal.Domain.Storage;
using Portal.Jobs.ImagingOrders.Orders;

namespace Portal.Jobs.ImagingOrders.Monitor;

/// <summary>The same done to many orders: one command, one transaction, each order judged alone and what became of it told.</summary>
public sealed class OrderBulk(IDbContextFactory<PortalDbContext> contexts, Permissions permissions, OrderRetries retries, TimeProvider clock)
{
    public const int Most = 10_000;

    /// <summary>What it would take on; nothing is written.</summary>
    public async Task<BulkOrderLook> LookAsync(OrderDeed deed, OrderSelection choice, Actor by, CancellationToken cancellationToken)
    {
        var grants = await RequireAsync(by, cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var seen = await CountAsync(Chosen(OrderFilter.Visible(db, grants), choice), cancellationToken);
        var own = await CountAsync(Chosen(OrderFilter.Visible(db, grants, Role.Curator), choice), cancellationToken);
        var states = OrderDeeds.States(deed);
        return new(own.Where(s => states.Contains(s.Key)).Sum(s => s.Value), seen.Where(s => !states.Contains(s.Key)).ToDictionary(),
            seen.Where(s => states.Contains(s.Key)).Sum(s => s.Value) - own.Where(s => states.Contains(s.Key)).Sum(s => s.Value));
    }

    /// <param name="wish">For a retry: how; for a change of priority: which.</param>
    /// <exception cref="RuleException">Nothing is chosen, or too much.</exception>
    public async Task<BulkOrderOutcomes> DoAsync(OrderDeed deed, OrderSelection choice, OrderRetry wish, string? why, Actor by, CancellationToken cancellationToken)
    {
        var grants = await RequireAsync(by, cancellationToken);
        if (deed == OrderDeed.Prioritise)
        {
            OrderDesk.Possible(wish.Priority ?? throw new RuleException("priority", "Say which priority.", 400));
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var orders = await OrderDesk.LockedAsync(db, await IdsAsync(db, deed, choice, grants, cancellationToken), cancellationToken);
        var outcomes = deed == OrderDeed.Retry ? await RetryAsync(db, orders, wish, why, by, cancellationToken) : [.. orders.Select(o => Change(db, deed, o, wish, why, by))];
        await OrderNews.TellAsync(db, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new(deed, outcomes.Count(o => o.Problem is null), outcomes);
    }

    // Of a filter only what is in a state for it; what was named is told of in any state.
    private static async Task<Guid[]> IdsAsync(PortalDbContext db, OrderDeed deed, OrderSelection choice, Grants grants, CancellationToken cancellationToken)
    {
        var (visible, states) = (OrderFilter.Visible(db, grants, Role.Curator), OrderDeeds.States(deed));
        var chosen = Chosen(choice.Uuids is null ? visible.Where(o => states.Contains(o.State)) : visible, choice);
        var ids = await chosen.OrderBy(o => o.CreatedAt).ThenBy(o => o.Id).Select(o => o.Id).Take(Most + 1).ToArrayAsync(cancellationToken);
        return ids.Length switch
        {
            0 when choice.Uuids is { Count: > 0 } => throw new NotFoundException("There are no such orders, or none you may see."),
            0 => throw new RuleException("nothing-chosen", $"No order that could be taken on matches: to {deed.ToString().ToLowerInvariant()} it, an order must be {string.Join(" or ", states).ToLowerInvariant()}, in a group where you are a curator."),
            > Most => throw new RuleException("too-many", $"More than {Most:N0} orders match. Narrow the filter, and do it in parts."),
            _ => ids,
        };
    }

    private static IQueryable<ImagingOrder> Chosen(IQueryable<ImagingOrder> orders, OrderSelection choice)
    {
        var uuids = choice.Uuids?.ToList();
        orders = uuids is null ? orders : orders.Where(o => uuids.Contains(o.Id));
        return (choice.Filter ?? new()).Of(orders);
    }

    private static Task<Dictionary<OrderState, int>> CountAsync(IQueryable<ImagingOrder> orders, CancellationToken cancellationToken) =>
        orders.GroupBy(o => o.State).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);

    private async Task<List<BulkOrderOutcome>> RetryAsync(PortalDbContext db, List<ImagingOrder> orders, OrderRetry wish, string? why, Actor by, CancellationToken cancellationToken)
    {
        var made = await retries.MakeAsync(db, orders, wish, by, cancellationToken);
        foreach (var (order, _) in made.Where(m => m.Order is not null))
        {
            OrderDesk.Add(db, order!, by, clock.GetUtcNow(), why);
        }

        return [.. orders.Zip(made, (o, m) => new BulkOrderOutcome(o.Id, o.Subject, m.Order?.Id, m.Problem?.Rule, m.Problem?.Message))];
    }

    private BulkOrderOutcome Change(PortalDbContext db, OrderDeed deed, ImagingOrder order, OrderRetry wish, string? why, Actor by)
    {
        var (before, now) = (OrderDesk.After(order), clock.GetUtcNow());
        try
        {
            switch (deed)
            {
                case OrderDeed.Hold:
                    order.Hold(why ?? $"{by.Name} holds it.");
                    break;
                case OrderDeed.Release:
                    order.Release();
                    break;
                case OrderDeed.Withdraw:
                    order.Withdraw(now);
                    break;
                case OrderDeed.Prioritise:
                    order.Reprioritise(wish.Priority!.Value);
                    break;
                default:
                    throw new InvalidOperationException($"No single order is changed by {deed}.");
            }
        }
        catch (RuleException problem)
        {
            return new(order.Id, order.Subject, New: null, problem.Rule, problem.Message);
        }

        db.AuditEntries.Add(AuditEntry.Of(by, now, $"imaging-order.{deed.ToString().ToLowerInvariant()}", order.SubjectKey, order.Subject, order.Scope, before, OrderDesk.After(order), why));
        return new(order.Id, order.Subject, New: null, Rule: null, Problem: null);
    }

    private async Task<Grants> RequireAsync(Actor by, CancellationToken cancellationToken)
    {
        var grants = await permissions.OfAsync(by, cancellationToken);
        return grants.MaySomewhere(Role.Curator) ? grants : throw new NotAllowedException("To change many orders you need the role Curator in a group.");
    }
}
