using Microsoft.Playwright;

namespace Portal.Bench;

/// <summary>The machine's own Chromium, as people look at the portal with it.</summary>
internal sealed class BenchBrowser : IAsyncDisposable
{
    private static readonly string[] Flags =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        // Without these every start makes connections of its own, which fail where there is no network.
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
        // A page nobody looks at must not be slowed down: it stands for one somebody does look at.
        "--disable-background-timer-throttling", "--disable-backgrounding-occluded-windows", "--disable-renderer-backgrounding",
    ];

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly IBrowserContext _context;

    private BenchBrowser(IPlaywright playwright, IBrowser browser, IBrowserContext context) => (_playwright, _browser, _context) = (playwright, browser, context);

    /// <summary>Signs in once; every page it opens is this person's.</summary>
    public static async Task<BenchBrowser> SignInAsync(Uri portal, string name, string password)
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Environment.GetEnvironmentVariable("PORTAL_CHROMIUM") ?? "/usr/bin/chromium", Args = Flags });
        var context = await browser.NewContextAsync(new() { BaseURL = portal.ToString(), ViewportSize = new() { Width = 1440, Height = 900 }, Locale = "en-GB" });
        var page = await context.NewPageAsync();
        await page.GotoAsync("sign-in");
        await page.GetByLabel("User name or e-mail").FillAsync(name);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await ExpectLiveAsync(page);
        await page.CloseAsync();
        return new BenchBrowser(playwright, browser, context);
    }

    /// <summary>Opens a page and waits until it is live, not only drawn.</summary>
    public async Task<IPage> OpenAsync(string path)
    {
        var page = await _context.NewPageAsync();
        await page.GotoAsync(path);
        await ExpectLiveAsync(page);
        return page;
    }

    /// <summary>As a person closes them: each page says goodbye.</summary>
    public async Task CloseAllAsync()
    {
        foreach (var page in _context.Pages.ToList())
        {
            await page.CloseAsync(new() { RunBeforeUnload = false });
        }
    }

    /// <summary>Drawn but nothing more; for who measures until it is live.</summary>
    public Task<IPage> NewPageAsync() => _context.NewPageAsync();

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    private static Task ExpectLiveAsync(IPage page) => Assertions.Expect(page.GetByTitle("Connected to")).ToHaveTextAsync("Live", new() { Timeout = 60_000 });
}
