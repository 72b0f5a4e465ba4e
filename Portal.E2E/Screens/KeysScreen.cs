namespace Portal.E2E.Screens;

public sealed class KeysScreen(IPage page)
{
    public ILocator Secret => page.GetByLabel("Secret of the key");

    public ILocator Row(string name) => page.GetByRole(AriaRole.Row).Filter(new() { HasText = name });

    /// <summary>A key with the least role in the whole portal, from the form that is open.</summary>
    public async Task MakeAsync(string name)
    {
        await page.GetByLabel("What it is for").FillAsync(name);
        await page.GetByLabel("Where").SelectOptionAsync("The whole portal");
        await page.GetByLabel("Role", new() { Exact = true }).SelectOptionAsync("Viewer");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the key" }).ClickAsync();
    }

    public async Task RevokeAsync(string name, string why)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = $"Revoke {name}…" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByLabel("Why").FillAsync(why);
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Revoke portal_" }).ClickAsync();
        await Expect(Row(name)).ToContainTextAsync("Revoked");
    }
}
