namespace Portal.E2E.Support;

/// <summary>What all journeys share: browsers for people, and the promise that nothing on a page complained.</summary>
public abstract class Journey(BrowserFixture browser) : IAsyncLifetime
{
    private readonly List<PortalPage> _open = [];

    public virtual ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        var problems = _open.SelectMany(page => page.Watch.Problems).ToList();
        var wrong = problems.Count > 0 || TestContext.Current.TestState?.Result == TestResult.Failed;
        foreach (var (page, number) in _open.Select((page, i) => (page, i + 1)))
        {
            await page.CloseAsync(wrong ? Path.Combine(Directory.CreateDirectory(Repository.Results).FullName, $"{TestName()}-{number}") : null);
        }

        problems.ShouldBeEmpty("the browser complained");
    }

    /// <summary>A browser in which this person has signed in.</summary>
    protected async Task<PortalPage> OpenAsAsync(PortalFixture portal, string name) => Keep(await portal.OpenAsAsync(browser.Browser, name));

    /// <summary>A browser nobody has signed in with.</summary>
    protected async Task<PortalPage> OpenAsync(Uri portal) => Keep(await PortalPage.OpenAsync(browser.Browser, portal));

    private PortalPage Keep(PortalPage page)
    {
        _open.Add(page);
        return page;
    }

    private static string TestName() =>
        string.Concat((TestContext.Current.Test?.TestDisplayName ?? "journey").Split('.').Last().Select(c => char.IsLetterOrDigit(c) || c == '_' ? c : '-'));
}
