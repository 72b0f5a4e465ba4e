using System.Collections.Concurrent;

namespace Portal.E2E.Support;

/// <summary>One portal with its sandbox for all journeys of a collection, and who has signed in to it.</summary>
public class PortalFixture : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, string> _signedIn = new();

    private readonly bool _processes;

    public PortalFixture()
    {
    }

    protected PortalFixture(bool processes) => _processes = processes;

    public PortalProcess Portal { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Portal = await PortalProcess.StartNewAsync(_processes);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await (Portal?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    /// <summary>Signs in once per person; later browsers bring the cookie along.</summary>
    public async Task<PortalPage> OpenAsAsync(IBrowser browser, string name)
    {
        if (_signedIn.TryGetValue(name, out var state))
        {
            return await PortalPage.OpenAsync(browser, Portal.Url, state);
        }

        var page = await PortalPage.OpenAsync(browser, Portal.Url);
        await page.Page.GotoAsync("sign-in");
        await new SignInScreen(page.Page).SignInAsync(Portal.Credentials.User(name));
        await page.ExpectLiveAsync();
        _signedIn[name] = await page.Context.StorageStateAsync();
        return page;
    }
}

/// <summary>A portal whose own workers convert and import images.</summary>
public sealed class ProcessingFixture() : PortalFixture(processes: true);

/// <summary>Journeys that may see each other's runs.</summary>
[CollectionDefinition(Name)]
public sealed class SharedPortal : ICollectionFixture<PortalFixture>
{
    public const string Name = "Shared portal";
}

/// <summary>Every page of catalogues and taxa as it looks.</summary>
[CollectionDefinition(Name)]
public sealed class CatalogueGalleryPortal : ICollectionFixture<CatalogueGalleryFixture>
{
    public const string Name = "Catalogue gallery";
}

/// <summary>Every other page as it looks.</summary>
[CollectionDefinition(Name)]
public sealed class GalleryPortal : ICollectionFixture<GalleryFixture>
{
    public const string Name = "Gallery";
}
