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
        (Succeeded.State, Failed.State).ShouldBe(("Succeeded", "Failed"));
    }

    public ValueTask DisposeAsync() => Shared.DisposeAsync();
}
