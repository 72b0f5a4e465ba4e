namespace Portal.E2E.Screens;

public sealed class StartScreen(IPage page)
{
    public const string Path = "runs/start";

    public ILocator Field(string label) => page.GetByRole(AriaRole.Main).GetByLabel(label);

    public ILocator Start => page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "Start", Exact = true });
}
