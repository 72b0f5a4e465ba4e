namespace Portal.Jobs.Runs;

/// <summary>How busy this process has been since it was asked before.</summary>
internal sealed class ProcessLoad(TimeProvider clock)
{
    private TimeSpan _used = Environment.CpuUsage.TotalTime;
    private long _at = clock.GetTimestamp();

    /// <returns>Share of the machine's processors, 0 to 1.</returns>
    public double Cpu()
    {
        var (used, at) = (Environment.CpuUsage.TotalTime, clock.GetTimestamp());
        var elapsed = clock.GetElapsedTime(_at, at);
        var share = elapsed > TimeSpan.Zero ? Math.Clamp((used - _used) / elapsed / Environment.ProcessorCount, 0, 1) : 0;
        (_used, _at) = (used, at);
        return share;
    }

    public static long Memory => Environment.WorkingSet;
}
