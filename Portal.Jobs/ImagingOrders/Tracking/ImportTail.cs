using Npgsql;
using NpgsqlTypes;
using Portal.Domain.ImagingOrders;

namespace Portal.Jobs.ImagingOrders.Tracking;

/// <summary>
/// Follows the importer's table without ever missing a row. Ids are given out before rows are committed, so a lower id can appear after
/// a higher one: each gap is kept, with the transactions that could still fill it, until all of them have ended. Who takes an id holds
/// a lock on the sequence, and who writes a row one on the table, until the end: those locks everybody may see.
/// </summary>
public sealed class ImportTail(TrackingDatabase database, TrackingTables tables, ImportRows rows, long after)
{
    internal const int AtOnce = 1_000;

    private const string Holding =
        """
        SELECT DISTINCT virtualtransaction FROM pg_locks
        WHERE locktype = 'relation' AND mode = 'RowExclusiveLock' AND granted AND pid IS DISTINCT FROM pg_backend_pid()
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND relation IN ('public.imports'::regclass, pg_get_serial_sequence('public.imports', 'id')::regclass)
        """;

    private readonly List<Gap> _gaps = [];

    /// <summary>The highest id that was seen.</summary>
    public long Highest { get; private set; } = after;

    /// <summary>How many ids below it may still appear.</summary>
    public long Open => _gaps.Sum(g => g.To - g.From + 1);

    /// <summary>The rows that appeared since the last time, at most a thousand new ones; call again while there are that many.</summary>
    public async Task<IReadOnlyList<ImportRow>> NextAsync(CancellationToken cancellationToken)
    {
        await tables.ShapeAsync(cancellationToken);
        // Who has ended before the rows are read has left its rows there, or none.
        var before = _gaps.Count > 0 ? await HoldingAsync(cancellationToken) : [];
        var late = _gaps.Count > 0 ? await LateAsync(cancellationToken) : [];
        var next = await rows.ReadAsync("i.id > @after ORDER BY i.id LIMIT @limit", c =>
        {
            c.Parameters.AddWithValue("after", Highest);
            c.Parameters.AddWithValue("limit", AtOnce);
        }, cancellationToken);
        Settle(late, before);
        await KeepGapsAsync(next, cancellationToken);
        return [.. late, .. next];
    }

    private Task<IReadOnlyList<ImportRow>> LateAsync(CancellationToken cancellationToken) =>
        rows.ReadAsync("EXISTS (SELECT FROM unnest(@from, @to) AS g(a, b) WHERE i.id BETWEEN g.a AND g.b) AND i.id BETWEEN @least AND @most ORDER BY i.id", c =>
        {
            c.Parameters.Add(new("from", NpgsqlDbType.Array | NpgsqlDbType.Bigint) { Value = _gaps.Select(g => g.From).ToArray() });
            c.Parameters.Add(new("to", NpgsqlDbType.Array | NpgsqlDbType.Bigint) { Value = _gaps.Select(g => g.To).ToArray() });
            c.Parameters.AddWithValue("least", _gaps.Min(g => g.From));
            c.Parameters.AddWithValue("most", _gaps.Max(g => g.To));
        }, cancellationToken);

    // What came late splits its gap; a gap that nobody can fill any more is closed.
    private void Settle(IReadOnlyList<ImportRow> late, HashSet<string> holding)
    {
        var still = _gaps.Where(g => g.Holders.Overlaps(holding)).SelectMany(g => g.Without(late.Select(r => r.Id))).ToList();
        _gaps.Clear();
        _gaps.AddRange(still);
    }

    private async Task KeepGapsAsync(IReadOnlyList<ImportRow> next, CancellationToken cancellationToken)
    {
        var found = new List<(long From, long To)>();
        foreach (var row in next)
        {
            if (row.Id > Highest + 1)
            {
                found.Add((Highest + 1, row.Id - 1));
            }

            Highest = row.Id;
        }

        if (found.Count > 0)
        {
            var holders = await HoldingAsync(cancellationToken);
            _gaps.AddRange(found.Select(f => new Gap(f.From, f.To, holders)));
        }
    }

    private async Task<HashSet<string>> HoldingAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Source.CreateCommand(Holding);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var holders = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            holders.Add(reader.GetString(0));
        }

        return holders;
    }

    private sealed record Gap(long From, long To, HashSet<string> Holders)
    {
        public IEnumerable<Gap> Without(IEnumerable<long> ids)
        {
            var from = From;
            foreach (var id in ids.Where(id => id >= From && id <= To))
            {
                if (id > from)
                {
                    yield return this with { From = from, To = id - 1 };
                }

                from = id + 1;
            }

            if (from <= To)
            {
                yield return this with { From = from };
            }
        }
    }
}
