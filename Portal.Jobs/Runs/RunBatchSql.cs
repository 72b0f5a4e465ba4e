using Npgsql;
using Portal.Domain.Runs;
using Portal.Domain.Storage;

namespace Portal.Jobs.Runs;

/// <summary>What <see cref="Run.Retry"/> and <see cref="Run.RequestCancel"/> do to one run, done to thousands; a test holds the two against each other.</summary>
internal static class RunBatchSql
{
    private const string Lock = "SELECT 1 FROM portal.run WHERE id = ANY (@runs) ORDER BY id FOR NO KEY UPDATE";

    // Looked at once more under the lock: who ended, was retried by somebody else, or asks the same as an unfinished one is left alone.
    private const string ChooseRetries = """
        INSERT INTO portal.run_batch_item (batch_id, run_id, attempt, skipped_because)
        SELECT @batch, r.id, CASE WHEN r.why IS NULL THEN r.attempt + 1 ELSE r.attempt END, r.why
        FROM (SELECT r.id, r.attempt, CASE
                WHEN r.state NOT IN ('Failed', 'Cancelled') THEN 'it is ' || lower(r.state) || ' by now'
                WHEN other.number IS NOT NULL THEN 'R-' || other.number || ' already does the same'
                WHEN r.request_key IS NOT NULL AND row_number() OVER (PARTITION BY r.request_key, r.state IN ('Failed', 'Cancelled') ORDER BY r.number DESC) > 1 THEN 'a newer one of the choice does the same'
                END AS why
            FROM portal.run r
            LEFT JOIN portal.run other ON other.request_key = r.request_key AND other.id <> r.id AND other.state IN ('Queued', 'Running', 'Waiting')
            WHERE r.id = ANY (@runs)) AS r
        """;

    private const string RetryRuns = """
        UPDATE portal.run r SET state = 'Queued', attempt = r.attempt + 1, queued_at = @now, started_at = NULL, ended_at = NULL,
            failure = NULL, failure_detail = NULL, error_id = NULL, outcome = NULL, current_step = NULL,
            cancel_requested_at = NULL, cancel_requested_by = NULL, cancel_reason = NULL, warnings = 0
        FROM portal.run_batch_item i WHERE i.batch_id = @batch AND i.run_id = r.id AND i.skipped_because IS NULL
        """;

    private const string RetryAttempts = """
        INSERT INTO portal.run_attempt (run_id, number, state, queued_at, requested_by, why)
        SELECT run_id, attempt, 'Queued', @now, @by, @why FROM portal.run_batch_item WHERE batch_id = @batch AND skipped_because IS NULL
        """;

    private const string RetrySteps = """
        INSERT INTO portal.run_step (run_id, attempt, position, name, title, state, started_at, ended_at, kept_from, done, total, unit, outcome)
        SELECT s.run_id, i.attempt, s.position, s.name, s.title, CASE WHEN kept THEN 'Kept' ELSE 'Pending' END,
            CASE WHEN kept THEN s.started_at END, CASE WHEN kept THEN s.ended_at END, CASE WHEN kept THEN coalesce(s.kept_from, s.attempt) END,
            CASE WHEN kept THEN s.done END, CASE WHEN kept THEN s.total END, CASE WHEN kept THEN s.unit END, CASE WHEN kept THEN s.outcome END
        FROM portal.run_batch_item i
        JOIN portal.run_step s ON s.run_id = i.run_id AND s.attempt = i.attempt - 1
        CROSS JOIN LATERAL (SELECT s.state IN ('Succeeded', 'Kept') AS kept) AS k
        WHERE i.batch_id = @batch AND i.skipped_because IS NULL
        """;

    private const string ChooseCancels = """
        INSERT INTO portal.run_batch_item (batch_id, run_id, attempt, skipped_because)
        SELECT @batch, id, attempt, CASE WHEN state IN ('Queued', 'Running', 'Waiting') THEN NULL ELSE 'it had ended before: ' || lower(state) END FROM portal.run WHERE id = ANY (@runs)
        """;

    // Nobody works on the queued and the waiting: they end here. The running end at their owner's next safe point.
    private const string CancelRuns = """
        UPDATE portal.run r SET cancel_requested_at = coalesce(r.cancel_requested_at, @now), cancel_requested_by = coalesce(r.cancel_requested_by, @by), cancel_reason = coalesce(r.cancel_reason, @why),
            state = CASE WHEN r.state = 'Running' THEN r.state ELSE 'Cancelled' END, ended_at = CASE WHEN r.state = 'Running' THEN r.ended_at ELSE @now END,
            wait_kind = NULL, waiting_for = NULL, waiting_until = NULL, waiting_key = NULL, question = NULL
        FROM portal.run_batch_item i WHERE i.batch_id = @batch AND i.run_id = r.id AND i.skipped_because IS NULL
        """;

