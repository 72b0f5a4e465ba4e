namespace Portal.E2E.Screens;

public sealed class RunsScreen(IPage page)
{
    public ILocator Table => page.GetByRole(AriaRole.Table);

    public ILocator Rows => Table.GetByRole(AriaRole.Row).Filter(new() { Has = page.GetByRole(AriaRole.Cell) });

    public ILocator Row(long number) => Rows.Filter(new() { HasText = $"R-{number} " });

    public ILocator View(string name) => page.GetByRole(AriaRole.Navigation, new() { Name = "Views" }).GetByRole(AriaRole.Link, new() { Name = name });

    public ILocator Subject => page.GetByRole(AriaRole.Searchbox, new() { Name = "Filter by subject or number" });

    public ILocator RemoveFilter(string name) => page.GetByRole(AriaRole.Button, new() { Name = $"Remove the filter {name}" });

    public ILocator SelectShown => page.GetByRole(AriaRole.Checkbox, new() { Name = "Select all runs shown" });

    public ILocator SelectAllThatMatch => page.GetByRole(AriaRole.Button, new() { NameRegex = Words.Like(@"Select all [\d,]+ that match") });

    /// <summary>A button of the bar that appears with a selection: "Retry 2…".</summary>
    public ILocator Bulk(string verb) => page.GetByRole(AriaRole.Button, new() { NameRegex = Words.Like($@"^{verb} [\d,]+…$") });

    public ILocator Dialog => page.GetByRole(AriaRole.Dialog).Filter(new() { Visible = true });

    public ILocator NewerRuns => page.GetByRole(AriaRole.Button, new() { Name = "newer run" });

    public async Task OpenFilterAsync() => await page.GetByText("Filter", new() { Exact = true }).ClickAsync();

    public ILocator Option(string name) => page.GetByRole(AriaRole.Checkbox, new() { Name = name });
}
