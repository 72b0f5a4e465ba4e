namespace Portal.E2E.Support;

/// <summary>A portal on an ordinary day: something was loaded, something failed, something has mistakes.</summary>
public sealed class GalleryFixture : IAsyncLifetime
{
    public PortalFixture Shared { get; } = new();

    public PortalProcess Portal => Shared.Portal;

    public Guid WithMistakes { get; private set; }

    public Guid ToBeStarted { get; private set; }

    public Guid Loaded { get; private set; }

    public RunFact Succeeded { get; private set; } = null!;

    public RunFact Failed { get; private set; } = null!;

    /// <summary>Waits for an answer.</summary>
    public RunFact Asking { get; private set; } = null!;

    /// <summary>Two attempts, and runs of its own.</summary>
    public RunFact Parent { get; private set; } = null!;

    public long Batch { get; private set; }

    /// <summary>A catalogue with a second release that is ready.</summary>
    public RunFact Scan { get; private set; } = null!;

    /// <summary>Of a folder with many kinds of damage.</summary>
    public RunFact BrokenScan { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await Shared.InitializeAsync();
        Loaded = await Portal.Api.CheckedAsync(ManifestFile.Good(Portal));
        Succeeded = await Portal.Api.EndOfAsync(await Portal.Api.ApplyAsync(Loaded));
        WithMistakes = await Portal.Api.CheckedAsync(ManifestFile.Mistakes(Portal));
        ToBeStarted = await Portal.Api.CheckedAsync(ManifestFile.Thousand(Portal));
        var broken = await Portal.Api.CheckedAsync(ManifestFile.Bones(Portal, from: 0, count: 30));
        await Portal.Sandbox.BreakAsync(afterWrites: 150);
        Failed = await Portal.Api.EndOfAsync(await Portal.Api.ApplyAsync(broken));
        await Portal.Sandbox.HealAsync();
        foreach (var tile in Enumerable.Range(1, 3))
        {
            await Portal.Api.EndOfAsync(await Portal.Api.StartDemoAsync(new { count = 4, perSecond = 0, failAt = "count" }, $"gallery-tile-{tile}"));
        }

        Parent = await Portal.Api.BecomesAsync(await Portal.Api.StartDemoAsync(new { count = 4, perSecond = 0, warnEvery = 2, failAt = "count", children = 4 }, "batch-tile with others"), "Failed");
        Batch = await Portal.Api.RetryAllAsync("batch-tile");
        Parent = await Portal.Api.BecomesAsync(Parent, "Succeeded");
        Asking = await Portal.Api.BecomesAsync(await Portal.Api.StartDemoAsync(new { count = 1, perSecond = 0, ask = true }, "Ask me"), "Waiting");
        await CataloguesAsync();
        (Succeeded.State, Failed.State).ShouldBe(("Succeeded", "Failed"));
    }

    private async Task CataloguesAsync()
    {
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
