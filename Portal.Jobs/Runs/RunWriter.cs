using Microsoft.Extensions.Logging;
using Npgsql;
using Portal.Domain.Runs;

namespace Portal.Jobs.Runs;

/// <summary>
/// Stores what this node's runs want stored: fenced, with their events, and together with what other runs of the node want at the
/// same moment. While the database is away it keeps trying: a step that is done must not be done again because its end was not heard.
/// </summary>
internal sealed class RunWriter
{
    private const int Most = 256;
    private readonly NpgsqlDataSource _database;
    private readonly NodeIdentity _node;
    private readonly RunTelemetry _telemetry;
    private readonly TimeProvider _clock;
    private readonly ILogger<RunWriter> _logger;
    private readonly Together<RunWrite, Written> _together;

    public RunWriter(NpgsqlDataSource database, NodeIdentity node, RunTelemetry telemetry, TimeProvider clock, ILogger<RunWriter> logger)
    {
        (_database, _node, _telemetry, _clock, _logger) = (database, node, telemetry, clock, logger);
        _together = new(Most, StoreAsync);
    }

    /// <returns>True when a person wants the run cancelled.</returns>
    /// <exception cref="LeaseLostException">The run belongs to somebody else, or to another attempt.</exception>
    public async Task<bool> WriteAsync(RunWrite write)
    {
        var written = await _together.AskAsync(write);
        return written.Held ? written.CancelRequested : throw new LeaseLostException();
    }

    private Task<IReadOnlyList<Written>> StoreAsync(IReadOnlyList<RunWrite> writes)
    {
        var id = Guid.CreateVersion7(_clock.GetUtcNow());
        var tried = false;
        return DatabaseAway.PatientlyAsync(async () =>
        {
            await using var connection = await _database.OpenConnectionAsync();

            // A commit whose answer was lost may have happened all the same.
            if (tried && await RunWriteSql.WasStoredAsync(connection, id, writes))
            {
                return [.. writes.Select(_ => new Written(Held: true, CancelRequested: false))];
            }

            tried = true;
            return await TryAsync(connection, id, writes);
        }, _clock, _logger, CancellationToken.None);
    }

    private async Task<IReadOnlyList<Written>> TryAsync(NpgsqlConnection connection, Guid id, IReadOnlyList<RunWrite> writes)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        var held = await RunWriteSql.LockAsync(connection, transaction, _node.Id, writes);
        var ours = writes.Where(w => held.ContainsKey(w.Fence)).ToList();
        if (ours.Count > 0)
        {
            await RunWriteSql.StoreAsync(connection, transaction, id, ours, _clock.GetUtcNow());
            await transaction.CommitAsync();
            _telemetry.EventsWritten(ours.Sum(w => w.Lines.Count));
        }

        return [.. writes.Select(w => held.TryGetValue(w.Fence, out var cancel) ? new Written(Held: true, cancel) : default)];
    }
}
