using System.Collections.Concurrent;
using System.Data.Common;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Runs;
using Portal.Domain.Storage;

namespace Portal.Bench.Chaos;

/// <summary>A subscriber as a page is one: on every signal it asks for what comes after the last number it has.</summary>
internal sealed class LiveReader : IAsyncDisposable
{
    private readonly IDbContextFactory<PortalDbContext> _contexts;
    private readonly Channel<Guid?> _signals = Channel.CreateUnbounded<Guid?>();
    private readonly ConcurrentDictionary<Guid, List<long>> _seen = new();
    private readonly IDisposable _subscription;
    private readonly Task _reading;

    public LiveReader(RunFeed feed, IDbContextFactory<PortalDbContext> contexts)
    {
        _contexts = contexts;
        _subscription = feed.Subscribe(runId: null, signal => _signals.Writer.TryWrite(signal.RunId));
        _reading = ReadAsync();
    }

    /// <summary>How many numbers in a row from 1 were seen of a run; -1 when one came twice or out of order.</summary>
    public long SeenOf(Guid run)
    {
        var seen = _seen.GetValueOrDefault(run) ?? [];
        lock (seen)
        {
            return seen.Select((seq, i) => seq == i + 1).All(inOrder => inOrder) ? seen.Count : -1;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _subscription.Dispose();
        _signals.Writer.Complete();
        await _reading;
    }

    private async Task ReadAsync()
    {
        await foreach (var first in _signals.Reader.ReadAllAsync())
        {
            var wanted = new HashSet<Guid>();
            var everything = first is null;
            for (Guid? next = first; ; )
            {
                everything |= next is null;
                wanted.UnionWith(next is { } one ? [one] : []);
                if (!_signals.Reader.TryRead(out next))
                {
                    break;
                }
            }

            wanted.UnionWith(everything ? await AllAsync() : []);
            foreach (var run in wanted)
            {
                await ReadAsync(run);
            }
        }
    }

    // Also those that began and ended while nobody could be told of them.
    private async Task<IReadOnlyCollection<Guid>> AllAsync()
    {
        while (true)
        {
            try
            {
                await using var db = await _contexts.CreateDbContextAsync();
                return await db.Runs.Select(r => r.Id).ToListAsync();
            }
            catch (Exception e) when (e is DbException or InvalidOperationException or TimeoutException)
            {
                await Task.Delay(100); // the database is away again
            }
        }
    }

    private async Task ReadAsync(Guid run)
    {
        var seen = _seen.GetOrAdd(run, _ => []);
        try
        {
            await using var db = await _contexts.CreateDbContextAsync();
            var after = seen.Count == 0 ? 0 : seen[^1];
            var lines = await db.RunEvents.AsNoTracking().Where(e => e.RunId == run && e.Seq > after).OrderBy(e => e.Seq).Select(e => e.Seq).ToListAsync();
            lock (seen)
            {
                seen.AddRange(lines);
            }
        }
        catch (Exception e) when (e is DbException or InvalidOperationException or TimeoutException)
        {
            // The database is away; when the listening connection is back everything is read again.
        }
    }
}
