using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Portal.Domain.Accounts;
using Portal.Jobs.Runs;

namespace Portal.Bench.Pages;

/// <summary>What an open page costs the server, and how soon a long run can be worked with.</summary>
internal static class PagesBench
{
    private const int Pages = 20;
    private const int Loads = 20;
    private const int WarmUp = 5;
    private const int Lines = 20_000;
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(20);

    public static async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellationToken)
    {
        await using var portal = await ServedPortal.StartAsync(cancellationToken);
        await using var inspected = portal.Inspect();
        await using var browser = await portal.BrowserAsync();
        var queue = inspected.Services.GetRequiredService<RunQueue>();
        var longRun = await queue.StartAsync(Demo(new { count = Lines, perSecond = 0, warnEvery = 100 }), Actor.Portal, cancellationToken);
        var slowRun = await queue.StartAsync(Demo(new { count = 100_000, perSecond = 2 }), Actor.Portal, cancellationToken);
        return [await LongRunAsync(browser, longRun.Number, cancellationToken), await MemoryAsync(portal, browser, slowRun.Number, cancellationToken)];
    }

    private static RunStart Demo(object parameters) => new("demo", JsonSerializer.SerializeToElement(parameters));

    private static async Task<Figure> LongRunAsync(BenchBrowser browser, long number, CancellationToken cancellationToken)
    {
        var (lines, live, filtered) = (new Spread(), new Spread(), new Spread());
        await UntilEndedAsync(browser, number);
        for (var i = 0; i < WarmUp + Loads; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = await browser.NewPageAsync();
            await page.GotoAsync($"runs/R-{number}", new() { WaitUntil = WaitUntilState.Commit });
            var shown = await MomentAsync(page, "() => document.querySelectorAll('#log .log p').length > 50 && performance.now()");
            var connected = await MomentAsync(page, "() => document.querySelector('.live')?.dataset.live === 'on' && performance.now()");
            await page.GetByRole(AriaRole.Group, new() { Name = "Level" }).GetByRole(AriaRole.Button, new() { Name = "Warnings" }).ClickAsync();
            var answered = await MomentAsync(page, "() => document.querySelector('#log .log p .lw') && !document.querySelector('#log .log p .li') && performance.now()");
            await page.CloseAsync();
            if (i >= WarmUp)
            {
                lines.Add(TimeSpan.FromMilliseconds(shown));
                live.Add(TimeSpan.FromMilliseconds(connected));
                filtered.Add(TimeSpan.FromMilliseconds(answered));
            }
        }

        return new Figure
        {
            What = $"page of a run with {Lines:N0} events, until it is interactive",
            Measured = live.ToString(),
            Goal = new Goal("p95 < 1 s", live.P95 < 1000),
            How = $"{Loads} loads in Chromium, {WarmUp} before them for warming up, in the page's own time since the navigation began. Interactive is connected: from then on a click is answered. The first page is 100 lines; the filter leaves the warnings.",
            Parts = [$"until the log shows lines: {lines}", $"until a click on a filter has been sent, answered and drawn: {filtered}", $"load {Machine.Load()}"],
        };
    }

    private static async Task UntilEndedAsync(BenchBrowser browser, long number)
    {
        var page = await browser.OpenAsync($"runs/R-{number}");
        await page.WaitForFunctionAsync("() => document.title.startsWith('Succeeded')", null, new() { Timeout = 120_000 });
        await page.CloseAsync();
    }

    private static async Task<double> MomentAsync(IPage page, string condition) =>
        await (await page.WaitForFunctionAsync(condition, null, new() { Timeout = 60_000 })).JsonValueAsync<double>();

    private static async Task<Figure> MemoryAsync(ServedPortal portal, BenchBrowser browser, long number, CancellationToken cancellationToken)
    {
        using var metrics = new PortalMetrics(portal.Url);
        await OpenAsync(browser, number, 3); // code is compiled, pools are filled
        await browser.CloseAllAsync();
        var before = await NowAsync();
        await OpenAsync(browser, number, Pages);
        var open = await NowAsync();
        await browser.CloseAllAsync();
        var after = await NowAsync();
        return new Figure
        {
            What = $"memory per open page, {Pages} pages on a running run",
            Measured = $"{(open.Working - before.Working) / Pages:0.0} MiB of working set",
            How = $"working set of the server's process {Settle.TotalSeconds:0} s after the last page was opened, less that before the first, divided by {Pages}; 3 pages before for warming up.",
            Parts =
            [
                $"working set: {before.Working:0} MiB before, {open.Working:0} with {Pages} pages, {after.Working:0} {Settle.TotalSeconds:0} s after they were closed",
                before.Heap is null ? "the portal does not tell its managed heap" : $"managed heap after its last collection: {before.Heap:0} MiB before, {open.Heap:0} with {Pages} pages, {after.Heap:0} after they were closed",
            ],
        };

        async Task<(double Working, double? Heap)> NowAsync()
        {
            await Task.Delay(Settle, cancellationToken);
            return (portal.Memory.NowMiB, await metrics.GcHeapMiBAsync(cancellationToken));
        }
    }

    private static async Task OpenAsync(BenchBrowser browser, long number, int pages)
    {
        for (var i = 0; i < pages; i++)
        {
            await browser.OpenAsync($"runs/R-{number}");
        }
    }
}
