namespace Portal.E2E.Support;

/// <summary>A portal with catalogues of every kind.</summary>
public sealed class CatalogueGalleryFixture : IAsyncLifetime
{
    public PortalFixture Shared { get; } = new();

    public PortalProcess Portal => Shared.Portal;

    /// <summary>A catalogue with a second release that is ready.</summary>
    public RunFact Scan { get; private set; } = null!;

    /// <summary>Of a folder with many kinds of damage.</summary>
    public RunFact BrokenScan { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await Shared.InitializeAsync();
        var (first, second, broken) = (new CatalogueFolder("human-gut/2.0", 700), new CatalogueFolder("human-gut/2.1", 720, From: 8, Edition: 2), new CatalogueFolder("soil/1.0", 120, From: 2_000));
        first.LayDown(Portal);
        second.LayDown(Portal);
        Damage.To(broken.LayDown(Portal), broken);
        await Portal.Api.ImportedAsync(first, "2.0");
        await Portal.Api.PublishAsync("human-gut-v2-0");
        Scan = await Portal.Api.EndOfAsync(await Portal.Api.CatalogueAsync("scans", second, "2.1"));
        BrokenScan = await Portal.Api.EndOfAsync(await Portal.Api.CatalogueAsync("scans", broken, "1.0", "Soil"));
        await Portal.Api.ImportedAsync(second, "2.1");
        }

    public ValueTask DisposeAsync() => Shared.DisposeAsync();
}
