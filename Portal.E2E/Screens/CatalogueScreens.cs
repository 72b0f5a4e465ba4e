namespace Portal.E2E.Screens;

/// <summary>The list of catalogues, and the way into the wizard.</summary>
public sealed class CataloguesScreen(IPage page)
{
    public ILocator Main => page.GetByRole(AriaRole.Main);

    public ILocator Import => Main.GetByRole(AriaRole.Link, new() { Name = "Import a catalogue" });

    public ILocator Row(string name) => Main.GetByRole(AriaRole.Row).Filter(new() { HasText = name });
}

/// <summary>The wizard: folder, details, scan.</summary>
public sealed class ImportScreen(IPage page)
{
    public ILocator Main => page.GetByRole(AriaRole.Main);

    public ILocator Folder(string name) => page.GetByRole(AriaRole.Region, new() { Name = "Folder of results" }).GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

    public ILocator UseFolder => Main.GetByRole(AriaRole.Link, new() { Name = "Use this folder" }).Last;

    public ILocator Field(string label) => Main.GetByLabel(label);

    public ILocator Scan => Main.GetByRole(AriaRole.Button, new() { Name = "Scan", Exact = true });

    public ILocator Import => Main.GetByRole(AriaRole.Button, new() { Name = "Import", Exact = true });

    public ILocator Preview => page.GetByRole(AriaRole.Region, new() { Name = "It will be" });

    public ILocator Figures => page.GetByRole(AriaRole.Region, new() { Name = "Result of the scan" });

    public ILocator Kinds => page.GetByRole(AriaRole.Region, new() { Name = "Problems" }).GetByRole(AriaRole.Listitem).GetByRole(AriaRole.Link);

    public ILocator Differences => page.GetByRole(AriaRole.Region, new() { Name = "Differences" });

    public async Task SearchBiomeAsync(string text, string lineage)
    {
        await page.GetByRole(AriaRole.Searchbox, new() { Name = "Search the GOLD hierarchy" }).FillAsync(text);
        await page.GetByRole(AriaRole.List, new() { Name = "Biomes" }).GetByRole(AriaRole.Button, new() { Name = lineage }).First.ClickAsync();
    }
}

/// <summary>One catalogue.</summary>
public sealed class CatalogueScreen(IPage page)
{
    public ILocator Main => page.GetByRole(AriaRole.Main);

    public ILocator Figures => page.GetByRole(AriaRole.Region, new() { Name = "Figures" });

    public ILocator Genomes => page.GetByRole(AriaRole.Region, new() { Name = "Genomes", Exact = true });

    public ILocator Rows => Genomes.GetByRole(AriaRole.Row).Filter(new() { Has = page.GetByRole(AriaRole.Cell) });

    public ILocator Publish => Main.GetByRole(AriaRole.Link, new() { Name = "Publish…" });

    public ILocator Tab(string name) => page.GetByRole(AriaRole.Navigation, new() { Name = "Parts" }).GetByRole(AriaRole.Link, new() { Name = name });

    /// <summary>As it is announced to those who cannot see the badge.</summary>
    public Task ExpectStatusAsync(string word) => Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasTextRegex = Words.Ending($": {word}") })).ToHaveCountAsync(1);
}
