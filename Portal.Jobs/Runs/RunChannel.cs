using Npgsql;

namespace Portal.Jobs.Runs;

/// <summary>
/// The one NOTIFY channel. Payloads are wake-ups only, the tables are the truth:
/// <c>e:RUN:SEQ</c> event stored · <c>p:RUN</c> progress or a row changed · <c>q</c> the queue changed · <c>c:RUN</c> cancel wanted · <c>n</c> a node was told something.
/// </summary>
internal static class RunChannel
{
    public const string Name = "portal";

    public static string Event(Guid run, long seq) => $"e:{run}:{seq}";

    public static string Progress(Guid run) => $"p:{run}";

    public static string Queue => "q";

    public static string Nodes => "n";

    public static string Cancel(Guid run) => $"c:{run}";

    public static async Task NotifyAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, CancellationToken cancellationToken, params string[] payloads)
    {
        await using var command = new NpgsqlCommand("SELECT pg_notify(@channel, payload) FROM unnest(@payloads) AS payload", connection, transaction);
        command.Parameters.AddWithValue("channel", Name);
        command.Parameters.AddWithValue("payloads", payloads);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
