using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Accounts;
using Portal.Domain.Storage;
using Portal.Jobs.Runs;

namespace Portal.Bench.Live;

/// <summary>How old a line is when somebody sees it, while many look.</summary>
internal static class LiveBench
{
    private const int PerSecond = 50;
    private const int Pages = 3;
    private const int Subscribers = 200;
    private const int ReadingSubscribers = 10;
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan SettingUp = TimeSpan.FromMinutes(4);

    public static async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellationToken)
    {
        await using var portal = await ServedPortal.StartAsync(cancellationToken);
        await using var inspected = portal.Inspect();
        await using var browser = await portal.BrowserAsync();
        return
        [
            await MeasureAsync(portal, inspected.Services, browser, Subscribers, cancellationToken),
            await MeasureAsync(portal, inspected.Services, browser, subscribers: 0, cancellationToken),
        ];
    }

    private static async Task<Figure> MeasureAsync(ServedPortal portal, IServiceProvider services, BenchBrowser browser, int subscribers, CancellationToken cancellationToken)
    {
        var parameters = JsonSerializer.SerializeToElement(new { count = (int)((Measured + SettingUp).TotalSeconds * PerSecond), perSecond = PerSecond });
        var run = await services.GetRequiredService<RunQueue>().StartAsync(new RunStart("demo", parameters), Actor.Portal, cancellationToken);
        var hub = Enumerable.Range(0, subscribers).Select(i => new HubSubscriber { Reads = i < ReadingSubscribers }).ToList();
        foreach (var one in hub)
        {
            await one.StartAsync(portal.Url, portal.Credentials.ApiKey, $"R-{run.Number}", cancellationToken);
        }

        var pages = new List<LivePage>();
        for (var i = 0; i < Pages; i++)
        {
            pages.Add(await LivePage.OpenAsync(browser, $"runs/R-{run.Number}"));
        }

        await Task.Delay(TimeSpan.FromSeconds(10), cancellationToken); // all are there, and have caught up
        var from = DateTimeOffset.UtcNow;
        await Task.Delay(Measured, cancellationToken);
        var to = DateTimeOffset.UtcNow;
        var load = Machine.Load();
        await services.GetRequiredService<RunVerbs>().CancelAsync(run.Id, "measured", Actor.Portal, cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(5), cancellationToken); // what is under way still arrives
        var said = await SaidAsync(services, run.Id, from, to, cancellationToken);
        var figure = await ReportAsync(said, pages, hub, load);
        foreach (var one in hub)
        {
            await one.DisposeAsync();
        }

        await browser.CloseAllAsync();
        return figure;
    }

    private static async Task<Dictionary<int, DateTimeOffset>> SaidAsync(IServiceProvider services, Guid run, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync(cancellationToken);
        var lines = await db.RunEvents.Where(e => e.RunId == run && e.At >= from && e.At < to && e.Text.StartsWith("Thing ")).Select(e => new { e.Text, e.At }).ToListAsync(cancellationToken);
        return lines.ToDictionary(l => int.Parse(l.Text["Thing ".Length..]), l => l.At);
    }

    private static async Task<Figure> ReportAsync(Dictionary<int, DateTimeOffset> said, List<LivePage> pages, List<HubSubscriber> hub, string load)
    {
        var (onPage, atHub, missing) = (new Spread(), new Spread(), 0);
        foreach (var page in pages)
        {
            var arrived = await page.ArrivedAsync();
            foreach (var (thing, at) in said)
            {
                if (arrived.TryGetValue(thing, out var there))
                {
                    onPage.Add(DateTimeOffset.FromUnixTimeMilliseconds(there) - at);
                }
                else
                {
                    missing++;
                }
            }
        }

        foreach (var (_, at, here) in hub.SelectMany(h => h.Arrived).Where(a => a.Text.StartsWith("Thing ", StringComparison.Ordinal) && said.ContainsKey(int.Parse(a.Text["Thing ".Length..]))))
        {
            atHub.Add(here - at);
        }

        var rate = said.Count / Measured.TotalSeconds;
        return new Figure
        {
            What = $"event → page, {Pages} pages and {hub.Count} subscribers",
            Measured = onPage.ToString(),
            Goal = new Goal("p95 < 300 ms, none missing", onPage.P95 < 300 && missing == 0),
            How = $"{Measured.TotalSeconds:0} s of a run that says {rate:0} lines a second (asked for {PerSecond}), from the step's call until the line stands in the document of a Chromium page; "
                + $"{said.Count:N0} lines on each page, {missing} never came. Browser, portal, database and subscribers share this machine. Load at its end {load}.",
            Parts = hub.Count == 0 ? [] : [$"until it reached a subscriber of the hub ({ReadingSubscribers} of {hub.Count} were read): {atHub}; all received {hub.Min(h => h.Received):N0} to {hub.Max(h => h.Received):N0} lines"],
        };
    }
}
