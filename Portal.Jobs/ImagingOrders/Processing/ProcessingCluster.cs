using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Domain.Storage;
using Portal.Jobs.ImagingOrders.Tracking;

namespace Portal.Jobs.ImagingOrders.Processing;

/// <summary>Whether this portal may process what the importer's database holds.</summary>
public enum ProcessingState
{
    /// <summary>It is not configured to.</summary>
    Off,
    Ready,

    /// <summary>An importer polls the same table; two would import everything twice.</summary>
    BesideImporter,

    /// <summary>The portal's account may not see whether one polls, so one could.</summary>
    Blind,

    /// <summary>Another portal has the database.</summary>
    BesidePortal,

    /// <summary>The importer's database does not answer.</summary>
    Away,
}

/// <summary>
/// One portal for each importer's database, with as many nodes as it likes: each node holds a shared lock on a number that is its portal's,
/// and takes it only while nobody holds one on another number. The lock goes with its connection.
/// </summary>
public sealed class ProcessingCluster(TrackingDatabase tracking, TrackingTables tables, DaemonWatch daemon, IDbContextFactory<PortalDbContext> contexts) : IAsyncDisposable
{
    // "imag" in letters; any number that nobody else takes.
    private const int Class = 0x69_6D_61_67;

    private const string Take =
        """
        SELECT CASE WHEN EXISTS (SELECT FROM pg_locks l WHERE l.locktype = 'advisory' AND l.classid = @class::oid AND l.objsubid = 2 AND l.objid <> @id::oid
            AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())) THEN false ELSE pg_try_advisory_lock_shared(@class, @number) END
        """;

    private const string Who =
        """
        SELECT coalesce(bool_or(l.objid = @id::oid), false), coalesce(bool_or(l.objid <> @id::oid), false) FROM pg_locks l
        WHERE l.locktype = 'advisory' AND l.classid = @class::oid AND l.objsubid = 2 AND l.granted AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """;

    private readonly SemaphoreSlim _one = new(1);
    private NpgsqlConnection? _held;
    private int? _portal;

    /// <summary>As it was found last.</summary>
    public ProcessingState State { get; private set; } = ProcessingState.Away;

    /// <summary>Looks, and takes the lock where it may be taken.</summary>
    public async Task<ProcessingState> LookAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            await tables.ShapeAsync(cancellationToken);
            var sign = await daemon.LookAsync(cancellationToken);
            if (sign.IsPolling || sign.MayBeHidden)
            {
                await LetGoAsync();
                return State = sign.IsPolling ? ProcessingState.BesideImporter : ProcessingState.Blind;
            }

            return State = await HoldsAsync(cancellationToken) || await TakeAsync(cancellationToken) ? ProcessingState.Ready : ProcessingState.BesidePortal;
        }
        catch (Exception e) when (e is NpgsqlException or Domain.RuleException)
        {
            await LetGoAsync();
            State = ProcessingState.Away;
            throw;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Who processes, as every node can see it: one of this portal's, those of another portal, or nobody.</summary>
    public async Task<(bool Own, bool Others)> HoldersAsync(CancellationToken cancellationToken)
    {
        var number = _portal ??= await NumberAsync(cancellationToken);
        await using var ask = tracking.Source.CreateCommand(Who);
        ask.Parameters.AddWithValue("class", Class);
        ask.Parameters.AddWithValue("id", (long)unchecked((uint)number));
        await using var reader = await ask.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetBoolean(0), reader.GetBoolean(1));
    }

    public async ValueTask DisposeAsync()
    {
        await LetGoAsync();
        _one.Dispose();
    }

    private async Task<bool> HoldsAsync(CancellationToken cancellationToken)
    {
        if (_held is null)
        {
            return false;
        }

        try
        {
            await using var ask = new NpgsqlCommand("SELECT 1", _held);
            await ask.ExecuteScalarAsync(cancellationToken);
            return true;
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            await LetGoAsync();
            return false;
        }
    }

    private async Task<bool> TakeAsync(CancellationToken cancellationToken)
    {
        var number = _portal ??= await NumberAsync(cancellationToken);
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(tracking.Address) { ApplicationName = $"{TrackingDatabase.SessionName}-lock", Pooling = false, KeepAlive = 10 }.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            // One after the other: two portals that look at the same moment would both find nobody.
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using (var one = new NpgsqlCommand("SELECT pg_advisory_xact_lock(@class)", connection))
            {
                one.Parameters.AddWithValue("class", (long)Class);
                await one.ExecuteNonQueryAsync(cancellationToken);
            }

            await using var take = new NpgsqlCommand(Take, connection);
            take.Parameters.AddWithValue("class", Class);
            take.Parameters.AddWithValue("number", number);
            take.Parameters.AddWithValue("id", (long)unchecked((uint)number));
            var taken = await take.ExecuteScalarAsync(cancellationToken) is true;
            await transaction.CommitAsync(cancellationToken);
            if (taken)
            {
                _held = connection;
                return true;
            }
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        await connection.DisposeAsync();
        return false;
    }

    // Whatever address each node knows it by, the portal's database is the same one.
    private async Task<int> NumberAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return (await db.Database.SqlQuery<int>($"""
            SELECT hashtext((SELECT system_identifier FROM pg_control_system())::text || '/' || (SELECT oid FROM pg_database WHERE datname = current_database())::text) AS "Value"
            """).ToListAsync(cancellationToken)).Single();
    }

    private async Task LetGoAsync()
    {
        if (_held is { } held)
        {
            _held = null;
            await held.DisposeAsync();
        }
    }
}
