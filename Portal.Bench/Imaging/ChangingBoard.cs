using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.Domain.Storage;
using Portal.Jobs.ImagingOrders.Orders;
using Portal.Shell.Accounts;

namespace Portal.Bench.Imaging;

/// <summary>A board of many orders while those on it change fast: how often open pages are drawn, and what one more page costs meanwhile.</summary>
internal static class ChangingBoard
{
    private const string Person = "board@bench.example";
    private const int Pages = 3;
    private const int PerSecond = 100;
    private const int OnThePage = 100;
    private const int DrawnMost = 10;
    private const double PageMost = 150;
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(20);

    // The observer is called once for each drawn batch that changed anything in the list.
    private const string Observe = """
        () => {
          window.drawn = [];
          new MutationObserver(() => window.drawn.push(performance.now())).observe(document.querySelector('section[aria-label="Orders"]'), { childList: true, subtree: true, characterData: true, attributes: true });
        }
        """;

    public static async Task<Figure> RunAsync(BenchPortal portal, HttpClient http, CancellationToken cancellationToken)
    {
        var password = ApiKeys.NewSecret();
        await portal.Get<PeopleStore>().CreateAsync(Person, "Board", password, Scopes.Everything, Role.Curator, isDemo: false, Actor.Portal, cancellationToken);
        await using var browser = await BenchBrowser.SignInAsync(portal.Url, Person, password);
        var pages = new List<IPage>();
        for (var i = 0; i < Pages; i++)
        {
            pages.Add(await browser.OpenAsync("imaging-orders"));
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watch = Stopwatch.StartNew();
        var changing = ChangeAsync(portal, stop.Token);
        await Task.WhenAll(pages.Select(p => p.EvaluateAsync(Observe)));
        var page = await ImagingBench.AskAsync(http, "imaging-orders", cancellationToken);
        if (Measured - watch.Elapsed is { Ticks: > 0 } rest)
        {
            await Task.Delay(rest, cancellationToken);
        }

        var drawn = await Task.WhenAll(pages.Select(p => p.EvaluateAsync<double[]>("() => window.drawn")));
        await stop.CancelAsync();
        var (changes, most) = (await changing, drawn.Max(MostInASecond));
        return new Figure
        {
            What = "open pages of that board while its orders change",
            Measured = $"{most} drawings a second at most; a page {page}",
            Goal = new Goal($"≤ {DrawnMost} a second; p95 < {PageMost} ms", most is > 0 and <= DrawnMost && page.P95 < PageMost),
            How = $"{changes / watch.Elapsed.TotalSeconds:0} changes a second (asked for {PerSecond}) of the {OnThePage} orders shown, each a command of its own with its audit entry, for {watch.Elapsed.TotalSeconds:0} s; {Pages} pages open in Chromium, drawings counted in their documents, the most in any second of any page; "
                + "one more page at a time over HTTP. Browser, portal and database share this machine.",
            Parts = [$"drawn {string.Join(", ", drawn.Select(d => d.Length))} times in all", $"load {Machine.Load()}"],
        };
    }

    private static async Task<int> ChangeAsync(BenchPortal portal, CancellationToken stop)
    {
        List<Guid> shown;
        await using (var db = await portal.Get<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync(CancellationToken.None))
        {
            shown = await db.Set<ImagingOrder>().OrderByDescending(o => o.CreatedAt).ThenByDescending(o => o.Id).Select(o => o.Id).Take(OnThePage).ToListAsync(CancellationToken.None);
        }

        using var beat = new PeriodicTimer(TimeSpan.FromSeconds(1d / PerSecond));
        var (desk, changes) = (portal.Get<OrderDesk>(), 0);
        while (!stop.IsCancellationRequested)
        {
            await desk.PrioritiseAsync(shown[changes % shown.Count], 1 + (changes / shown.Count % 100), null, Actor.Portal, CancellationToken.None);
            changes++;
            await beat.WaitForNextTickAsync(CancellationToken.None);
        }

        return changes;
    }

    private static int MostInASecond(double[] moments) => moments.Length == 0 ? 0 : moments.Select((from, i) => moments.Skip(i).TakeWhile(m => m < from + 1_000).Count()).Max();
}
