using Portal.E2E.Support;

[assembly: AssemblyFixture(typeof(BrowserFixture))]

namespace Portal.E2E.Support;

/// <summary>The machine's own Chromium, started once for all journeys.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private static readonly string[] Flags =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        // Without these every start makes connections of its own, which fail where there is no network.
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private IPlaywright? _playwright;

    public IBrowser Browser { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        SetDefaultExpectTimeout(30_000);
        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Executable(), Args = Flags });
    }

    public async ValueTask DisposeAsync()
    {
        if (Browser is not null)
        {
            await Browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    private static string Executable() =>
        Environment.GetEnvironmentVariable("PORTAL_CHROMIUM") ?? Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium";
}
