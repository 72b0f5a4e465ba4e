using System.Text.Json;

namespace Portal.Sandbox.DataService;

/// <summary>
/// The database of the Data Service: every write goes through one lock, into the indexes and (where a journal is kept)
/// to disk before it is answered. Seeded rows are not journalled: they are seeded again at the next start.
/// </summary>
public sealed class DataServiceState : IDisposable
{
    /// <summary>Rows written by requests sort behind all seeded rows, whatever a later version seeds.</summary>
    private const long FirstLiveSequence = 1_000_000_000;

    private readonly TimeProvider _clock;
    private readonly Dictionary<string, Table> _tables;
    private readonly StudyMembership _membership;
    private Journal? _journal;
    private long _seededRows;
    private long _sequence = FirstLiveSequence;
    private long _lastMoment;

    public DataServiceState(TimeProvider clock)
    {
        _clock = clock;
        _tables = Schema.Collections.ToDictionary(c => c.Path, c => new Table(c));
        _membership = new(_tables);
    }

    public DataServiceSchema Schema { get; } = DataServiceSchema.Load();

    public IReadOnlyDictionary<string, Table> Tables => _tables;

    internal Lock Gate { get; } = new();

    /// <summary>Changes with every write: what was counted before is stale.</summary>
    internal long Version { get; private set; }

    public Row? Find(string collection, string kfId)
    {
        lock (Gate)
        {
            return _tables[collection].Find(kfId);
        }
    }

    /// <summary>A copy of all rows of a collection, in list order.</summary>
    public IReadOnlyList<Row> Rows(string collection)
    {
        lock (Gate)
        {
            return [.. _tables[collection].Rows];
        }
    }

    /// <summary>Puts a row in as it is: missing fields get their defaults, nothing is checked, an existing id is replaced.</summary>
    public Row Seed(string collection, string? kfId, IEnumerable<KeyValuePair<string, object?>> fields)
    {
        lock (Gate)
        {
            var rules = Schema[collection];
            var values = rules.Fields.Select(f => f.Default).ToArray();
            foreach (var (name, value) in fields)
            {
                values[rules.PositionOf(name)] = value is int number ? (long)number : value is bool flag ? FieldReader.Box(flag) : value;
            }

            if (kfId is not null && _tables[collection].Find(kfId) is { } existing)
            {
                Replace(existing, values);
                return existing;
            }

            // Blocks of rows share a moment, as rows of one upload do: a client that forgets after_uuid loses some.
            var sequence = ++_seededRows;
            var moment = _journal is null ? new DateTimeOffset(2025, 3, 3, 9, 0, 0, TimeSpan.Zero).AddMilliseconds(sequence / 7) : (DateTimeOffset?)null;
            var created = moment is { } m ? _lastMoment = Math.Max(_lastMoment, Microseconds(m)) : NextMoment();
            return Insert(new(rules, moment is null ? ++_sequence : sequence, kfId ?? FreeId(rules))
            {
                CreatedAt = created,
                ModifiedAt = created,
                Values = values,
            });
        }
    }

    internal Row Create(Collection collection, string? kfId, object?[] values)
    {
        var moment = NextMoment();
        return Insert(new(collection, ++_sequence, kfId ?? FreeId(collection)) { CreatedAt = moment, ModifiedAt = moment, Values = values });
    }

    internal void Replace(Row row, object?[] values)
    {
        var table = _tables[row.Collection.Path];
        var before = _membership.Below(row);
        table.Replace(row, values);
        row.ModifiedAt = NextMoment();
        _membership.Recompute([row, .. before, .. _membership.Below(row)]);
        Version++;
        _journal?.Put(row);
    }

    internal void Delete(Row row)
    {
        var below = _membership.Below(row);
        _tables[row.Collection.Path].Remove(row);
        _membership.Recompute(below);
        Version++;
        _journal?.Delete(row);
    }

    /// <summary>Replays what earlier processes wrote, and keeps the journal from now on.</summary>
    internal void KeepJournal(string path)
    {
        lock (Gate)
        {
            _journal = Journal.Open(path, Replay);
        }
    }

    public void Dispose() => _journal?.Dispose();

    private void Replay(JsonElement line)
    {
        if (line.TryGetProperty("delete", out var deletedFrom))
        {
            if (_tables[deletedFrom.GetString()!].Find(line.GetProperty("id").GetString()!) is { } gone)
            {
                Delete(gone);
            }

            return;
        }

        var row = DataServiceJournal.ReadRow(Schema[line.GetProperty("put").GetString()!], line);
        _sequence = Math.Max(_sequence, row.Sequence);
        _lastMoment = Math.Max(_lastMoment, Math.Max(row.CreatedAt, row.ModifiedAt));
        if (_tables[row.Collection.Path].Find(row.KfId) is { } existing)
        {
            Replace(existing, row.Values);
            existing.ModifiedAt = row.ModifiedAt;
        }
        else
        {
            Insert(row);
        }
    }

    private Row Insert(Row row)
    {
        _tables[row.Collection.Path].Add(row);
        _membership.Added(row);
        Version++;
        _journal?.Put(row);
        return row;
    }

    private string FreeId(Collection collection)
    {
        var id = KfId.Next(collection.Prefix);
        return _tables[collection.Path].Find(id) is null ? id : FreeId(collection);
    }

    private long NextMoment() => _lastMoment = Math.Max(_lastMoment + 1, Microseconds(_clock.GetUtcNow()));

    private static long Microseconds(DateTimeOffset moment) =>
        (moment.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;
}
