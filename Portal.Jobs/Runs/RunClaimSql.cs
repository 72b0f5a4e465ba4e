using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using Portal.Domain.Runs;
using Portal.Domain.Storage;

namespace Portal.Jobs.Runs;

/// <summary>
/// Which runs may be claimed: queued and due with a free place in their lane and their exclusive key free; waited long enough; or left
/// behind by an owner whose lease and last outside call are over. Each of the three is read from its own short index.
/// </summary>
internal static class RunClaimSql
{
    // Per workflow as many as its lane has places left; of equal exclusive keys only the first, and none that somebody holds.
    private const string Queued = """
        SELECT q.id, q.priority, q.queued_at, q.number, q.exclusive_key
        FROM unnest(@known) AS w (workflow)
        LEFT JOIN portal.lane ON lane.workflow = w.workflow
        CROSS JOIN LATERAL (SELECT greatest(0, least(@n, lane.max_running - (SELECT count(*) FROM portal.run busy WHERE busy.state = 'Running' AND busy.workflow = w.workflow))) AS places) AS free
        CROSS JOIN LATERAL (
            SELECT r.id, r.priority, r.queued_at, r.number, r.exclusive_key
            FROM portal.run r
            WHERE r.state = 'Queued' AND r.workflow = w.workflow AND (r.due_at IS NULL OR r.due_at <= @now)
              AND (r.exclusive_key IS NULL OR NOT EXISTS (SELECT 1 FROM portal.run holder WHERE holder.exclusive_key = r.exclusive_key AND holder.state IN ('Running', 'Waiting')))
            ORDER BY r.priority DESC, r.queued_at, r.number
            LIMIT free.places) AS q
        """;

    /// <summary>
    /// All that may be claimed, <c>@n</c> of each kind at most. What this very process still works on (<c>@held</c>) it leaves alone, however
    /// long the database was away: its next heartbeat takes the lease up again, or another node the run.
    /// </summary>
    public const string Eligible = $"""
        SELECT id, priority, queued_at, number, exclusive_key FROM ({Queued}) AS queued
        UNION ALL (SELECT id, priority, queued_at, number, NULL FROM portal.run r
            WHERE r.state = 'Waiting' AND r.waiting_until <= @now AND r.workflow = ANY (@known) AND r.id <> ALL (@held) ORDER BY r.waiting_until LIMIT @n)
        UNION ALL (SELECT id, priority, queued_at, number, NULL FROM portal.run r
            WHERE r.state = 'Running' AND (r.lease_until IS NULL OR r.lease_until < @expired) AND r.workflow = ANY (@known) AND r.id <> ALL (@held) ORDER BY r.lease_until NULLS FIRST LIMIT @n)
        """;

    // The states are looked at once more under the lock: a cancel may have come between.
    private const string BestRuns = $"""
        SELECT r.* FROM portal.run r
        WHERE r.id IN (
            SELECT id FROM (
                SELECT id, priority, queued_at, number, row_number() OVER (PARTITION BY coalesce(exclusive_key, id::text) ORDER BY priority DESC, queued_at, number) AS turn
                FROM ({Eligible}) AS eligible) AS ranked
            WHERE turn = 1 ORDER BY priority DESC, queued_at, number LIMIT @n)
          AND (r.state = 'Queued' OR (r.state = 'Waiting' AND r.waiting_until <= @now) OR (r.state = 'Running' AND (r.lease_until IS NULL OR r.lease_until < @expired)))
        ORDER BY r.priority DESC, r.queued_at, r.number
        FOR NO KEY UPDATE SKIP LOCKED
        """;

    // Counting what runs and starting more must not interleave with another node's: the lane rows are locked first, in order.
    public static async Task LockLanesAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, string[] known)
    {
        await using var command = new NpgsqlCommand("SELECT workflow FROM portal.lane WHERE workflow = ANY (@known) ORDER BY workflow FOR UPDATE", connection, transaction);
        command.Parameters.AddWithValue("known", known);
        await command.ExecuteNonQueryAsync();
    }

    public static IQueryable<Run> Best(PortalDbContext db, string[] known, Guid[] held, int most, DateTimeOffset now, DateTimeOffset expired) =>
        db.Runs.FromSqlRaw(BestRuns, [.. Parameters(known, held, most, now, expired)]).AsNoTracking();

    public static IQueryable<RunStep> Steps(PortalDbContext db, IReadOnlyCollection<Run> runs) => db.RunSteps.FromSqlRaw("""
        SELECT s.* FROM portal.run_step s JOIN unnest(@ids, @attempts) AS w (id, attempt) ON s.run_id = w.id AND s.attempt = w.attempt ORDER BY s.run_id, s.position
        """, new NpgsqlParameter("ids", runs.Select(r => r.Id).ToArray()), new NpgsqlParameter("attempts", runs.Select(r => r.Attempt).ToArray())).AsNoTracking();

    public static NpgsqlParameter[] Parameters(string[] known, Guid[] held, int most, DateTimeOffset now, DateTimeOffset expired) =>
    [
        new NpgsqlParameter("known", known),
        new NpgsqlParameter("held", held),
        new NpgsqlParameter("n", NpgsqlDbType.Bigint) { Value = (long)most },
        new NpgsqlParameter("now", now),
        new NpgsqlParameter("expired", expired),
    ];
}
