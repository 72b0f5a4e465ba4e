namespace Portal.E2E.Screens;

/// <summary>What surrounds every page: navigation, search, theme, person, and the dialog of a lost connection.</summary>
public sealed class Frame(IPage page)
{
    public ILocator Heading => page.GetByRole(AriaRole.Heading, new() { Level = 1 });

    public ILocator Content => page.GetByRole(AriaRole.Main);

    public ILocator SkipLink => page.GetByRole(AriaRole.Link, new() { Name = "Skip to the content" });

    public ILocator Search => page.GetByRole(AriaRole.Searchbox, new() { Name = "Search runs" });

    public ILocator ThemeToggle => page.GetByRole(AriaRole.Button, new() { Name = "Switch between light and dark" });

    public ILocator MenuButton => page.GetByRole(AriaRole.Button, new() { Name = "Menu", Exact = true });

    public ILocator Lost => page.GetByRole(AriaRole.Dialog, new() { Name = "Reconnecting" });

    public ILocator Menu(string name) => page.GetByRole(AriaRole.Navigation, new() { Name = "Main" }).GetByRole(AriaRole.Link, new() { Name = name });

    public async Task SignOutAsync(string person)
    {
        await page.GetByTitle(person).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
    }

    public Task<string?> ThemeAsync() => page.Locator("html").GetAttributeAsync("data-theme");
}
