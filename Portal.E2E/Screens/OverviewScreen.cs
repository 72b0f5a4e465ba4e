namespace Portal.E2E.Screens;

public sealed class OverviewScreen(IPage page)
{
    public ILocator Figures => page.GetByRole(AriaRole.Navigation, new() { Name = "Now" });

    public ILocator Figure(string name) => Figures.GetByRole(AriaRole.Link, new() { Name = name });

    public ILocator Attention => page.GetByRole(AriaRole.Region, new() { Name = "Needs attention" });

    public ILocator Running => page.GetByRole(AriaRole.Region, new() { Name = "Running now" });

    public ILocator Start => page.GetByRole(AriaRole.Region, new() { Name = "Start", Exact = true });
}
