using Microsoft.EntityFrameworkCore;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.Audit;
using Portal.Domain.Runs;
using Portal.Domain.Storage;

namespace Portal.Jobs.Runs;

/// <summary>The commands over nodes: drain before maintenance, and take work again. Each checks the caller's right and leaves an audit entry.</summary>
public sealed class NodeDesk(IDbContextFactory<PortalDbContext> contexts, Permissions permissions, TimeProvider clock)
{
    /// <param name="key">The part of the node's id that fits into an address.</param>
    public async Task DrainAsync(string key, string? why, Actor by, CancellationToken cancellationToken)
    {
        await permissions.RequireAsync(by, Scopes.Everything, Role.Operator, "drain a node", cancellationToken);
        if (string.IsNullOrWhiteSpace(why))
        {
            throw new RuleException("why", "Say why the node is drained; whoever finds it idle will want to know.", 400);
        }

        await ChangeAsync(key, "node.drain", node =>
        {
            if (node.Draining)
            {
                throw new RuleException("already-draining", $"{node.Name} is draining already, since {node.DrainingBy} asked for it.");
            }

            if (node.Role == nameof(NodeRole.Web))
            {
                throw new RuleException("web-node", $"{node.Name} only serves pages; there is no work to drain.");
            }

            node.Drain(by.Name, why.Trim(), clock.GetUtcNow());
        }, why, by, cancellationToken);
    }

    public async Task TakeWorkAsync(string key, string? why, Actor by, CancellationToken cancellationToken)
    {
        await permissions.RequireAsync(by, Scopes.Everything, Role.Operator, "let a node take work again", cancellationToken);
        await ChangeAsync(key, "node.undrain", node =>
        {
            if (!node.Draining)
            {
                throw new RuleException("not-draining", $"{node.Name} is not draining; it takes work.");
            }

            node.TakeWork();
        }, why, by, cancellationToken);
    }

    private async Task ChangeAsync(string key, string action, Action<Node> change, string? why, Actor by, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var node = await db.Nodes.FromSql($"SELECT * FROM portal.node WHERE split_part(id, '/', 2) = {key} FOR UPDATE").SingleOrDefaultAsync(cancellationToken)
            ?? throw new NotFoundException("There is no such node any more. A node that is started again is a new one.");
        var before = new { node.DrainingBy, node.DrainingWhy };
        change(node);
        db.AuditEntries.Add(AuditEntry.Of(by, clock.GetUtcNow(), action, $"node:{node.Id}", node.Name, Scopes.Everything, before, new { node.DrainingBy, node.DrainingWhy }, why));
        await db.SaveChangesAsync(cancellationToken);
        var (connection, raw) = RunStore.Raw(db, transaction);
        await RunChannel.NotifyAsync(connection, raw, cancellationToken, RunChannel.Nodes);
        await transaction.CommitAsync(cancellationToken);
    }
}
