namespace Portal.Jobs.ImagingOrders.Tracking;

/// <summary>Whether an importer polls the table.</summary>
public enum DaemonState
{
    Alive,

    /// <summary>No session of an importer polls.</summary>
    Silent,

    /// <summary>Orders wait longer than an importer lets them.</summary>
    NotTaking,

    /// <summary>The portal's account may not see the sessions of others.</summary>
    Hidden,

    /// <summary>One polls although the portal is to process the orders itself, which it does not do beside it.</summary>
    Beside,

    /// <summary>The portal is to process the orders itself, but another portal does so for the same database.</summary>
    OtherPortal,

    /// <summary>The portal is to process the orders itself, but none of its nodes that work runs.</summary>
    NoWorker,
}

/// <param name="LastPoll">When an importer was last seen polling.</param>
/// <param name="WaitingSince">Of the longest waiting order that nobody took.</param>
public sealed record DaemonSign(DaemonState State, DateTimeOffset? LastPoll, DateTimeOffset? WaitingSince)
{
    /// <summary>Orders may be handed over: one that is written while no importer runs is failed at its next start.</summary>
    public bool MayHandOver => State is DaemonState.Alive;

    /// <summary>An importer's session polls, whether or not it takes orders.</summary>
    public bool IsPolling { get; init; }

    /// <summary>None is seen, but some sessions are hidden from the portal's account: one of them may be an importer's.</summary>
    public bool MayBeHidden { get; init; }

    /// <summary>By the database's clock.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>When the oldest session began that looks like an importer's, whether or not it still polls; null: there is none.</summary>
    public DateTimeOffset? OldestSession { get; init; }

    /// <summary>
    /// Nobody is at an order any more whose last row is of then: every importer of that time is gone. One that was told to stop polls no more,
    /// but ends what it began, and its session stays until then.
    /// </summary>
    /// <param name="longest">No import takes longer than that; after it a session that stays is somebody else's.</param>
    public bool HasLeft(DateTimeOffset? lastRow, TimeSpan longest) =>
        !MayBeHidden && (OldestSession is not { } oldest || lastRow < oldest || (!IsPolling && lastRow + longest < At));
}

/// <summary>
/// Tells whether the importer lives. It leaves no word of itself, but its session shows: unnamed, idle, its last statement a ROLLBACK,
/// and renewed with every poll, each five seconds; or in the middle of reading the table.
/// </summary>
public sealed class DaemonWatch(TrackingDatabase database, TrackingTables tables)
{
    /// <summary>Three polls.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private const int LastRows = 1_000;

    // One that was passed over, or was there before the importer started, waits for ever and says nothing of the importer.
    private const string Look =
        """
        SELECT now(),
            (SELECT max(state_change) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = ''
                AND (query = 'ROLLBACK' OR state <> 'idle' AND (query = 'BEGIN' OR query ILIKE 'SELECT%imports%'))),
            (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query = '<insufficient privilege>'),
            (SELECT min(i."timestamp") FROM public.imports i WHERE i.id > (SELECT max(id) FROM public.imports) - @last AND i.stage = 'Import Pending' AND i."timestamp" > now() - interval '10 minutes'
                AND NOT EXISTS (SELECT FROM public.imports later WHERE later.uuid = i.uuid AND later.id > i.id)
                AND NOT EXISTS (SELECT FROM public.imports s WHERE s.stage = 'Import Started' AND s.id > i.id AND (SELECT min(f.id) FROM public.imports f WHERE f.uuid = s.uuid) > i.id)),
            (SELECT min(backend_start) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = ''
                AND (query = 'ROLLBACK' OR state <> 'idle' AND (query = 'BEGIN' OR query ILIKE 'SELECT%imports%')))
        """;

    public async Task<DaemonSign> LookAsync(CancellationToken cancellationToken)
    {
        await tables.ShapeAsync(cancellationToken);
        await using var command = database.Source.CreateCommand(Look);
        command.Parameters.AddWithValue("last", LastRows);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        DateTimeOffset? At(int column) => reader.IsDBNull(column) ? null : new DateTimeOffset(reader.GetDateTime(column));
        return Judge(At(0)!.Value, At(1), reader.GetInt64(2) > 0, At(3)) with { At = At(0)!.Value, OldestSession = At(4) };
    }

    /// <param name="now">By the database's clock, as all the others.</param>
    public static DaemonSign Judge(DateTimeOffset now, DateTimeOffset? lastPoll, bool someAreHidden, DateTimeOffset? waitingSince) => new(
        waitingSince + Patience < now ? DaemonState.NotTaking
            : lastPoll + Patience >= now ? DaemonState.Alive
            : someAreHidden ? DaemonState.Hidden
            : DaemonState.Silent, lastPoll, waitingSince) { IsPolling = lastPoll + Patience >= now, MayBeHidden = someAreHidden && !(lastPoll + Patience >= now) };
}
