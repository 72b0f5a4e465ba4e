using Portal.Domain.Runs;

namespace Portal.Jobs.Runs;

/// <summary>What was said and counted and is not stored yet.</summary>
internal sealed record Said(IReadOnlyList<JournalLine> Lines, int Warnings, StepProgress? Progress)
{
    public static Said Nothing { get; } = new([], 0, null);

    public bool IsNothing => Lines.Count == 0 && Warnings == 0 && Progress is null;
}

/// <summary>
/// What a step said and how far it is, gathered and written every 100 ms at most, in order, so that a step may report ten
/// thousand times a second without waiting for the database.
/// </summary>
internal sealed class StepReport(RunStep step, ActiveRun active, RunWriter writer, TimeProvider clock) : IAsyncDisposable
{
    private static readonly TimeSpan Flush = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromMilliseconds(250);
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly RateWindow _rate = new(clock);
    private List<JournalLine> _lines = [];
    private int _warnings;
    private StepProgress? _progress;
    private DateTimeOffset _progressWritten;
    private Task? _flushing;

    public void Say(EventLevel level, string text, int warnings)
    {
        var line = new JournalLine(clock.GetUtcNow(), step.Name, level, text);
        lock (_lock)
        {
            _lines.Add(line);
            _warnings += warnings;
            _flushing ??= FlushRegularlyAsync();
        }
    }

    public void Progress(long done, long? total, string unit)
    {
        lock (_lock)
        {
            _progress = new StepProgress(step.Position, done, total, unit, Rate: null);
            _flushing ??= FlushRegularlyAsync();
        }
    }

    /// <summary>Ends the writing in between and hands over what is left, to be stored with the step's end.</summary>
    public async Task<Said> TakeAsync()
    {
        await DisposeAsync();
        return Take(withProgress: true);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_ended.IsCancellationRequested)
        {
            await _ended.CancelAsync();
        }

        await (_flushing ?? Task.CompletedTask);
    }

    private Said Take(bool withProgress)
    {
        lock (_lock)
        {
            StepProgress? progress = null;
            if (_progress is not null && (withProgress || clock.GetUtcNow() - _progressWritten >= ProgressEvery))
            {
                progress = _progress with { Rate = _rate.Add(_progress.Done) };
                (_progress, _progressWritten) = (null, clock.GetUtcNow());
            }

            var said = new Said(_lines, _warnings, progress);
            (_lines, _warnings) = ([], 0);
            return said;
        }
    }

    private async Task FlushRegularlyAsync()
    {
        using var timer = new PeriodicTimer(Flush);
        try
        {
            while (await timer.WaitForNextTickAsync(_ended.Token))
            {
                if (Take(withProgress: false) is { IsNothing: false } said)
                {
                    await writer.WriteAsync(new RunWrite(active.Fence) { Lines = said.Lines, Warnings = said.Warnings, Progress = said.Progress });
                }
            }
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            // The step ended; what is left is stored with its end.
        }
        catch (LeaseLostException)
        {
            active.Lose();
        }
    }
}
