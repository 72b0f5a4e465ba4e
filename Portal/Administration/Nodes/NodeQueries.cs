using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Common;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Domain.Storage;
using Portal.Jobs.Runs;

namespace Portal.Administration.Nodes;

/// <param name="Id">The part of the node's id that fits into an address; a restarted process is another node.</param>
/// <param name="InHand">Runs it works on.</param>
/// <param name="Capacity">Runs it works on at once at most.</param>
/// <param name="Cpu">Share of the machine's processors, 0 to 1.</param>
/// <param name="Silent">It has not given a sign of life for longer than a lease: what it held is taken over.</param>
/// <param name="Draining">Who wants it to take nothing new, and why.</param>
public sealed record NodeView(string Id, string Name, string Role, string Version, DateTimeOffset StartedAt, DateTimeOffset SeenAt, bool Silent,
    int InHand, int Capacity, double? Cpu, long? MemoryBytes, DrainView? Draining)
{
    public StateLook Look => this switch
    {
        { Silent: true } => new("Silent", "failed", "st-failed"),
        { Draining: not null, InHand: > 0 } => new("Draining", "waiting", "st-waiting"),
        { Draining: not null } => new("Drained", "waiting", "pause"),
        _ => new("Working", "succeeded", "st-succeeded"),
    };

    public string RoleWords => Role switch { "All" => "web + worker", _ => Role.ToLowerInvariant() };

    public bool Works => Role != nameof(NodeRole.Web);
}

public sealed record DrainView(DateTimeOffset Since, string By, string Why);

/// <summary>What pages and API read about nodes; whoever has a role in the whole portal may.</summary>
public sealed class NodeQueries(IDbContextFactory<PortalDbContext> contexts, IOptions<RunOptions> options, TimeProvider clock)
{
    public async Task<IReadOnlyList<NodeView>> ListAsync(Grants grants, CancellationToken cancellationToken)
    {
        if (!grants.May(Scopes.Everything, Role.Viewer))
        {
            throw new NotFoundException("Nodes are for people with a role in the whole portal.");
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var silentSince = clock.GetUtcNow() - options.Value.Lease;
        var nodes = await db.Nodes.AsNoTracking().OrderBy(n => n.Name).ThenBy(n => n.StartedAt)
            .Select(n => new { Node = n, InHand = db.Runs.Count(r => r.State == RunState.Running && r.Owner == n.Id) }).ToListAsync(cancellationToken);
        return [.. nodes.Select(n => View(n.Node, n.InHand, silentSince))];
    }

    public async Task<NodeView> FindAsync(string key, Grants grants, CancellationToken cancellationToken) =>
        (await ListAsync(grants, cancellationToken)).FirstOrDefault(n => n.Id == key)
        ?? throw new NotFoundException("There is no such node any more. A node that is started again is a new one.");

    private static NodeView View(Node node, int inHand, DateTimeOffset silentSince) => new(
        node.Key, node.Name, node.Role, node.Version, node.StartedAt, node.SeenAt, node.SeenAt < silentSince, inHand, node.Capacity, node.Cpu, node.MemoryBytes,
        node.DrainingSince is { } since ? new DrainView(since, node.DrainingBy ?? "", node.DrainingWhy ?? "") : null);
}
