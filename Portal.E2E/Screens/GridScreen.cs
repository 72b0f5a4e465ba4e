namespace Portal.E2E.Screens;

/// <summary>The rows of a manifest, marked where something is wrong, and corrected in place.</summary>
public sealed class GridScreen(IPage page)
{
    private const int RowHeight = 30;

    public ILocator Grid => page.GetByRole(AriaRole.Grid, new() { Name = "Manifest rows" });

    /// <summary>Drawn, and listening to the keyboard.</summary>
    public Task ExpectReadyAsync() => Expect(Grid).Not.ToHaveAttributeAsync("aria-busy", "true");

    public ILocator Rows => Grid.GetByRole(AriaRole.Row).Filter(new() { Has = page.Locator("td[data-r]") });

    public ILocator Gaps => Grid.GetByRole(AriaRole.Row).Filter(new() { HasText = "rows without issues" });

    public ILocator Editor => Grid.GetByRole(AriaRole.Combobox).Or(Grid.GetByRole(AriaRole.Textbox));

    public ILocator Inspector => page.GetByRole(AriaRole.Main).Locator("section:has([role=grid]) > footer");

    public ILocator Edits => page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Status).Filter(new() { HasTextRegex = Words.Like(@"\d edit") });

    public ILocator Undo => page.GetByRole(AriaRole.Button, new() { Name = "Undo" });

    public ILocator Next => page.GetByRole(AriaRole.Button, new() { Name = "Next issue" });

    public ILocator Find => page.GetByRole(AriaRole.Searchbox, new() { Name = "Find in the rows" });

    /// <summary>What is wrong with the rows that are shown.</summary>
    public ILocator Heading => page.Locator("#h-grid");

    public ILocator RightValue => page.GetByLabel("The right value");

    public ILocator Button(string name) => page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = name });

    public ILocator Show(string rows) => page.GetByRole(AriaRole.Group, new() { Name = "Rows" }).GetByRole(AriaRole.Button, new() { Name = rows });

    public ILocator Cell(int row, int column) => page.Locator($"#cell-{row}-{column}");

    /// <summary>Scrolls there, as far as a line has to be drawn first.</summary>
    public async Task GoToAsync(int row, int column)
    {
        await Grid.EvaluateAsync($"box => box.scrollTop = {(row - 2) * RowHeight}");
        await Expect(Cell(row, column)).ToBeVisibleAsync();
    }

    /// <summary>By keyboard, as a curator does it: Enter, the value, Enter.</summary>
    public async Task EditAsync(int row, int column, string value)
    {
        await ExpectReadyAsync();
        await GoToAsync(row, column);
        await Cell(row, column).ClickAsync();
        await Expect(Grid).ToHaveAttributeAsync("aria-activedescendant", $"cell-{row}-{column}");
        await Grid.PressAsync("Enter");
        await Expect(Editor).ToBeFocusedAsync();
        await Editor.FillAsync(value);
        await Editor.PressAsync("Enter");
        await Expect(Cell(row, column)).ToHaveClassAsync(Words.Like("ok"));
    }
}
