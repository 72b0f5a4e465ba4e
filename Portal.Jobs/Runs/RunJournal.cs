using Npgsql;
using NpgsqlTypes;
using Portal.Domain.Runs;

namespace Portal.Jobs.Runs;

/// <summary>One line on its way into a run's history.</summary>
internal sealed record JournalLine(DateTimeOffset At, string? Step, EventLevel Level, string Text);

/// <summary>
/// Appends numbered events. The counter row is locked from the update to the commit, so numbers become visible in order;
/// it must therefore be the last thing of a short transaction.
/// </summary>
internal static class RunJournal
{
    private const string Append = """
        WITH counted AS (
            UPDATE portal.run_sequence SET last_seq = last_seq + @n WHERE run_id = @run RETURNING last_seq),
        stored AS (
            INSERT INTO portal.run_event (run_id, seq, at, attempt, step, level, text)
            SELECT @run, counted.last_seq - @n + line.ord, line.at, @attempt, line.step, line.level, line.text
            FROM counted, unnest(@ats, @steps, @levels, @texts) WITH ORDINALITY AS line (at, step, level, text, ord))
        SELECT pg_notify('portal', 'e:' || @run || ':' || last_seq) FROM counted
        """;

    public static async Task AppendAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, Guid run, int attempt,
        IReadOnlyList<JournalLine> lines, CancellationToken cancellationToken)
    {
        if (lines.Count == 0)
        {
            return;
        }

        await using var command = new NpgsqlCommand(Append, connection, transaction);
        command.Parameters.AddWithValue("run", run);
        command.Parameters.AddWithValue("attempt", attempt);
        command.Parameters.AddWithValue("n", (long)lines.Count);
        command.Parameters.AddWithValue("ats", lines.Select(l => l.At).ToArray());
        command.Parameters.Add(new("steps", NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = lines.Select(l => (object?)l.Step ?? DBNull.Value).ToArray() });
        command.Parameters.AddWithValue("levels", lines.Select(l => l.Level.ToString()).ToArray());
        command.Parameters.AddWithValue("texts", lines.Select(l => Storable(l.Text)).ToArray());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    // PostgreSQL text cannot hold NUL, and a note may quote anything the outside sent.
    private static string Storable(string text) => text.Contains('\0') ? text.Replace('\0', '\uFFFD') : text;
}
