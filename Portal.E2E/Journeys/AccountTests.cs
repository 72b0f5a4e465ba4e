using Portal.Tests.Support;

namespace Portal.E2E.Journeys;

[Collection(SharedPortal.Name)]
public sealed class AccountTests(BrowserFixture browser, PortalFixture portal) : Journey(browser)
{
    private const string Password = "correct horse battery";

    [Fact]
    public async Task Somebody_invited_sets_a_password_turns_the_second_factor_on_and_signs_in_with_a_code()
    {
        var link = await InviteAsync("nils.code", "Nils Code", ManifestFile.Good(portal.Portal).Study);
        var person = await OpenAsync(portal.Portal.Url);
        var page = person.Page;
        await AcceptAsync(page, link, "nils.code");
        await person.ExpectLiveAsync();

        await page.GetByTitle("Nils Code").ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Your account" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Turn it on" }).ClickAsync();
        var key = await page.Locator(".key").InnerTextAsync();
        await page.GetByLabel("Code the app shows now").FillAsync(Authenticator.CodeOf(key));
        await page.GetByRole(AriaRole.Button, new() { Name = "Turn the second factor on" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Recovery codes" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "I have kept them" }).ClickAsync();
        await Expect(page.GetByText("After the password a code")).ToBeVisibleAsync();

        await new Frame(page).SignOutAsync("Nils Code");
        await new SignInScreen(page).SignInAsync("nils.code", Password);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Your code" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Code" }).FillAsync(Authenticator.CodeOf(key));
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await person.ExpectLiveAsync();
    }

    [Fact]
    public async Task Two_people_with_different_studies_see_only_what_is_theirs_by_page_by_address_and_by_key()
    {
        var file = ManifestFile.Good(portal.Portal);
        var run = await portal.Portal.Api.EndOfAsync(await portal.Portal.Api.CheckAsync(await portal.Portal.Api.UploadAsync(file)));
        var (inside, outside) = (await OpenAsync(portal.Portal.Url), await OpenAsync(portal.Portal.Url));
        await AcceptAsync(inside.Page, await InviteAsync("ines.inside", "Ines Inside", file.Study), "ines.inside");
        await inside.ExpectLiveAsync();
        await AcceptAsync(outside.Page, await InviteAsync("olaf.outside", "Olaf Outside", "SD_0THER000"), "olaf.outside");
        await outside.ExpectLiveAsync();

        await inside.GoAsync("runs");
        await Expect(new RunsScreen(inside.Page).Row(run.Number)).ToBeVisibleAsync();
        await inside.GoAsync(RunScreen.Path(run.Number));
        await Expect(new Frame(inside.Page).Heading).ToContainTextAsync(file.Name);

        await outside.GoAsync("runs");
        await Expect(new Frame(outside.Page).Content).ToContainTextAsync("Nothing has run yet");
        outside.Watch.Expect(404);
        (await outside.Page.GotoAsync(RunScreen.Path(run.Number)))!.Status.ShouldBe(404);
        await Expect(new Frame(outside.Page).Heading).ToHaveTextAsync("There is nothing here");
        (await outside.Page.GotoAsync("administration/people"))!.Status.ShouldBe(404);
        (await outside.Context.APIRequest.GetAsync($"api/v1/runs/{run.Id}")).Status.ShouldBe(404);
        (await inside.Context.APIRequest.GetAsync($"api/v1/runs/{run.Id}")).Status.ShouldBe(200);
        (await (await outside.Context.APIRequest.GetAsync("api/v1/runs")).TextAsync()).ShouldNotContain($"{run.Id}");
    }

    [Fact]
    public async Task An_open_page_of_somebody_disabled_stops_within_ten_seconds_and_says_why()
    {
        var person = await OpenAsync(portal.Portal.Url);
        await AcceptAsync(person.Page, await InviteAsync("dora.gone", "Dora Gone", ManifestFile.Good(portal.Portal).Study), "dora.gone");
        await person.ExpectLiveAsync();
        await person.GoAsync("runs");
        var admin = await OpenAsAsync(portal, "admin");
        await admin.GoAsync("administration/people?q=dora");
        var people = new PeopleScreen(admin.Page);
        await people.Row("Dora Gone").GetByRole(AriaRole.Link).ClickAsync();

        await people.DisableAsync("Left the centre");

        await Expect(person.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync(new() { Timeout = 10_000 });
        await Expect(person.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("the account was disabled");
        await new SignInScreen(person.Page).SignInAsync("dora.gone", Password);
        await Expect(new SignInScreen(person.Page).Refusal).ToContainTextAsync("wrong");
        await admin.GoAsync("administration/audit?q=dora");
        await Expect(admin.Page.GetByRole(AriaRole.Table)).ToContainTextAsync("“Left the centre”");
    }

    [Fact]
    public async Task A_key_is_shown_once_works_and_is_revoked_with_a_reason()
    {
        var admin = await OpenAsAsync(portal, "admin");
        await admin.GoAsync("administration/keys/new");
        var keys = new KeysScreen(admin.Page);
        await keys.MakeAsync("Journey");
        await Expect(keys.Secret).ToBeVisibleAsync();
        using var api = new PortalClient(portal.Portal.Url, await keys.Secret.InputValueAsync());
        (await api.StatusAsync("runs")).ShouldBe(200);

        await admin.GoAsync("administration/keys?q=Journey");
        await Expect(keys.Row("Journey")).ToContainTextAsync("Active");
        await keys.RevokeAsync("Journey", "The journey is over");
        (await api.StatusAsync("runs")).ShouldBe(401);
    }

    private async Task<string> InviteAsync(string userName, string displayName, string study)
    {
        var admin = await OpenAsAsync(portal, "admin");
        return await new PeopleScreen(admin.Page).InviteAsync(userName, displayName, "Curator", study);
    }

    private static async Task AcceptAsync(IPage page, string link, string userName)
    {
        await page.GotoAsync(link);
        await page.GetByLabel("New password").FillAsync(Password);
        await page.GetByLabel("The same again").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Set the password" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Your password is set");
        await new SignInScreen(page).SignInAsync(userName, Password);
    }
}
