using Npgsql;
using Portal.Domain.Runs;

namespace Portal.Jobs.Runs;

/// <summary>One line on its way into a run's history.</summary>
internal sealed record JournalLine(DateTimeOffset At, string? Step, EventLevel Level, string Text);

internal readonly record struct RunLine(Guid Run, int Attempt, JournalLine Line);

/// <summary>
/// Appends numbered events. The counter row is locked from the update to the commit, so numbers become visible in order;
/// it must therefore be the last thing of a short transaction.
/// </summary>
internal static class RunJournal
{
    private const string Sql = """
        WITH said AS (
            SELECT l.*, row_number() OVER (PARTITION BY l.run_id ORDER BY l.ord) AS n
            FROM unnest(@run, @attempt, @at, @step, @level, @text) WITH ORDINALITY AS l (run_id, attempt, at, step, level, text, ord)),
        counted AS (
            UPDATE portal.run_sequence s SET last_seq = s.last_seq + c.lines, last_write = coalesce(@write, s.last_write)
            FROM (SELECT run_id, count(*) AS lines FROM said GROUP BY run_id) c
            WHERE s.run_id = c.run_id RETURNING s.run_id, s.last_seq, s.last_seq - c.lines AS before),
        stored AS (
            INSERT INTO portal.run_event (run_id, seq, at, attempt, step, level, text)
            SELECT l.run_id, k.before + l.n, l.at, l.attempt, l.step, l.level, l.text FROM said l JOIN counted k ON k.run_id = l.run_id)
        SELECT pg_notify('portal', 'e:' || run_id || ':' || last_seq) FROM counted
        """;

    /// <param name="writeId">Marks the owner's write, see <see cref="RunSequence.LastWrite"/>; null for anybody else's.</param>
    /// <param name="lines">In the order they were said; runs in the order of their ids.</param>
    public static NpgsqlBatchCommand Append(Guid? writeId, IReadOnlyList<RunLine> lines)
    {
        var rows = new Rows<RunLine>(Sql, lines)
            .Uuid("run", l => l.Run).Int("attempt", l => l.Attempt).Time("at", l => l.Line.At).Text("step", l => l.Line.Step)
            .Text("level", l => l.Line.Level.ToString()).Text("text", l => l.Line.Text);
        rows.Command.Parameters.Add(new NpgsqlParameter<Guid?>("write", writeId) { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid });
        return rows.Command;
    }

    public static async Task AppendAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<RunLine> lines, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection, transaction) { BatchCommands = { Append(writeId: null, lines) } };
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
