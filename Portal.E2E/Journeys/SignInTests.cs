namespace Portal.E2E.Journeys;

[Collection(SharedPortal.Name)]
public sealed class SignInTests(BrowserFixture browser, PortalFixture portal) : Journey(browser)
{
    [Fact]
    public async Task A_wrong_password_is_refused_in_words_and_the_right_one_leads_to_the_page_asked_for()
    {
        var person = await OpenAsync(portal.Portal.Url);
        await person.Page.GotoAsync("runs?state=Failed");
        var signIn = new SignInScreen(person.Page);
        await Expect(person.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();

        await signIn.SignInAsync("curator", "not the password");
        await Expect(signIn.Refusal).ToContainTextAsync("password");

        await signIn.SignInAsync(portal.Portal.Credentials.User("curator"));
        await person.ExpectLiveAsync();
        await Expect(person.Page).ToHaveURLAsync(Words.Ending("/runs?state=Failed"));
    }

    [Fact]
    public async Task An_address_outside_the_portal_is_not_followed_after_signing_in()
    {
        var person = await OpenAsync(portal.Portal.Url);
        await person.Page.GotoAsync("sign-in?ReturnUrl=https%3A%2F%2Fexample.org%2F");

        await new SignInScreen(person.Page).SignInAsync(portal.Portal.Credentials.User("curator"));

        await person.ExpectLiveAsync();
        await Expect(person.Page).ToHaveURLAsync(portal.Portal.Url.ToString());
    }

    [Fact]
    public async Task Who_signs_out_has_to_sign_in_again()
    {
        var person = await OpenAsync(portal.Portal.Url);
        await person.Page.GotoAsync("sign-in");
        await new SignInScreen(person.Page).SignInAsync(portal.Portal.Credentials.User("operator"));
        await person.ExpectLiveAsync();

        await new Frame(person.Page).SignOutAsync("Jonas Weir");
        await person.Page.GotoAsync("runs");

        await Expect(person.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
    }
}
