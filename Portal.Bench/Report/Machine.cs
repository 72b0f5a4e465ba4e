using System.Globalization;
using System.Runtime.InteropServices;

namespace Portal.Bench;

/// <summary>What the figures were taken on, and how busy it was with other things.</summary>
internal static class Machine
{
    public static async Task WriteAsync(TextWriter output)
    {
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024.0 * 1024 * 1024);
        await output.WriteLineAsync($"{DateTimeOffset.UtcNow.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC · {Environment.ProcessorCount} processors, {memory:0.0} GiB · "
            + $"{RuntimeInformation.FrameworkDescription} · load before the start {Load()}");
    }

    /// <summary>Over one, five and fifteen minutes; more than the number of processors means that something waited.</summary>
    public static string Load() => File.Exists("/proc/loadavg") ? string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..3]) : "unknown";
}
