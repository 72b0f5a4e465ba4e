using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Portal.Domain.Runs;
using Portal.Domain.Storage;

namespace Portal.Jobs.Runs;

/// <summary>
/// The engine's side of <see cref="StepContext"/>: gathers notes and progress and writes them every 100 ms at most, in order,
/// so that a step may report ten thousand times a second without waiting for the database.
/// </summary>
internal sealed partial class RunningStep(Run run, RunStep step, ActiveRun active, RunStore store, IFileStore files, RunOptions options, TimeProvider clock, ILogger logger)
    : StepContext, IAsyncDisposable
{
    private static readonly TimeSpan Flush = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromMilliseconds(250);
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _writing = new(1);
    private readonly CancellationTokenSource _ended = new();
    private readonly RateWindow _rate = new(clock);
    private List<JournalLine> _lines = [];
    private int _warnings;
    private StepProgress? _progress;
    private DateTimeOffset _progressWritten;
    private Task _flushing = Task.CompletedTask;

    public override Guid RunId => run.Id;
    public override long RunNumber => run.Number;
    public override int Attempt => run.Attempt;
    public override string Scope => run.Scope;
    public override string RequestedBy => run.CreatedBy;

    public void Start() => _flushing = FlushRegularlyAsync();

    public override T Parameters<T>() => RunParameters.Read<T>(run.Parameters);

    public override void Note(string text) => Add(EventLevel.Info, text, 0);

    public override void Warn(string text, int count = 1) => Add(EventLevel.Warning, text, count);

    public override void Progress(long done, long? total, string unit)
    {
        lock (_lock)
        {
            _progress = new StepProgress(step.Position, done, total, unit, _progress?.Rate);
        }
    }

    public override async Task AttachAsync(string name, string title, string contentType, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7(clock.GetUtcNow());
        var key = $"runs/{run.Id}/{id:N}-{name}";
        var bytes = await files.WriteAsync(key, write, cancellationToken);
        await store.FencedAsync(active.Fence, async db =>
        {
            await db.RunArtifacts.Where(a => a.RunId == run.Id && a.Attempt == run.Attempt && a.Step == step.Name && a.Name == name).ExecuteDeleteAsync(cancellationToken);
            db.RunArtifacts.Add(new RunArtifact
            {
                Id = id,
                RunId = run.Id,
                Attempt = run.Attempt,
                Step = step.Name,
                Name = name,
                Title = title,
                ContentType = contentType,
                Bytes = bytes,
                StorageKey = key,
                CreatedAt = clock.GetUtcNow(),
            });
            return true;
        }, cancellationToken);
    }

    public override Task<T?> LoadAsync<T>(string key, CancellationToken cancellationToken) where T : class =>
        store.FencedAsync(active.Fence, async db =>
        {
            var state = await db.RunCheckpoints.Where(c => c.RunId == run.Id && c.Key == key).Select(c => c.State).SingleOrDefaultAsync(cancellationToken);
            return state is null ? null : RunParameters.Read<T>(state);
        }, cancellationToken);

    public override Task SaveAsync<T>(string key, T state, CancellationToken cancellationToken)
    {
        var json = RunParameters.Write(state);
        return store.FencedAsync(active.Fence, db => db.Database.ExecuteSqlAsync(
            $"INSERT INTO portal.run_checkpoint (run_id, key, state) VALUES ({run.Id}, {key}, {json}::jsonb) ON CONFLICT (run_id, key) DO UPDATE SET state = excluded.state",
            cancellationToken), cancellationToken);
    }

    public override async Task GuardAsync(TimeSpan callTimeout, CancellationToken cancellationToken)
    {
        active.ThrowIfLost();
        if (active.LeaseUntil - clock.GetUtcNow() > callTimeout)
        {
            return;
        }

        var until = clock.GetUtcNow() + (options.Lease > callTimeout ? options.Lease : callTimeout + options.Heartbeat);
        if (!await store.RenewAsync(active.Fence, until, cancellationToken))
        {
            active.Lose();
            throw new LeaseLostException();
        }

        active.LeaseUntil = until;
    }

    /// <summary>Writes what is gathered; after it returns everything said before is stored.</summary>
    public async Task FlushAsync(bool withProgress, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            List<JournalLine> lines;
            int warnings;
            StepProgress? progress = null;
            lock (_lock)
            {
                (lines, _lines) = (_lines, []);
                (warnings, _warnings) = (_warnings, 0);
                if (_progress is not null && (withProgress || clock.GetUtcNow() - _progressWritten >= ProgressEvery))
                {
                    progress = _progress with { Rate = _rate.Add(_progress.Done) };
                    (_progress, _progressWritten) = (null, clock.GetUtcNow());
                }
            }

            if (lines.Count == 0 && warnings == 0 && progress is null)
            {
                return;
            }

            try
            {
                await store.WriteAsync(active.Fence, lines, warnings, progress, cancellationToken);
            }
            catch
            {
                // Said is said: the lines go back to the front and are written when the database answers again.
                lock (_lock)
                {
                    _lines.InsertRange(0, lines);
                    _warnings += warnings;
                    _progress ??= progress;
                }

                throw;
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _flushing;
        _ended.Dispose();
        _writing.Dispose();
    }

    private void Add(EventLevel level, string text, int warnings)
    {
        var line = new JournalLine(clock.GetUtcNow(), step.Name, level, text);
        lock (_lock)
        {
            _lines.Add(line);
            _warnings += warnings;
        }
    }

    private async Task FlushRegularlyAsync()
    {
        using var timer = new PeriodicTimer(Flush);
        try
        {
            while (await timer.WaitForNextTickAsync(_ended.Token))
            {
                await TryFlushAsync();
            }
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            // The step ended; its executor flushes what is left.
        }
    }

    private async Task TryFlushAsync()
    {
        try
        {
            await FlushAsync(withProgress: false, CancellationToken.None);
        }
        catch (LeaseLostException)
        {
            active.Lose();
        }
        catch (Exception e) when (e is DbException or InvalidOperationException or TimeoutException)
        {
            // The database is away: the lines wait. If it stays away the lease runs out and somebody else continues.
            LogNotWritten(logger, run.Number, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "R-{Number}: events could not be written yet")]
    private static partial void LogNotWritten(ILogger logger, long number, Exception exception);
}
