namespace Portal.E2E.Screens;

public sealed class SignInScreen(IPage page)
{
    public ILocator Name => page.GetByLabel("User name or e-mail");

    public ILocator Password => page.GetByLabel("Password", new() { Exact = true });

    public ILocator Refusal => page.GetByRole(AriaRole.Alert);

    public Task SignInAsync(DemoUser user) => SignInAsync(user.Name, user.Password);

    public async Task SignInAsync(string name, string password)
    {
        await Name.FillAsync(name);
        await Password.FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }
}
