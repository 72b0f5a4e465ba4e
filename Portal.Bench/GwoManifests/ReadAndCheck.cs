using System.Diagnostics;
using System.Text.Json;
using Portal.Domain.GwoManifests;
using Portal.Domain.Storage;
using Portal.Jobs.GwoManifests;

namespace Portal.Bench.GwoManifests;

/// <summary>Milliseconds by the clock and of processor time, issues found, and MiB before and at the peak.</summary>
internal sealed record ReadTimes(double Read, double Check, double Processor, int Rows, int Issues, double Idle, double Peak)
{
    public double Total => Read + Check;
}

/// <summary>Reading a stored manifest and checking every row of it by itself, before anybody outside is asked.</summary>
internal static class ReadAndCheck
{
    public const string Name = "read-and-check";
    private const int WarmUpRows = 2000;

    public static async Task<int> ChildAsync(int rows, string connectionString, CancellationToken cancellationToken)
    {
        await using var portal = await BenchPortal.StartAsync(connectionString, "web", _ => { }, cancellationToken);
        for (var i = 0; i < 3; i++)
        {
            await MeasureAsync(portal, WarmUpRows, cancellationToken);
        }

        await Console.Out.WriteLineAsync(JsonSerializer.Serialize(await MeasureAsync(portal, rows, cancellationToken)));
        return 0;
    }

    private static async Task<ReadTimes> MeasureAsync(BenchPortal portal, int rows, CancellationToken cancellationToken)
    {
        var key = $"gwo-manifests/{Guid.CreateVersion7()}/manifest.tsv";
        await portal.Get<IFileStore>().WriteAsync(key, new MadeUpStudy(rows).WriteManifestAsync, cancellationToken);
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true); // what writing the file left behind is not the reader's
        var idle = ProcessMemory.Own.NowMiB;
        await ProcessMemory.Own.ForgetPeakAsync(cancellationToken);

        var (from, processor) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        var table = await portal.Get<ManifestReader>().ReadAsync(key, "manifest.tsv", cancellationToken);
        var read = Stopwatch.GetElapsedTime(from).TotalMilliseconds;
        var issues = ManifestCheck.Alone(table, CheckFromReplies.Vocabulary);
        var total = Stopwatch.GetElapsedTime(from).TotalMilliseconds;
        var times = new ReadTimes(read, total - read, (Environment.CpuUsage.TotalTime - processor).TotalMilliseconds, table.Rows.Count, issues.Count, idle, ProcessMemory.Own.PeakMiB);
        await portal.Get<IFileStore>().DeleteAsync(key, cancellationToken);
        return times;
    }
}
