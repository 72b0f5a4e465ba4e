using Portal.Domain.Runs;

namespace Portal.Runs;

/// <summary>Which rows of a list are selected: some of those loaded, or all that match, loaded or not.</summary>
public sealed class RunPicks
{
    private readonly Dictionary<Guid, RunRow> _picked = [];

    /// <summary>All that match the filter, however many.</summary>
    public bool Everything { get; private set; }

    public int Count => _picked.Count;

    public bool Any => Everything || Count > 0;

    public IReadOnlyList<RunKey> Keys => [.. _picked.Values.Select(r => new RunKey(r.Id, r.Number)).OrderByDescending(k => k.Number)];

    public bool Has(Guid id) => Everything || _picked.ContainsKey(id);

    public bool HasAll(IReadOnlyList<RunRow> rows) => rows.Count > 0 && rows.All(r => Has(r.Id));

    /// <summary>By state, of the rows picked one by one.</summary>
    public IReadOnlyDictionary<RunState, int> States => _picked.Values.GroupBy(r => r.State).ToDictionary(g => g.Key, g => g.Count());

    public void Pick(RunRow run, bool on)
    {
        Everything = false;
        if (on)
        {
            _picked[run.Id] = run;
        }
        else
        {
            _picked.Remove(run.Id);
        }
    }

    public void PickShown(IReadOnlyList<RunRow> rows, bool on)
    {
        Everything = false;
        foreach (var run in rows)
        {
            Pick(run, on);
        }
    }

    public void PickEverything(IReadOnlyList<RunRow> rows)
    {
        PickShown(rows, on: true);
        Everything = true;
    }

    public void Clear()
    {
        _picked.Clear();
        Everything = false;
    }

    /// <summary>Rows as they are by now.</summary>
    public void Follow(IReadOnlyList<RunRow> rows)
    {
        foreach (var run in rows.Where(r => _picked.ContainsKey(r.Id)))
        {
            _picked[run.Id] = run;
        }
    }

    public RunChoice Choice(RunFilter filter) => new(filter, Everything ? null : Keys);
}
