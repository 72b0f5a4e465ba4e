using System.Text.Json;
using Portal.Sandbox.DataService;

namespace Portal.Sandbox.Ledger;

/// <summary>Entries told apart by an id the sender chooses: asking for one again makes none, but is counted.</summary>
public sealed class LedgerBook(TimeProvider clock) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LedgerReceipt> _receipts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<LedgerCall>> _calls = new(StringComparer.Ordinal);
    private Journal? _journal;

    /// <summary>In the order they were made; an id that was only asked about is none.</summary>
    public IReadOnlyList<LedgerEntry> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _receipts.Values.OrderBy(r => r.Number).Select(r => new LedgerEntry(r, _calls[r.Id].Count(c => c.Method == "PUT"), [.. _calls[r.Id]]))];
            }
        }
    }

    public void Dispose() => _journal?.Dispose();

    /// <returns>The entry, and whether this call made it.</returns>
    internal (LedgerReceipt Receipt, bool IsNew) Put(string id, LedgerWish wish)
    {
        lock (_gate)
        {
            var call = new LedgerCall(clock.GetUtcNow(), "PUT", wish);
            _journal?.Append(JsonSerializer.SerializeToUtf8Bytes(new Line(id, call)));
            return Enter(id, call);
        }
    }

    internal LedgerReceipt? Find(string id)
    {
        lock (_gate)
        {
            Calls(id).Add(new LedgerCall(clock.GetUtcNow(), "GET", By: null));
            return _receipts.GetValueOrDefault(id);
        }
    }

    internal void KeepJournal(string path)
    {
        lock (_gate)
        {
            _journal = Journal.Open(path, line =>
            {
                var (id, call) = line.Deserialize<Line>()!;
                Enter(id, call);
            });
        }
    }

    private (LedgerReceipt Receipt, bool IsNew) Enter(string id, LedgerCall call)
    {
        Calls(id).Add(call);
        if (_receipts.TryGetValue(id, out var known))
        {
            return (known, false);
        }

        return (_receipts[id] = new LedgerReceipt(id, _receipts.Count + 1, call.At, call.By?.What), true);
    }

    private List<LedgerCall> Calls(string id) => _calls.TryGetValue(id, out var calls) ? calls : _calls[id] = [];

    private sealed record Line(string Id, LedgerCall Call);
}
