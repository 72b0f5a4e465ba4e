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
        (Succeeded.State, Failed.State).ShouldBe(("Succeeded", "Failed"));
    }

    public ValueTask DisposeAsync() => Shared.DisposeAsync();
}
