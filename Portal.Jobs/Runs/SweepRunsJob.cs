using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using Portal.Domain.Storage;
using Quartz;

namespace Portal.Jobs.Runs;

/// <summary>Every few seconds, on one node: issues tokens that went missing and says of each queued run what it waits for.</summary>
[DisallowConcurrentExecution]
internal sealed class SweepRunsJob(IDbContextFactory<PortalDbContext> contexts, WorkflowCatalogue workflows, RunTokens tokens, IOptions<RunOptions> options, TimeProvider clock) : IJob
{
    public static readonly JobKey Key = new("sweep-runs", "runs");

    // A thousand at a time: of a longer queue nobody reads the rest before the next sweep.
    private const string SayWhyBlocked = """
        UPDATE portal.run r SET blocked_because = why.words
        FROM (SELECT q.id, CASE
                WHEN q.due_at > @now THEN 'not due yet'
                WHEN holder.number IS NOT NULL THEN 'R-' || holder.number || ' works on the same ' || split_part(q.exclusive_key, ':', 1)
                WHEN lane.max_running <= coalesce(busy.runs, 0) THEN 'all ' || lane.max_running || ' places of this kind of work are taken'
                ELSE 'waits for a free worker' END AS words
            FROM portal.run q
            LEFT JOIN portal.run holder ON holder.exclusive_key = q.exclusive_key AND holder.state IN ('Running', 'Waiting')
            LEFT JOIN portal.lane lane ON lane.workflow = q.workflow
            LEFT JOIN (SELECT workflow, count(*) AS runs FROM portal.run WHERE state = 'Running' GROUP BY workflow) busy ON busy.workflow = q.workflow
            WHERE q.state = 'Queued') why
        WHERE r.id = why.id AND r.id IN (
            SELECT q.id FROM portal.run q WHERE q.state = 'Queued' ORDER BY q.workflow, q.priority DESC, q.queued_at, q.number LIMIT 1000 FOR NO KEY UPDATE SKIP LOCKED)
          AND r.blocked_because IS DISTINCT FROM why.words
        RETURNING pg_notify('portal', 'p:' || r.id)
        """;

    private const string CountEligible = $"SELECT count(*) FROM ({RunClaimSql.Eligible}) AS eligible";

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.Database.OpenConnectionAsync(cancellationToken);
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        var eligible = Convert.ToInt32(await Command(connection, CountEligible).ExecuteScalarAsync(cancellationToken));
        await Command(connection, SayWhyBlocked).ExecuteNonQueryAsync(cancellationToken);
        if (eligible > 0)
        {
            await tokens.IssueAsync(eligible, cancellationToken);
        }
    }

    private NpgsqlCommand Command(NpgsqlConnection connection, string sql)
    {
        var now = clock.GetUtcNow();
        var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(RunClaimSql.Parameters([.. workflows.Names], held: [], most: 100, now, now - options.Value.OutsideTimeout));
        return command;
    }
}
