using Npgsql;
using Portal.Domain.Runs;

namespace Portal.Jobs.Runs;

/// <summary>Many runs' writes in a handful of statements; rows go over as arrays, locks are taken in the order of the ids.</summary>
internal static class RunWriteSql
{
    private const string Lock = """
        SELECT r.id, r.attempt, r.cancel_requested_at IS NOT NULL
        FROM portal.run r JOIN unnest(@ids, @attempts) AS w (id, attempt) ON r.id = w.id AND r.attempt = w.attempt
        WHERE r.owner = @owner ORDER BY r.id FOR NO KEY UPDATE OF r
        """;

    private const string Runs = """
        UPDATE portal.run r SET state = w.state, owner = w.owner,
            lease_until = CASE WHEN w.owner IS NULL THEN NULL ELSE greatest(r.lease_until, w.lease_until) END,
            started_at = w.started_at, ended_at = w.ended_at, current_step = w.current_step, outcome = w.outcome,
            wait_kind = w.wait_kind, waiting_for = w.waiting_for, waiting_until = w.waiting_until, waiting_key = w.waiting_key, question = w.question::jsonb,
            blocked_because = NULL, failure = w.failure, failure_detail = w.failure_detail, error_id = w.error_id, warnings = r.warnings + w.warnings
        FROM unnest(@id, @state, @owner, @lease_until, @started_at, @ended_at, @current_step, @outcome, @wait_kind, @waiting_for, @waiting_until, @waiting_key, @question, @failure, @failure_detail, @error_id, @warnings)
            AS w (id, state, owner, lease_until, started_at, ended_at, current_step, outcome, wait_kind, waiting_for, waiting_until, waiting_key, question, failure, failure_detail, error_id, warnings)
        WHERE r.id = w.id
        """;

    private const string Attempts = """
        UPDATE portal.run_attempt a SET state = w.state, started_at = w.started_at, ended_at = w.ended_at, failure = w.failure, node = coalesce(w.node, a.node)
        FROM unnest(@id, @attempt, @state, @started_at, @ended_at, @failure, @node) AS w (id, attempt, state, started_at, ended_at, failure, node)
        WHERE a.run_id = w.id AND a.number = w.attempt
        """;

    private const string Steps = """
        UPDATE portal.run_step s SET state = w.state, started_at = w.started_at, ended_at = w.ended_at, outcome = w.outcome,
            done = coalesce(w.done, s.done), total = CASE WHEN w.done IS NULL THEN s.total ELSE w.total END, unit = coalesce(w.unit, s.unit), rate = NULL
        FROM unnest(@id, @attempt, @position, @state, @started_at, @ended_at, @outcome, @done, @total, @unit)
            AS w (id, attempt, position, state, started_at, ended_at, outcome, done, total, unit)
        WHERE s.run_id = w.id AND s.attempt = w.attempt AND s.position = w.position
        """;

    private const string Progress = """
        UPDATE portal.run_step s SET done = w.done, total = w.total, unit = w.unit, rate = w.rate
        FROM unnest(@id, @attempt, @position, @done, @total, @unit, @rate) AS w (id, attempt, position, done, total, unit, rate)
        WHERE s.run_id = w.id AND s.attempt = w.attempt AND s.position = w.position
        """;

    private const string Warnings = """
        UPDATE portal.run r SET warnings = r.warnings + w.warnings FROM unnest(@id, @warnings) AS w (id, warnings) WHERE r.id = w.id
        """;

