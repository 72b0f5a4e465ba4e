using System.Data.Common;
using Microsoft.Extensions.Logging;
using Portal.Domain.Runs;

namespace Portal.Jobs.Runs;

/// <summary>
/// What a step said and how far it is, gathered and written every 100 ms at most, in order, so that a step may report ten
/// thousand times a second without waiting for the database.
/// </summary>
internal sealed partial class StepReport(Run run, RunStep step, ActiveRun active, RunStore store, TimeProvider clock, ILogger logger) : IAsyncDisposable
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

    public void Start() => _flushing = FlushRegularlyAsync();

    public void Say(EventLevel level, string text, int warnings)
    {
        var line = new JournalLine(clock.GetUtcNow(), step.Name, level, text);
        lock (_lock)
        {
            _lines.Add(line);
            _warnings += warnings;
        }
    }

    public void Progress(long done, long? total, string unit)
    {
        lock (_lock)
        {
            _progress = new StepProgress(step.Position, done, total, unit, Rate: null);
        }
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
