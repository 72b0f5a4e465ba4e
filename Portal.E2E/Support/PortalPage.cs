namespace Portal.E2E.Support;

/// <summary>One person's browser: a context of its own, watched, with the frame every page of the portal has.</summary>
public sealed class PortalPage
{
    private readonly IBrowserContext _context;

    private PortalPage(IBrowserContext context, IPage page, PageWatch watch) => (_context, Page, Watch) = (context, page, watch);

    public IPage Page { get; }

    public IBrowserContext Context => _context;

    public PageWatch Watch { get; }

    public static async Task<PortalPage> OpenAsync(IBrowser browser, Uri portal, string? storageState = null)
    {
        var context = await browser.NewContextAsync(new()
        {
            BaseURL = portal.ToString(),
            ViewportSize = new() { Width = 1440, Height = 900 },
            Locale = "en-GB",
            TimezoneId = "Europe/Berlin",
            StorageState = storageState,
            AcceptDownloads = true,
        });
        var watch = new PageWatch(portal);
        await watch.OverAsync(context);
        await context.Tracing.StartAsync(new() { Snapshots = true });
        return new PortalPage(context, await context.NewPageAsync(), watch);
    }

    /// <summary>Opens a page and waits until it is live, not only drawn.</summary>
    public async Task GoAsync(string path)
    {
        await Page.GotoAsync(path);
        await ExpectLiveAsync();
    }

    public Task ExpectLiveAsync() => Expect(Page.GetByTitle("Connected to")).ToHaveTextAsync("Live");

    public async Task CloseAsync(string? keepTraceAs)
    {
        if (keepTraceAs is null)
        {
            await _context.Tracing.StopAsync();
        }
        else
        {
            await Page.ScreenshotAsync(new() { Path = keepTraceAs + ".png" });
            await _context.Tracing.StopAsync(new() { Path = keepTraceAs + ".zip" });
        }

        await _context.DisposeAsync();
    }
}
