using Microsoft.EntityFrameworkCore;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Domain.Storage;
using Portal.Runs;

namespace Portal.Overview;

/// <param name="Because">What keeps these runs queued, in words; null when they only wait for their turn.</param>
public sealed record QueueReason(string? Because, int Runs);

/// <param name="Silent">It has not given a sign of life for longer than a lease.</param>
public sealed record NodeRow(string Name, string Role, string Version, DateTimeOffset SeenAt, bool Silent);

/// <param name="At">Begin of the half hour.</param>
public sealed record FinishedBucket(DateTimeOffset At, int Succeeded, int Failed);

/// <summary>What the overview shows beside lists of runs.</summary>
public sealed class OverviewQueries(IDbContextFactory<PortalDbContext> contexts, TimeProvider clock)
{
    public const int Buckets = 48;
    private static readonly TimeSpan NodeSilence = TimeSpan.FromMinutes(1);

    public async Task<IReadOnlyList<QueueReason>> QueueAsync(Grants grants, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.VisibleRuns(grants).Where(r => r.State == RunState.Queued).GroupBy(r => r.BlockedBecause)
            .OrderByDescending(g => g.Count()).Take(6).Select(g => new QueueReason(g.Key, g.Count())).ToListAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<NodeRow>> NodesAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var silentSince = clock.GetUtcNow() - NodeSilence;
        return await db.Nodes.OrderBy(n => n.Name).Select(n => new NodeRow(n.Name, n.Role, n.Version, n.SeenAt, n.SeenAt < silentSince)).ToListAsync(cancellationToken);
    }

    /// <summary>Runs that ended in each of the last 48 half hours, oldest first.</summary>
    public async Task<IReadOnlyList<FinishedBucket>> FinishedAsync(Grants grants, CancellationToken cancellationToken)
    {
        var half = TimeSpan.FromMinutes(30);
        var now = clock.GetUtcNow();
        var start = new DateTimeOffset(now.Ticks - now.Ticks % half.Ticks, TimeSpan.Zero) - (Buckets - 1) * half;
        var (everything, drafts, scopes) = (grants.SeesEverything, grants.SeesDrafts, grants.VisibleScopes.ToArray());
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var ended = await db.Database.SqlQuery<Ended>($"""
            SELECT floor(extract(epoch FROM ended_at - {start}) / 1800)::int AS bucket, state, count(*)::int AS runs
            FROM portal.run WHERE ended_at >= {start} AND state IN ('Succeeded', 'Failed') AND (({everything} AND ({drafts} OR scope <> {Scopes.Drafts})) OR scope = ANY({scopes}))
            GROUP BY 1, 2
            """).ToDictionaryAsync(e => (e.Bucket, e.State), e => e.Runs, cancellationToken);
        return [.. Enumerable.Range(0, Buckets).Select(i => new FinishedBucket(
            start + i * half, ended.GetValueOrDefault((i, nameof(RunState.Succeeded))), ended.GetValueOrDefault((i, nameof(RunState.Failed)))))];
    }

    private sealed record Ended(int Bucket, string State, int Runs);
}
