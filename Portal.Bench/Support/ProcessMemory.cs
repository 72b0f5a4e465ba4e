using System.Globalization;

namespace Portal.Bench;

/// <summary>The memory of a process as Linux counts it: what it occupies, and the most it ever did.</summary>
internal sealed class ProcessMemory(int processId)
{
    public static ProcessMemory Own { get; } = new(Environment.ProcessId);

    public double NowMiB => Read("VmRSS:");

    /// <summary>Since the start, or since <see cref="ForgetPeakAsync"/>; kept by the kernel, so that no moment is missed.</summary>
    public double PeakMiB => Read("VmHWM:");

    public Task ForgetPeakAsync(CancellationToken cancellationToken) => File.WriteAllTextAsync($"/proc/{processId}/clear_refs", "5", cancellationToken);

    private double Read(string name)
    {
        var line = File.ReadLines($"/proc/{processId}/status").First(l => l.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024.0;
    }
}
