namespace Portal.E2E.Screens;

public sealed class BatchScreen(IPage page)
{
    public static string Path(long number) => $"runs/batches/B-{number}";

    public ILocator Main => page.GetByRole(AriaRole.Main);

    public ILocator Progress => page.GetByRole(AriaRole.Navigation, new() { Name = "Progress" });

    public ILocator Figure(string name) => Progress.GetByRole(AriaRole.Link, new() { Name = name });

    public ILocator Failures => page.GetByRole(AriaRole.Region, new() { Name = "Failed", Exact = true });

    public ILocator Runs => Main.GetByRole(AriaRole.Link, new() { Name = "Its runs" });

    /// <summary>The window's title says it first.</summary>
    public Task ExpectEndedAsync() => Expect(page).ToHaveTitleAsync(Words.Beginning("Ended · B-"), new() { Timeout = 90_000 });
}
