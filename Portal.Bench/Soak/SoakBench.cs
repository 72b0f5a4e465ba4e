using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Accounts;
using Portal.Domain.Storage;
using Portal.Jobs.Runs;

namespace Portal.Bench.Soak;

/// <summary>One page open on one busy run for hours: does it stay up to date, and does anything grow?</summary>
internal static class SoakBench
{
    private const int PerSecond = 5;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);

    // The run is under way before the page is, and must not end before it.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    public static async Task<IReadOnlyList<Figure>> RunAsync(double hours, CancellationToken cancellationToken)
    {
        var length = TimeSpan.FromHours(hours);
        var file = Path.GetFullPath(string.Create(CultureInfo.InvariantCulture, $"soak-{DateTime.UtcNow:yyyyMMdd-HHmmss}.csv"));
        await using var portal = await ServedPortal.StartAsync(cancellationToken);
        await using var inspected = portal.Inspect();
        var things = (int)((length + Margin).TotalSeconds * PerSecond);
        var parameters = JsonSerializer.SerializeToElement(new { count = things, perSecond = PerSecond });
        var run = await inspected.Services.GetRequiredService<RunQueue>().StartAsync(new RunStart("demo", parameters), Actor.Portal, cancellationToken);
        await using var browser = await portal.BrowserAsync();
        var page = await browser.OpenAsync($"runs/R-{run.Number}");
        using var watch = await SoakWatch.OverAsync(portal, page, inspected.Services.GetRequiredService<IDbContextFactory<PortalDbContext>>(), run.Id);

        var samples = await SampleAsync(watch, length, file, cancellationToken);
        return SoakVerdict.Of(samples, things, PerSecond, length, Every, file);
    }

    private static async Task<List<SoakSample>> SampleAsync(SoakWatch watch, TimeSpan length, string file, CancellationToken cancellationToken)
    {
        var samples = new List<SoakSample>();
        await using var csv = new StreamWriter(file) { AutoFlush = true };
        await csv.WriteLineAsync(SoakSample.Header);
        using var timer = new PeriodicTimer(Every);
        var from = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(from) < length && await timer.WaitForNextTickAsync(cancellationToken))
        {
            var sample = await watch.LookAsync(Stopwatch.GetElapsedTime(from), cancellationToken);
            samples.Add(sample);
            await csv.WriteLineAsync(sample.Csv);
            Console.WriteLine($"{sample.At:hh\\:mm\\:ss}  {sample.Csv}");
        }

        return samples;
    }
}