    /// <returns>The fences that hold, and whether a person wants the run cancelled.</returns>
    public static async Task<IReadOnlyDictionary<Fence, bool>> LockAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, string owner, IReadOnlyList<RunWrite> writes)
    {
        await using var command = new NpgsqlCommand(Lock, connection, transaction);
        command.Parameters.AddWithValue("owner", owner);
        command.Parameters.AddWithValue("ids", writes.Select(w => w.Fence.RunId).ToArray());
        command.Parameters.AddWithValue("attempts", writes.Select(w => w.Fence.Attempt).ToArray());
        await using var rows = await command.ExecuteReaderAsync();
        var held = new Dictionary<Fence, bool>();
        while (await rows.ReadAsync())
        {
            held[new Fence(rows.GetGuid(0), rows.GetInt32(1), owner)] = rows.GetBoolean(2);
        }

        return held;
    }

    /// <summary>Stores for runs whose rows are locked; the caller commits.</summary>
    public static async Task StoreAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid writeId, IReadOnlyList<RunWrite> writes, DateTimeOffset now)
    {
        await using var batch = new NpgsqlBatch(connection, transaction);
        var runs = writes.Where(w => w.Run is not null).ToList();
        var moved = runs.Where(w => w.Moved).ToList();
        RunAfterwards.LockEvents(batch, moved);
        AddRuns(batch, runs);
        AddAttempts(batch, moved);
        AddSteps(batch, [.. writes.SelectMany(w => w.Steps)]);
        AddCounts(batch, writes);
        RunAfterwards.Wake(batch, moved, now);
        batch.BatchCommands.Add(RunJournal.Append(writeId, [.. writes.SelectMany(w => w.Lines.Select(l => new RunLine(w.Fence.RunId, w.Fence.Attempt, l)))]));
        await batch.ExecuteNonQueryAsync();
    }

    /// <summary>Whether a commit whose answer was lost happened: one run that carries the write's id is proof for all.</summary>
    public static async Task<bool> WasStoredAsync(NpgsqlConnection connection, Guid writeId, IReadOnlyList<RunWrite> writes)
    {
        await using var command = new NpgsqlCommand("SELECT EXISTS (SELECT 1 FROM portal.run_sequence WHERE run_id = ANY (@ids) AND last_write = @write)", connection);
        command.Parameters.AddWithValue("ids", writes.Select(w => w.Fence.RunId).ToArray());
        command.Parameters.AddWithValue("write", writeId);
        return (bool)(await command.ExecuteScalarAsync())!;
    }

    private static void AddRuns(NpgsqlBatch batch, List<RunWrite> writes)
    {
        if (writes.Count == 0)
        {
            return;
        }

        batch.BatchCommands.Add(new Rows<RunWrite>(Runs, writes)
            .Uuid("id", w => w.Fence.RunId).Text("state", w => w.Run!.State.ToString()).Text("owner", w => w.Run!.Owner)
            .Time("lease_until", w => w.Run!.LeaseUntil).Time("started_at", w => w.Run!.StartedAt).Time("ended_at", w => w.Run!.EndedAt)
            .Text("current_step", w => w.Run!.CurrentStep).Text("outcome", w => w.Run!.Outcome)
            .Text("wait_kind", w => w.Run!.WaitKind?.ToString()).Text("waiting_for", w => w.Run!.WaitingFor).Time("waiting_until", w => w.Run!.WaitingUntil)
            .Text("waiting_key", w => w.Run!.WaitingKey).Text("question", w => w.Run!.Question)
            .Text("failure", w => w.Run!.Failure).Text("failure_detail", w => w.Run!.FailureDetail).Text("error_id", w => w.Run!.ErrorId)
            .Int("warnings", w => w.Warnings).Command);
    }

    private static void AddAttempts(NpgsqlBatch batch, List<RunWrite> moved)
    {
        if (moved.Count > 0)
        {
            batch.BatchCommands.Add(new Rows<RunWrite>(Attempts, moved)
                .Uuid("id", w => w.Fence.RunId).Int("attempt", w => w.Fence.Attempt).Text("state", w => w.Run!.State.ToString())
                .Time("started_at", w => w.Run!.StartedAt).Time("ended_at", w => w.Run!.EndedAt).Text("failure", w => w.Run!.Failure).Text("node", w => w.Node).Command);
        }
    }

    private static void AddSteps(NpgsqlBatch batch, List<RunStep> steps)
    {
        if (steps.Count > 0)
        {
            batch.BatchCommands.Add(new Rows<RunStep>(Steps, steps)
                .Uuid("id", s => s.RunId).Int("attempt", s => s.Attempt).Int("position", s => s.Position).Text("state", s => s.State.ToString())
                .Time("started_at", s => s.StartedAt).Time("ended_at", s => s.EndedAt).Text("outcome", s => s.Outcome)
                .Long("done", s => s.Done).Long("total", s => s.Total).Text("unit", s => s.Unit).Command);
        }
    }

    private static void AddCounts(NpgsqlBatch batch, IReadOnlyList<RunWrite> writes)
    {
        var progress = writes.Where(w => w.Progress is not null).ToList();
        if (progress.Count > 0)
        {
            batch.BatchCommands.Add(new Rows<RunWrite>(Progress, progress)
                .Uuid("id", w => w.Fence.RunId).Int("attempt", w => w.Fence.Attempt).Int("position", w => w.Progress!.Position)
                .Long("done", w => w.Progress!.Done).Long("total", w => w.Progress!.Total).Text("unit", w => w.Progress!.Unit).Double("rate", w => w.Progress!.Rate).Command);
            batch.BatchCommands.Add(RunChannel.Notify(progress.Where(w => w.Lines.Count == 0).Select(w => RunChannel.Progress(w.Fence.RunId))));
        }

        var warned = writes.Where(w => w.Run is null && w.Warnings > 0).ToList();
        if (warned.Count > 0)
        {
            batch.BatchCommands.Add(new Rows<RunWrite>(Warnings, warned).Uuid("id", w => w.Fence.RunId).Int("warnings", w => w.Warnings).Command);
        }
    }
}
