using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using Portal.Domain.Runs;
using Portal.Domain.Storage;

namespace Portal.Jobs.Runs;

/// <summary>Stores new runs, one or ten thousand, with their steps, first attempt, counter and first event, in a handful of statements.</summary>
internal sealed class RunInserts(WorkflowCatalogue workflows)
{
    // An equal unfinished run, or a child that is there already, stays as it is.
    private const string Runs = """
        INSERT INTO portal.run (id, workflow, subject_key, subject, subject_url, scope, request_key, exclusive_key, priority, state, attempt, parameters,
            created_at, created_by_id, created_by, queued_at, due_at, parent_id, batch_id, origin_id, warnings)
        SELECT id, workflow, subject_key, subject, subject_url, scope, request_key, exclusive_key, priority, 'Queued', 1, parameters::jsonb,
            created_at, created_by_id, created_by, queued_at, due_at, parent_id, batch_id, origin_id, 0
        FROM unnest(@id, @workflow, @subject_key, @subject, @subject_url, @scope, @request_key, @exclusive_key, @priority, @parameters,
            @created_at, @created_by_id, @created_by, @queued_at, @due_at, @parent_id, @batch_id, @origin_id) WITH ORDINALITY
            AS w (id, workflow, subject_key, subject, subject_url, scope, request_key, exclusive_key, priority, parameters,
            created_at, created_by_id, created_by, queued_at, due_at, parent_id, batch_id, origin_id, ord)
        ORDER BY ord
        ON CONFLICT DO NOTHING
        RETURNING id, number
        """;

    private const string Rest = """
        WITH added AS (SELECT id, created_at, created_by FROM portal.run WHERE id = ANY (@ids)),
        counters AS (INSERT INTO portal.run_sequence (run_id, last_seq) SELECT id, 0 FROM added)
        INSERT INTO portal.run_attempt (run_id, number, state, queued_at, requested_by) SELECT id, 1, 'Queued', created_at, created_by FROM added
        """;

    private const string Steps = """
        INSERT INTO portal.run_step (run_id, attempt, position, name, title, state)
        SELECT r.id, 1, s.position, s.name, s.title, 'Pending'
        FROM portal.run r JOIN unnest(@workflow, @position, @name, @title) AS s (workflow, position, name, title) ON s.workflow = r.workflow
        WHERE r.id = ANY (@ids)
        """;

    /// <returns>The numbers of those that are new, by id.</returns>
    /// <exception cref="ArgumentException">A workflow nobody knows.</exception>
    public async Task<IReadOnlyDictionary<Guid, long>> AddAsync(PortalDbContext db, IReadOnlyList<Run> runs, string line, CancellationToken cancellationToken)
    {
        var sheets = runs.Select(r => r.Workflow).Distinct(StringComparer.Ordinal)
            .Select(w => workflows.Find(w) ?? throw new ArgumentException($"There is no workflow “{w}”.", nameof(runs))).ToList();
        var (connection, transaction) = RunStore.Raw(db, db.Database.CurrentTransaction!);
        var added = await AddRunsAsync(connection, transaction, runs, cancellationToken);
        if (added.Count == 0)
        {
            return added;
        }

        var ids = added.Keys.ToArray();
        var steps = sheets.SelectMany(s => s.Steps.Select((step, position) => (s.Name, Position: position, Step: step))).ToList();
        var rest = new NpgsqlBatchCommand(Rest);
        rest.Parameters.AddWithValue("ids", ids);
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(rest);
        batch.BatchCommands.Add(new Rows<(string Workflow, int Position, StepSheet Step)>(Steps, steps)
            .Text("workflow", s => s.Workflow).Int("position", s => s.Position).Text("name", s => s.Step.Name).Text("title", s => s.Step.Title).Value("ids", ids).Command);
        batch.BatchCommands.Add(RunJournal.Append(writeId: null, [.. runs.Where(r => added.ContainsKey(r.Id)).Select(r => new RunLine(r.Id, 1, new(r.CreatedAt, null, EventLevel.Info, line)))]));
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return added;
    }

    private static async Task<IReadOnlyDictionary<Guid, long>> AddRunsAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<Run> runs, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(new Rows<Run>(Runs, runs)
            .Uuid("id", r => r.Id).Text("workflow", r => r.Workflow).Text("subject_key", r => r.SubjectKey).Text("subject", r => r.Subject).Text("subject_url", r => r.SubjectUrl)
            .Text("scope", r => r.Scope).Text("request_key", r => r.RequestKey).Text("exclusive_key", r => r.ExclusiveKey).Int("priority", r => r.Priority)
            .Text("parameters", r => r.Parameters).Time("created_at", r => r.CreatedAt).Text("created_by_id", r => r.CreatedById).Text("created_by", r => r.CreatedBy)
            .Time("queued_at", r => r.QueuedAt).Time("due_at", r => r.DueAt).Uuid("parent_id", r => r.ParentId).Uuid("batch_id", r => r.BatchId).Uuid("origin_id", r => r.OriginId).Command);
        await using var rows = await batch.ExecuteReaderAsync(cancellationToken);
        var added = new Dictionary<Guid, long>();
        while (await rows.ReadAsync(cancellationToken))
        {
            added[rows.GetGuid(0)] = rows.GetInt64(1);
        }

        return added;
    }
}
