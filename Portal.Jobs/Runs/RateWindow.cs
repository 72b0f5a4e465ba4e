namespace Portal.Jobs.Runs;

/// <summary>Units per second over the last ten seconds.</summary>
internal sealed class RateWindow(TimeProvider clock)
{
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(10);
    private readonly Queue<(DateTimeOffset At, long Done)> _samples = new();

    public double? Add(long done)
    {
        var now = clock.GetUtcNow();
        _samples.Enqueue((now, done));
        while (_samples.Count > 2 && now - _samples.Peek().At > Span)
        {
            _samples.Dequeue();
        }

        var (from, first) = _samples.Peek();
        var seconds = (now - from).TotalSeconds;
        return seconds < 0.2 || done <= first ? null : (done - first) / seconds;
    }
}
