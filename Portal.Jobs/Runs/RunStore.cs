using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Logging;
using Npgsql;
using Portal.Domain.Runs;
using Portal.Domain.Storage;

namespace Portal.Jobs.Runs;

/// <summary>What a running step reads and writes for itself, while its run is held.</summary>
internal sealed class RunStore(IDbContextFactory<PortalDbContext> contexts, TimeProvider clock, ILogger<RunStore> logger)
{
    /// <summary>One write while the run is held: its row is locked, so that no takeover can slip in between.</summary>
    /// <exception cref="LeaseLostException">The run belongs to somebody else, or to another attempt.</exception>
    /// <param name="write">Harmless to do again: while the database is away it is tried until it is back.</param>
    public Task<T> FencedAsync<T>(Fence fence, Func<PortalDbContext, Task<T>> write, CancellationToken cancellationToken) =>
        DatabaseAway.PatientlyAsync(() => TryAsync(fence, write, cancellationToken), clock, logger, cancellationToken);

    private async Task<T> TryAsync<T>(Fence fence, Func<PortalDbContext, Task<T>> write, CancellationToken cancellationToken)
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
    public Task<bool> RenewAsync(Fence fence, DateTimeOffset until, CancellationToken cancellationToken) => DatabaseAway.PatientlyAsync(async () =>
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Database.ExecuteSqlAsync(
            $"UPDATE portal.run SET lease_until = {until} WHERE id = {fence.RunId} AND owner = {fence.Owner} AND attempt = {fence.Attempt} AND state = 'Running'",
            cancellationToken) == 1;
    }, clock, logger, cancellationToken);

    internal static (NpgsqlConnection Connection, NpgsqlTransaction Transaction) Raw(PortalDbContext db, IDbContextTransaction transaction) =>
        ((NpgsqlConnection)db.Database.GetDbConnection(), (NpgsqlTransaction)transaction.GetDbTransaction());
}
