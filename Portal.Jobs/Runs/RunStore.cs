using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Portal.Domain.Runs;
using Portal.Domain.Storage;

namespace Portal.Jobs.Runs;

/// <summary>Who writes: the attempt and the owner a write is fenced with.</summary>
internal sealed record Fence(Guid RunId, int Attempt, string Owner);

/// <summary>Every change of a run by its owner: locked, fenced, with its events, in one short transaction.</summary>
internal sealed class RunStore(IDbContextFactory<PortalDbContext> contexts, TimeProvider clock)
{
    /// <exception cref="LeaseLostException">The run belongs to somebody else, or to another attempt.</exception>
    public async Task<Run> ChangeAsync(Fence fence, int? stepPosition, Action<Run, RunStep?> change,
        Func<Run, IEnumerable<JournalLine>> lines, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var run = await db.Runs.FromSql($"SELECT * FROM portal.run WHERE id = {fence.RunId} AND owner = {fence.Owner} AND attempt = {fence.Attempt} FOR UPDATE")
            .SingleOrDefaultAsync(cancellationToken) ?? throw new LeaseLostException();
        var step = stepPosition is { } position
            ? await db.RunSteps.SingleAsync(s => s.RunId == run.Id && s.Attempt == run.Attempt && s.Position == position, cancellationToken)
            : null;
        var before = run.State;
        change(run, step);
        if (before != run.State)
        {
            var attempt = await db.RunAttempts.SingleAsync(a => a.RunId == run.Id && a.Number == run.Attempt, cancellationToken);
            attempt.Follow(run, node: null);
        }

        await db.SaveChangesAsync(cancellationToken);
        var (connection, raw) = Raw(db, transaction);
        if (run.State != before && run.ExclusiveKey is not null)
        {
            await RunChannel.NotifyAsync(connection, raw, cancellationToken, RunChannel.Queue);
        }

        await RunJournal.AppendAsync(connection, raw, run.Id, run.Attempt, [.. lines(run)], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return run;
    }

    /// <summary>Events and progress of a step in flight.</summary>
    public Task WriteAsync(Fence fence, IReadOnlyList<JournalLine> lines, int warnings, StepProgress? progress, CancellationToken cancellationToken) =>
        FencedAsync(fence, async db =>
        {
            if (warnings > 0)
            {
                await db.Database.ExecuteSqlAsync($"UPDATE portal.run SET warnings = warnings + {warnings} WHERE id = {fence.RunId}", cancellationToken);
            }

            var (connection, raw) = Raw(db, db.Database.CurrentTransaction!);
            if (progress is { } p)
            {
                await db.Database.ExecuteSqlAsync(
                    $"UPDATE portal.run_step SET done = {p.Done}, total = {p.Total}, unit = {p.Unit}, rate = {p.Rate} WHERE run_id = {fence.RunId} AND attempt = {fence.Attempt} AND position = {p.Position}",
                    cancellationToken);
                await RunChannel.NotifyAsync(connection, raw, cancellationToken, RunChannel.Progress(fence.RunId));
            }

            await RunJournal.AppendAsync(connection, raw, fence.RunId, fence.Attempt, lines, cancellationToken);
            return true;
        }, cancellationToken);

    /// <summary>One write while the run is held: its row is locked, so that no takeover can slip in between.</summary>
    /// <exception cref="LeaseLostException">The run belongs to somebody else, or to another attempt.</exception>
    public async Task<T> FencedAsync<T>(Fence fence, Func<PortalDbContext, Task<T>> write, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var held = await db.Database.SqlQuery<int>(
            $"SELECT 1 AS \"Value\" FROM portal.run WHERE id = {fence.RunId} AND owner = {fence.Owner} AND attempt = {fence.Attempt} FOR NO KEY UPDATE").ToListAsync(cancellationToken);
        if (held.Count == 0)
        {
            throw new LeaseLostException();
        }

        var result = await write(db);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return result;
    }

    /// <summary>Extends the lease of one run. False when it is no longer ours.</summary>
    public async Task<bool> RenewAsync(Fence fence, DateTimeOffset until, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Database.ExecuteSqlAsync(
            $"UPDATE portal.run SET lease_until = {until} WHERE id = {fence.RunId} AND owner = {fence.Owner} AND attempt = {fence.Attempt} AND state = 'Running'",
            cancellationToken) == 1;
    }

    public DateTimeOffset Now => clock.GetUtcNow();

    internal static (NpgsqlConnection Connection, NpgsqlTransaction Transaction) Raw(PortalDbContext db, IDbContextTransaction transaction) =>
        ((NpgsqlConnection)db.Database.GetDbConnection(), (NpgsqlTransaction)transaction.GetDbTransaction());
}

/// <summary>Counts to overwrite in <c>run_step</c>.</summary>
internal sealed record StepProgress(int Position, long Done, long? Total, string Unit, double? Rate);
