using Npgsql;

namespace Portal.Jobs.Runs;

/// <summary>
/// The one NOTIFY channel. Payloads are wake-ups only, the tables are the truth:
/// <c>e:RUN:SEQ</c> event stored · <c>p:RUN</c> progress or a row changed · <c>q</c> the queue changed · <c>c:RUN</c> cancel wanted · <c>n</c> a node was told something · <c>t:TOPIC</c> something a slice names changed.
/// </summary>
internal static class RunChannel
{
    public const string Name = "portal";

    public static string Progress(Guid run) => $"p:{run}";

    public static string Queue => "q";

    public static string Nodes => "n";

    public static string Cancel(Guid run) => $"c:{run}";

    public static string Topic(Guid topic) => $"t:{topic}";

    public static NpgsqlBatchCommand Notify(IEnumerable<string> payloads)
    {
        var command = new NpgsqlBatchCommand($"SELECT pg_notify('{Name}', payload) FROM unnest(@payloads) AS payload");
        command.Parameters.AddWithValue("payloads", payloads.ToArray());
        return command;
    }

    public static async Task NotifyAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, CancellationToken cancellationToken, params string[] payloads)
    {
        await using var batch = new NpgsqlBatch(connection, transaction) { BatchCommands = { Notify(payloads) } };
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
