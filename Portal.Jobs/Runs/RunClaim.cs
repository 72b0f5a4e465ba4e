using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using Portal.Domain.Runs;
using Portal.Domain.Storage;

namespace Portal.Jobs.Runs;

/// <summary>Takes the best run there is to work on, or none.</summary>
internal sealed class RunClaim(IDbContextFactory<PortalDbContext> contexts, WorkflowCatalogue workflows, NodeIdentity node,
    ActiveRuns active, IOptions<RunOptions> options, TimeProvider clock) : IDisposable
{
    /// <summary>What may be claimed: queued and due, waited long enough, or left behind by an owner whose lease and last outside call are over.</summary>
    internal const string Eligible = """
        (  (r.state = 'Queued' AND (r.due_at IS NULL OR r.due_at <= @now)
            AND (SELECT count(*) FROM portal.run busy WHERE busy.workflow = r.workflow AND busy.state = 'Running')
              < COALESCE((SELECT max_running FROM portal.lane WHERE workflow = r.workflow), 2147483647)
            AND NOT EXISTS (SELECT 1 FROM portal.run holder WHERE holder.exclusive_key = r.exclusive_key AND holder.state IN ('Running', 'Waiting')))
        OR (r.state = 'Waiting' AND r.waiting_until <= @now)
        OR (r.state = 'Running' AND (r.lease_until IS NULL OR r.lease_until < @expired)))
        """;

    private const string Best = $"""
        SELECT r.id FROM portal.run r
        WHERE r.state IN ('Queued', 'Waiting', 'Running') AND r.workflow = ANY (@known) AND {Eligible}
        ORDER BY r.priority DESC, r.queued_at, r.number
        LIMIT 1 FOR UPDATE SKIP LOCKED
        """;

    private readonly SemaphoreSlim _one = new(1);

    public async Task<ActiveRun?> NextAsync(CancellationToken stopping)
    {
        // The lanes let one claim through at a time anyway; waiting here costs no connection.
        await _one.WaitAsync(stopping);
        try
        {
            while (true)
            {
                try
                {
                    return await TryAsync(stopping);
                }
                catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
                {
                    // Another node took the exclusive key between our look and our write; look again.
                }
            }
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<ActiveRun?> TryAsync(CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(stopping);
        await using var transaction = await db.Database.BeginTransactionAsync(stopping);
        var (connection, raw) = RunStore.Raw(db, transaction);
        await LockLanesAsync(connection, raw, stopping);
        if (await BestAsync(connection, raw, now, stopping) is not { } id)
        {
            return null;
        }

        var run = await db.Runs.SingleAsync(r => r.Id == id, stopping);
        var takenFrom = run.State == RunState.Running ? run.Owner : null;
        var wasRunning = run.State == RunState.Running;
        run.Claim(node.Id, now + options.Value.Lease, now);
        var attempt = await db.RunAttempts.SingleAsync(a => a.RunId == id && a.Number == run.Attempt, stopping);
        attempt.Follow(run, node.Name);
        await db.SaveChangesAsync(stopping);
        var line = wasRunning
            ? $"Continued on {node.Name}; {(takenFrom is null ? "the portal was stopped in the middle" : "the process before stopped answering")}"
            : $"Attempt {run.Attempt} started on {node.Name}";
        await RunJournal.AppendAsync(connection, raw, id, run.Attempt, [new(now, null, EventLevel.Info, line)], stopping);
        await transaction.CommitAsync(stopping);
        return active.Enter(new Fence(id, run.Attempt, node.Id), run.LeaseUntil!.Value, stopping);
    }

    // Counting what runs and starting one more must not interleave with another node's: the lane rows are locked first, in order.
    private static async Task LockLanesAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT workflow FROM portal.lane ORDER BY workflow FOR UPDATE", connection, transaction);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<Guid?> BestAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Best, connection, transaction);
        command.Parameters.AddWithValue("now", now);
        command.Parameters.AddWithValue("expired", now - options.Value.OutsideTimeout);
        command.Parameters.AddWithValue("known", workflows.Names.ToArray());
        return await command.ExecuteScalarAsync(cancellationToken) as Guid?;
    }
}
