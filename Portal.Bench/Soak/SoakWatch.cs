using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Portal.Domain.Storage;

namespace Portal.Bench.Soak;

/// <summary>Looks at one page, the process that serves it and the database behind both.</summary>
internal sealed partial class SoakWatch(ServedPortal portal, IPage page, ICDPSession devTools, IDbContextFactory<PortalDbContext> contexts, Guid run) : IDisposable
{
    private readonly PortalMetrics _metrics = new(portal.Url);

    public static async Task<SoakWatch> OverAsync(ServedPortal portal, IPage page, IDbContextFactory<PortalDbContext> contexts, Guid run)
    {
        var devTools = await page.Context.NewCDPSessionAsync(page);
        await devTools.SendAsync("Performance.enable");
        return new SoakWatch(portal, page, devTools, contexts, run);
    }

    public void Dispose() => _metrics.Dispose();

    public async Task<SoakSample> LookAsync(TimeSpan at, CancellationToken cancellationToken)
    {
        var stored = await StoredAsync(cancellationToken);
        var shown = NumberIn(await page.EvaluateAsync<string>("() => document.querySelector('#log .log > div:last-child p:last-child')?.textContent ?? ''"));
        var live = await page.EvaluateAsync<bool>("() => document.querySelector('.live')?.dataset.live === 'on' && !document.querySelector('#components-reconnect-modal')?.className.match(/show|failed|rejected/)");
        await devTools.SendAsync("HeapProfiler.collectGarbage");
        var metrics = (await devTools.SendAsync("Performance.getMetrics"))!.Value.GetProperty("metrics").EnumerateArray()
            .ToDictionary(m => m.GetProperty("name").GetString()!, m => m.GetProperty("value").GetDouble(), StringComparer.Ordinal);
        return new SoakSample(at, stored, shown, live, portal.Memory.NowMiB, await _metrics.GcHeapMiBAsync(cancellationToken), metrics["JSHeapUsedSize"] / (1024 * 1024), metrics["Nodes"]);
    }

    private async Task<long> StoredAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return NumberIn(await db.RunEvents.Where(e => e.RunId == run).OrderByDescending(e => e.Seq).Select(e => e.Text).FirstAsync(cancellationToken));
    }

    // "Thing 123", whatever stands before it on the page; 0 for any other line.
    private static long NumberIn(string line) => Thing().Match(line) is { Success: true } found ? long.Parse(found.Groups["number"].Value, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"Thing (?<number>\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Thing();
}
