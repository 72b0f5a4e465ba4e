namespace Portal.E2E.Screens;

/// <summary>People, somebody new, and one of them.</summary>
public sealed class PeopleScreen(IPage page)
{
    public ILocator Link => page.GetByLabel("Link to set the password");

    public ILocator Save => page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true });

    public ILocator State => page.GetByRole(AriaRole.Main).Locator(".state").First;

    public ILocator Dialog => page.GetByRole(AriaRole.Dialog);

    public ILocator Row(string name) => page.GetByRole(AriaRole.Row).Filter(new() { HasText = name });

    public ILocator Deed(string name) => page.GetByRole(AriaRole.Button, new() { Name = name });

    /// <summary>Invites somebody with a role in one study; answers with the link.</summary>
    public async Task<string> InviteAsync(string userName, string displayName, string role, string study)
    {
        await page.GotoAsync("administration/people/new");
        await Expect(page.GetByTitle("Connected to")).ToHaveTextAsync("Live");
        await page.GetByLabel("Sign-in name").FillAsync(userName);
        await page.GetByLabel("Name others see").FillAsync(displayName);
        await page.GetByLabel("Where").SelectOptionAsync("One study");
        await page.GetByLabel("Study", new() { Exact = true }).FillAsync(study);
        await page.GetByLabel("Role", new() { Exact = true }).SelectOptionAsync(role);
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the link" }).ClickAsync();
        await Expect(Link).ToBeVisibleAsync();
        return await Link.InputValueAsync();
    }

    public async Task DisableAsync(string why)
    {
        await Deed("Disable…").ClickAsync();
        await Dialog.GetByLabel("Why").FillAsync(why);
        await Dialog.GetByRole(AriaRole.Button, new() { Name = "Disable " }).ClickAsync();
        await Expect(State).ToHaveTextAsync("Disabled");
    }
}
