using Npgsql;
using Portal.Domain.Runs;

namespace Portal.Jobs.Runs;

/// <summary>Whom the move of a run lets go on: the next of its exclusive key, its parent, itself when what it waits for has already happened.</summary>
internal static class RunAfterwards
{
    // Teller and waiter lock the key first, so that one of them sees the other.
    private const string LockKeys = "SELECT pg_advisory_xact_lock(hashtextextended(key, 0)) FROM (SELECT unnest(@keys) AS key ORDER BY 1) AS k";

    private const string WakeTold = """
        UPDATE portal.run r SET waiting_until = @now
        WHERE r.id = ANY (@ids) AND r.state = 'Waiting' AND EXISTS (SELECT 1 FROM portal.outside_event e WHERE e.key = r.waiting_key)
        """;

    private const string LockParents = "SELECT 1 FROM portal.run WHERE id = ANY (@ids) ORDER BY id FOR NO KEY UPDATE";

    private const string WakeParents = """
        UPDATE portal.run p SET waiting_until = @now
        WHERE p.id = ANY (@ids) AND p.state = 'Waiting' AND p.wait_kind = 'Runs'
          AND NOT EXISTS (SELECT 1 FROM portal.run c WHERE c.parent_id = p.id AND c.state IN ('Queued', 'Running', 'Waiting'))
        """;

    /// <summary>To be called before the runs are written.</summary>
    public static void LockEvents(NpgsqlBatch batch, IReadOnlyList<RunWrite> moved)
    {
        var keys = moved.Where(w => w.Run!.WaitKind == WaitKind.Event).Select(w => w.Run!.WaitingKey!).Distinct(StringComparer.Ordinal).ToArray();
        if (keys.Length > 0)
        {
            batch.BatchCommands.Add(Command(LockKeys, ("keys", keys)));
        }
    }

    /// <summary>To be called after the runs are written, in the same transaction.</summary>
    public static void Wake(NpgsqlBatch batch, IReadOnlyList<RunWrite> moved, DateTimeOffset now)
    {
        var told = moved.Where(w => w.Run!.WaitKind == WaitKind.Event).Select(w => w.Fence.RunId).ToArray();
        if (told.Length > 0)
        {
            batch.BatchCommands.Add(Command(WakeTold, ("ids", told), ("now", now)));
        }

        // A parent that has just begun to wait may have no unfinished child left; one whose child ended may have been waiting for it.
        var parents = moved.Where(w => w.Run!.WaitKind == WaitKind.Runs).Select(w => w.Fence.RunId)
            .Concat(moved.Where(w => w.Run!.State.IsFinal() && w.Run.ParentId is not null).Select(w => w.Run!.ParentId!.Value)).Distinct().ToArray();
        AddParents(batch, parents, now);
        if (told.Length > 0 || parents.Length > 0 || moved.Any(w => w.Run!.ExclusiveKey is not null && w.Run.State.IsFinal()))
        {
            batch.BatchCommands.Add(RunChannel.Notify([RunChannel.Queue]));
        }
    }

    public static void AddParents(NpgsqlBatch batch, Guid[] parents, DateTimeOffset now)
    {
        if (parents.Length > 0)
        {
            batch.BatchCommands.Add(Command(LockParents, ("ids", parents)));
            batch.BatchCommands.Add(Command(WakeParents, ("ids", parents), ("now", now)));
        }
    }

    private static NpgsqlBatchCommand Command(string sql, params (string Name, object Value)[] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}