    private const string CancelAttempts = """
        UPDATE portal.run_attempt a SET state = 'Cancelled', ended_at = @now FROM portal.run_batch_item i JOIN portal.run r ON r.id = i.run_id
        WHERE i.batch_id = @batch AND i.skipped_because IS NULL AND r.state = 'Cancelled' AND a.run_id = r.id AND a.number = r.attempt
        """;

    private const string CancelSteps = """
        UPDATE portal.run_step s SET state = 'Cancelled', ended_at = @now, outcome = 'cancelled', rate = NULL FROM portal.run_batch_item i JOIN portal.run r ON r.id = i.run_id
        WHERE i.batch_id = @batch AND i.skipped_because IS NULL AND r.state = 'Cancelled' AND s.run_id = r.id AND s.attempt = r.attempt AND s.state = 'Waiting'
        """;

    private const string Taken = "SELECT i.run_id, i.attempt, r.parent_id FROM portal.run_batch_item i JOIN portal.run r ON r.id = i.run_id WHERE i.batch_id = @batch AND i.skipped_because IS NULL ORDER BY i.run_id";

    public static Task RetryAsync(PortalDbContext db, RunBatch batch, BatchMoment moment, CancellationToken cancellationToken) =>
        DoAsync(db, batch, moment, [Lock, ChooseRetries, RetryRuns, RetryAttempts, RetrySteps], RunVerbs.RetriedBy(moment.By, batch.Why), signal: null, cancellationToken);

    public static Task CancelAsync(PortalDbContext db, RunBatch batch, BatchMoment moment, CancellationToken cancellationToken) =>
        DoAsync(db, batch, moment, [Lock, ChooseCancels, CancelRuns, CancelAttempts, CancelSteps], RunVerbs.CancelledBy(moment.By, batch.Why), RunChannel.Cancel, cancellationToken);

    private static async Task DoAsync(PortalDbContext db, RunBatch batch, BatchMoment moment, string[] statements, string line, Func<Guid, string>? signal, CancellationToken cancellationToken)
    {
        var (connection, transaction) = RunStore.Raw(db, db.Database.CurrentTransaction!);
        await using (var work = new NpgsqlBatch(connection, transaction) { Timeout = 120 })
        {
            foreach (var statement in statements)
            {
                work.BatchCommands.Add(Command(statement, batch, moment));
            }

            await work.ExecuteNonQueryAsync(cancellationToken);
        }

        var taken = await TakenAsync(connection, transaction, batch, moment, cancellationToken);
        await using var told = new NpgsqlBatch(connection, transaction) { Timeout = 120 };
        if (signal is not null)
        {
            RunAfterwards.AddParents(told, [.. taken.Select(t => t.Parent).OfType<Guid>().Distinct()], moment.Now);
        }

        told.BatchCommands.Add(RunChannel.Notify([RunChannel.Queue, .. signal is null ? [] : taken.Select(t => signal(t.Run))]));
        told.BatchCommands.Add(RunJournal.Append(writeId: null, [.. taken.Select(t => new RunLine(t.Run, t.Attempt, new(moment.Now, null, EventLevel.Info, line)))]));
        await told.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<List<(Guid Run, int Attempt, Guid? Parent)>> TakenAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, RunBatch batch, BatchMoment moment, CancellationToken cancellationToken)
    {
        await using var read = new NpgsqlBatch(connection, transaction) { BatchCommands = { Command(Taken, batch, moment) } };
        await using var rows = await read.ExecuteReaderAsync(cancellationToken);
        var taken = new List<(Guid, int, Guid?)>();
        while (await rows.ReadAsync(cancellationToken))
        {
            taken.Add((rows.GetGuid(0), rows.GetInt32(1), rows.IsDBNull(2) ? null : rows.GetGuid(2)));
        }

        return taken;
    }

    private static NpgsqlBatchCommand Command(string sql, RunBatch batch, BatchMoment moment)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var (name, value) in new (string, object?)[] { ("batch", batch.Id), ("runs", moment.Runs), ("now", moment.Now), ("by", moment.By.Name) })
        {
            if (sql.Contains($"@{name}", StringComparison.Ordinal))
            {
                command.Parameters.AddWithValue(name, value!);
            }
        }

        if (sql.Contains("@why", StringComparison.Ordinal))
        {
            command.Parameters.Add(new NpgsqlParameter<string?>("why", batch.Why) { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        }

        return command;
    }
}
