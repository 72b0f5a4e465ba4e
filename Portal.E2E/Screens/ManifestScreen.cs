namespace Portal.E2E.Screens;

/// <summary>One manifest in the wizard: check, plan, start.</summary>
public sealed class ManifestScreen(IPage page)
{
    public ILocator Main => page.GetByRole(AriaRole.Main);

    public ILocator Heading => page.GetByRole(AriaRole.Heading, new() { Level = 1 });

    /// <summary>As it is announced to those who cannot see the badge.</summary>
    public Task ExpectStateAsync(string word) => Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasTextRegex = Words.Ending($": {word}") })).ToHaveCountAsync(1);

    public ILocator CurrentStep => page.GetByRole(AriaRole.List, new() { Name = "Steps" }).GetByRole(AriaRole.Listitem).And(page.Locator("[aria-current=step]"));

    public ILocator Check => Main.GetByRole(AriaRole.Button, new() { Name = "Check" });

    public ILocator SeePlan => Main.GetByRole(AriaRole.Link, new() { Name = "See the plan" });

    /// <summary>Says in its description what it will do, or why it cannot be pressed.</summary>
    public ILocator Start => Main.GetByRole(AriaRole.Button, new() { Name = "Start loading" });

    public ILocator Figures => page.GetByRole(AriaRole.Region, new() { Name = "Result of the check" });

    public ILocator Issues => page.GetByRole(AriaRole.Region, new() { Name = "Issues", Exact = true });

    public ILocator IssueKinds => Issues.GetByRole(AriaRole.Listitem).GetByRole(AriaRole.Link);

    public ILocator RunOf(string title) => page.GetByRole(AriaRole.Region, new() { Name = title, Exact = true });

    public ILocator Policy(string name) => page.GetByRole(AriaRole.Radio, new() { Name = name });

    public ILocator WarningsRead => page.GetByRole(AriaRole.Checkbox, new() { Name = "I have read" });

    public ILocator Loaded => page.GetByRole(AriaRole.Region, new() { Name = "Loaded", Exact = true });

    public ILocator Reports => page.GetByRole(AriaRole.Region, new() { Name = "Reports" });

    public ILocator OpenRun => Main.GetByRole(AriaRole.Link, new() { Name = "Open run" }).First;

    /// <summary>The wizard's plan figure: "Create 10 genomic files".</summary>
    public ILocator PlanFigure(string words) => Main.GetByRole(AriaRole.Link, new() { Name = words });
}
