namespace Portal.E2E.Screens;

/// <summary>Where ids are pasted and looked up.</summary>
public sealed class AddTaxaScreen(IPage page)
{
    public ILocator Ids => page.GetByLabel("Taxon ids");

    public ILocator Outcomes => page.GetByRole(AriaRole.Region, new() { Name = "What would become of each id" });

    public ILocator Became => page.GetByRole(AriaRole.Region, new() { Name = "What became of each id" });

    public ILocator Count => page.GetByRole(AriaRole.Button, new() { Name = "Count runs and bytes" });

    public ILocator Add(string words) => page.GetByRole(AriaRole.Button, new() { Name = words });

    public ILocator Row(ILocator list, string id) => list.GetByRole(AriaRole.Row).Filter(new() { Has = page.GetByText(id, new() { Exact = true }) });
}

/// <summary>One taxon: its state, its cycle, its runs and rules.</summary>
public sealed class TaxonScreen(IPage page)
{
    public ILocator Main => page.GetByRole(AriaRole.Main);

    public ILocator Head => page.Locator(".page-head");

    public ILocator Figures => page.GetByRole(AriaRole.Region, new() { Name = "Figures" });

    public ILocator Cycle => page.Locator("#run-steps");

    public ILocator Runs => page.GetByRole(AriaRole.Region, new() { Name = "Runs", Exact = true });

    public ILocator Reasons => page.GetByRole(AriaRole.Region, new() { Name = "Why runs are left out" });

    public ILocator Explained(string run) => page.GetByRole(AriaRole.Region, new() { Name = run });

    public ILocator Clear => page.GetByRole(AriaRole.Button, new() { Name = "Clear attention…" });
}
