using Portal.Domain.Runs;

namespace Portal.Runs;

/// <summary>
/// The part of a run's history that is on the screen: a ring of ten thousand lines that grows at the end while the run runs and at
/// the front on request. It follows while the end is in view; otherwise, and when paused, new lines are counted.
/// </summary>
public sealed class RunLogLines(RunEventQueries events, Guid runId, EventFilter filter)
{
    public const int Ring = 10_000;
    public const int First = 100;
    public const int Page = 500;
    public const int BlockSize = 200;
    private const int Batch = 1_000;
    private readonly SortedList<long, List<RunEvent>> _blocks = [];
    private readonly List<RunEvent> _held = [];
    private long _last;
    private int _shown;

    public EventFilter Filter => filter;

    /// <summary>Lines in blocks that a screen draws once and then leaves alone; the key is stable.</summary>
    public IEnumerable<KeyValuePair<long, List<RunEvent>>> Blocks => _blocks;

    /// <summary>All lines of the run's step and text, by level.</summary>
    public EventCounts Counts { get; private set; } = new(0, 0, 0);

    public bool Paused { get; private set; }

    public bool Following { get; private set; } = true;

    /// <summary>Lines that came while nobody looked at the end.</summary>
    public int New { get; private set; }

    public bool Loaded { get; private set; }

    public int Shown => _shown;

    /// <summary>Lines before the first one shown.</summary>
    public long Earlier => Math.Max(0, Matching - _shown - _held.Count);

    public long Matching => filter.Level switch
    {
        EventLevel.Info => Counts.All,
        EventLevel.Warning => Counts.Warnings + Counts.Errors,
        _ => Counts.Errors,
    };

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        // The end first: what is written meanwhile is caught up with, and counted, from there.
        _last = await events.LastAsync(runId, cancellationToken);
        Counts = await events.CountAsync(runId, filter, _last, cancellationToken);
        Add(await events.BeforeAsync(runId, _last + 1, First, filter, cancellationToken));
        Loaded = true;
    }

    /// <summary>The end of the log, for the circuit to begin with what prerendering has already drawn.</summary>
    public RunLogTail Tail() => new(_last, Counts, [.. _blocks.Values.SelectMany(b => b).TakeLast(First)]);

    public void Restore(RunLogTail tail)
    {
        (_last, Counts) = (tail.Last, tail.Counts);
        Add(tail.Lines);
    }

    /// <summary>Reads what came since; with a filter by level the others still count.</summary>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<RunEvent> lines;
        do
        {
            lines = await events.AfterAsync(runId, _last, Batch, filter with { Level = EventLevel.Info }, cancellationToken);
            Take([.. lines.Where(l => l.Seq > _last)]);
        }
        while (lines.Count == Batch);
    }

    public async Task EarlierAsync(CancellationToken cancellationToken)
    {
        var first = _blocks.Count == 0 ? long.MaxValue : _blocks.Values[0][0].Seq;
        var lines = await events.BeforeAsync(runId, first, Page, filter, cancellationToken);
        Add([.. lines.Where(l => _blocks.Count == 0 || l.Seq < _blocks.Values[0][0].Seq)], dropOldest: false);
    }

    /// <summary>The end came into view or went out of it.</summary>
    public void Follow(bool following)
    {
        Following = following;
        New = following && !Paused ? 0 : New;
    }

    public void Pause(bool paused)
    {
        Paused = paused;
        if (!paused)
        {
            Add(_held);
            _held.Clear();
            New = Following ? 0 : New;
        }
    }

    private void Take(IReadOnlyList<RunEvent> lines)
    {
        if (lines.Count == 0)
        {
            return;
        }

        _last = lines[^1].Seq;
        Counts = new(Counts.All + lines.Count, Counts.Warnings + lines.Count(l => l.Level == EventLevel.Warning), Counts.Errors + lines.Count(l => l.Level == EventLevel.Error));
        var kept = lines.Where(filter.Keeps).ToList();
        New += Paused || !Following ? kept.Count : 0;
        if (Paused)
        {
            _held.AddRange(kept.TakeLast(Ring));
        }
        else
        {
            Add(kept);
        }
    }

    private void Add(IReadOnlyCollection<RunEvent> lines, bool dropOldest = true)
    {
        foreach (var group in lines.GroupBy(l => l.Seq / BlockSize))
        {
            if (!_blocks.TryGetValue(group.Key, out var block))
            {
                _blocks.Add(group.Key, block = []);
            }

            block.AddRange(group);
            block.Sort((a, b) => a.Seq.CompareTo(b.Seq));
        }

        _shown += lines.Count;
        while (dropOldest && _shown > Ring)
        {
            _shown -= _blocks.Values[0].Count;
            _blocks.RemoveAt(0);
        }
    }
}

public sealed record RunLogTail(long Last, EventCounts Counts, IReadOnlyList<RunEvent> Lines);
