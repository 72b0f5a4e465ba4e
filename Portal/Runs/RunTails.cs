using Microsoft.EntityFrameworkCore;
using Portal.Domain.Runs;
using Portal.Domain.Storage;

namespace Portal.Runs;

/// <summary>The newest lines of runs somebody follows, read once per node however many follow. Older lines everybody reads for themselves.</summary>
public sealed class RunTails(IDbContextFactory<PortalDbContext> contexts)
{
    private readonly Dictionary<Guid, RunTail> _tails = [];

    /// <summary>To be disposed when the run is no longer followed.</summary>
    public RunTail Follow(Guid run)
    {
        lock (_tails)
        {
            if (!_tails.TryGetValue(run, out var tail))
            {
                _tails[run] = tail = new RunTail(run, contexts, LetGo);
            }

            tail.Followers++;
            return tail;
        }
    }

    private void LetGo(RunTail tail)
    {
        lock (_tails)
        {
            if (--tail.Followers == 0)
            {
                _tails.Remove(tail.Run);
            }
        }
    }
}

/// <summary>One followed run: its state, and a ring of its newest lines without a gap between them.</summary>
public sealed class RunTail(Guid run, IDbContextFactory<PortalDbContext> contexts, Action<RunTail> letGo) : IDisposable
{
    private const int Ring = 1_000;
    private readonly SemaphoreSlim _reading = new(1);
    private volatile Newest? _newest;

    public Guid Run { get; } = run;

    internal int Followers { get; set; }

    /// <param name="after">The last line the caller has.</param>
    /// <param name="known">The highest line there is, as far as anybody said; what is in memory up to there is not read again.</param>
    /// <returns>The next lines, in order; and the run's state as it was no later than them.</returns>
    public async Task<(RunState? State, IReadOnlyList<RunEvent> Lines)> AfterAsync(long after, long? known, CancellationToken cancellationToken)
    {
        if (_newest is not { } newest || known is null || newest.Last < known)
        {
            newest = await ReadAsync(known, cancellationToken);
        }

        if (after < newest.First - 1)
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            return (newest.State, await db.RunEvents.AsNoTracking().Where(e => e.RunId == Run && e.Seq > after).OrderBy(e => e.Seq).Take(Ring).ToListAsync(cancellationToken));
        }

        return (newest.State, after >= newest.Last ? [] : [.. newest.Lines.Skip((int)(after - newest.First + 1))]);
    }

    public void Dispose() => letGo(this);

    private async Task<Newest> ReadAsync(long? known, CancellationToken cancellationToken)
    {
        var before = _newest;
        await _reading.WaitAsync(cancellationToken);
        try
        {
            // Somebody else may have read while this one waited.
            if (_newest is { } newest && !ReferenceEquals(newest, before) && (known is null || newest.Last >= known))
            {
                return newest;
            }

            await using var db = await contexts.CreateDbContextAsync(cancellationToken);

            // The state first: when the run is over by then, the lines read after it are all there are.
            var state = await db.Runs.Where(r => r.Id == Run).Select(r => (RunState?)r.State).SingleOrDefaultAsync(cancellationToken);
            var last = _newest?.Last ?? await db.RunSequences.Where(s => s.RunId == Run).Select(s => s.LastSeq).SingleOrDefaultAsync(cancellationToken) - Ring;
            var lines = await db.RunEvents.AsNoTracking().Where(e => e.RunId == Run && e.Seq > last).OrderBy(e => e.Seq).ToListAsync(cancellationToken);
            var kept = new List<RunEvent>([.. (_newest?.Lines ?? []).Concat(lines).TakeLast(Ring)]);
            return _newest = new Newest(state, kept);
        }
        finally
        {
            _reading.Release();
        }
    }

    private sealed record Newest(RunState? State, IReadOnlyList<RunEvent> Lines)
    {
        public long First => Lines.Count == 0 ? 1 : Lines[0].Seq;

        public long Last => Lines.Count == 0 ? 0 : Lines[^1].Seq;
    }
}
