using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Portal.Jobs.Runs;

/// <summary>What the outside tells the portal, once per key; a run that waits for it goes on, one that comes later finds it.</summary>
public sealed class OutsideEvents
{
    private readonly NpgsqlDataSource _database;
    private readonly RunTokens _tokens;
    private readonly TimeProvider _clock;

    internal OutsideEvents(NpgsqlDataSource database, RunTokens tokens, TimeProvider clock) => (_database, _tokens, _clock) = (database, tokens, clock);

    /// <param name="key">Agreed between who waits and who tells: "worker:0193…:ready".</param>
    /// <returns>False when it had been told before; the first word stays.</returns>
    public Task<bool> TellAsync(string key, JsonElement payload, CancellationToken cancellationToken) => TellAsync(key, payload, alongside: null, cancellationToken);

    /// <param name="alongside">The caller's own writes, in the same transaction; not called when it had been told before.</param>
    public async Task<bool> TellAsync(string key, JsonElement payload, Func<NpgsqlConnection, NpgsqlTransaction, CancellationToken, Task>? alongside, CancellationToken cancellationToken)
    {
        await using var connection = await _database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync("SELECT pg_advisory_xact_lock(hashtextextended(@key, 0))"); // a run just beginning to wait holds it, see RunAfterwards
        var told = await ExecuteAsync("INSERT INTO portal.outside_event (key, at, payload) VALUES (@key, @now, @payload) ON CONFLICT DO NOTHING");
        var woken = await ExecuteAsync("UPDATE portal.run SET waiting_until = @now WHERE state = 'Waiting' AND waiting_key = @key AND wait_kind = 'Event'");
        if (woken > 0)
        {
            await RunChannel.NotifyAsync(connection, transaction, cancellationToken, RunChannel.Queue);
        }

        await (told == 1 && alongside is not null ? alongside(connection, transaction, cancellationToken) : Task.CompletedTask);
        await transaction.CommitAsync(cancellationToken);
        await (woken > 0 ? _tokens.IssueAsync(woken, cancellationToken) : Task.CompletedTask);
        return told == 1;

        async Task<int> ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction);
            command.Parameters.AddWithValue("key", key);
            command.Parameters.AddWithValue("now", _clock.GetUtcNow());
            command.Parameters.AddWithValue("payload", NpgsqlDbType.Jsonb, payload.GetRawText());
            return await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
