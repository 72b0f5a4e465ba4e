namespace Portal.E2E.Screens;

/// <summary>The list of GWO manifests.</summary>
public sealed class ManifestsScreen(IPage page)
{
    public ILocator Upload => page.GetByRole(AriaRole.Link, new() { Name = "Upload a manifest" });

    public ILocator Row(string fileName) => page.GetByRole(AriaRole.Table).GetByRole(AriaRole.Row).Filter(new() { HasText = fileName });

    public Task OpenAsync(string fileName) => Row(fileName).GetByRole(AriaRole.Link, new() { Name = fileName }).ClickAsync();
}
