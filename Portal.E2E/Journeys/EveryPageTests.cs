namespace Portal.E2E.Journeys;

/// <summary>No page has a serious finding of axe, text too small to read, or anything wider than the window; pictures of all are kept.</summary>
[Collection(GalleryPortal.Name)]
public sealed class EveryPageTests(BrowserFixture browser, GalleryFixture gallery) : Journey(browser)
{
    [Fact]
    public async Task Sign_in()
    {
        var person = await OpenAsync(gallery.Portal.Url);
        await person.Page.GotoAsync("sign-in?name=curator");
        await person.InspectAsync("sign-in");

        await new SignInScreen(person.Page).SignInAsync("curator", "not the password");
        await Expect(new SignInScreen(person.Page).Refusal).ToBeVisibleAsync();
        await person.Page.GotoAsync("error");
        await person.InspectAsync("error");
    }

    [Fact]
    public Task Overview() => InspectAsync("overview", "");

    [Fact]
    public Task Runs() => InspectAsync("runs", "runs", readme: "runs");

    [Fact]
    public Task A_failed_run() => InspectAsync("run-failed", RunScreen.Path(gallery.Failed.Number));

    [Fact]
    public Task A_succeeded_run() => InspectAsync("run-succeeded", RunScreen.Path(gallery.Succeeded.Number));

    [Fact]
    public async Task A_run_under_way()
    {
        var manifest = await gallery.Portal.Api.CheckedAsync(ManifestFile.Bones(gallery.Portal, from: 60, count: 65));
        await gallery.Portal.Sandbox.SlowDownAsync(milliseconds: 250);
        var run = await gallery.Portal.Api.ApplyAsync(manifest);
        try
        {
            var person = await OpenAsAsync(gallery.Shared, "curator");
            await person.GoAsync(RunScreen.Path(run.Number));
            await Expect(new RunScreen(person.Page).Progress).ToContainTextAsync("of 260 files");
            await person.InspectAsync("run-live", readme: "run-live");
            await person.GoAsync($"gwo-manifests/{manifest}");
            await person.InspectAsync("gwo-loading");
            await person.GoAsync("");
            await Expect(new OverviewScreen(person.Page).Running).ToContainTextAsync("of 260 files");
            await person.InspectAsync("overview-live", readme: "overview", readmeInDark: true);
        }
        finally
        {
            await gallery.Portal.Sandbox.HealAsync();
            await gallery.Portal.Api.CancelAsync(run);
        }
    }

    [Fact]
    public async Task The_retry_dialog()
    {
        var person = await OpenAsAsync(gallery.Shared, "curator");
        await person.GoAsync(RunScreen.Path(gallery.Failed.Number));
        var run = new RunScreen(person.Page);
        await run.Retry.First.ClickAsync();
        await Expect(run.Dialog.GetByLabel("Why")).ToBeVisibleAsync();
        await person.InspectAsync("run-retry");
    }

    [Fact]
    public Task Manifests() => InspectAsync("gwo-list", "gwo-manifests");

    [Fact]
    public Task The_rules_of_a_study() => InspectAsync("gwo-rules", $"gwo-manifests/rules/{ManifestFile.Good(gallery.Portal).Study}", person: "admin");

    [Fact]
    public Task The_wizards_upload() => InspectAsync("gwo-upload", $"gwo-manifests/new?study={ManifestFile.Good(gallery.Portal).Study}");

    [Fact]
    public Task The_wizards_plan() => InspectAsync("gwo-plan", $"gwo-manifests/{gallery.ToBeStarted}?step=plan", readme: "gwo-plan");

    [Fact]
    public Task The_wizards_plan_with_errors() => InspectAsync("gwo-plan-errors", $"gwo-manifests/{gallery.WithMistakes}?step=plan&policy=good-rows");

    [Fact]
    public Task The_wizards_results() => InspectAsync("gwo-loaded", $"gwo-manifests/{gallery.Loaded}");

    [Fact]
    public async Task Schedules()
    {
        var person = await OpenAsAsync(gallery.Shared, "operator");
        await person.GoAsync("schedules/retention");
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Run now Retention" }).ClickAsync();
        await person.Page.GetByLabel("Why").FillAsync("to see what it would remove");
        await person.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Run now" }).ClickAsync();
        await Expect(person.Page.GetByText("Nothing was old enough to be removed.")).ToBeVisibleAsync();
        await person.InspectAsync("schedule");

        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Pause Retention" }).ClickAsync();
        await person.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await Expect(person.Page.GetByText("Say why it is paused")).ToBeVisibleAsync();
        await person.Page.GetByLabel("Why").FillAsync("the auditors want to look first");
        await person.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await person.GoAsync("schedules");
        await Expect(person.Page.GetByText("the auditors want to look first")).ToBeVisibleAsync();
        await person.InspectAsync("schedules");
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Resume Retention" }).ClickAsync();
        await person.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();
        await Expect(person.Page.GetByRole(AriaRole.Button, new() { Name = "Pause Retention" })).ToBeVisibleAsync();
    }

    [Fact]
    public Task Nodes() => InspectAsync("nodes", "administration/nodes", person: "operator");

    [Fact]
    public Task Settings() => InspectAsync("settings", "administration/settings", person: "admin");

    [Fact]
    public async Task The_document_of_the_api_can_be_read_and_tried()
    {
        var person = await OpenAsAsync(gallery.Shared, "curator");
        await person.Page.GotoAsync("openapi");
        await person.Page.Locator("[id^='operations-Runs']").First.ClickAsync(); // of many operations only those one can see are drawn
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Try it out" }).First.ClickAsync();
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Execute" }).ClickAsync();

        await Expect(person.Page.Locator(".responses-table.live-responses-table .response-col_status").Last).ToContainTextAsync("200");
    }

    [Fact]
    public async Task People_and_one_of_them()
    {
        var person = await OpenAsAsync(gallery.Shared, "admin");
        var people = new PeopleScreen(person.Page);
        await people.InviteAsync("theo.gallery", "Theo Gallery", "Curator", ManifestFile.Good(gallery.Portal).Study);
        await person.InspectAsync("admin-invited");
        await person.GoAsync("administration/people");
        await person.InspectAsync("admin-people");
        await people.Row("Theo Gallery").GetByRole(AriaRole.Link).ClickAsync();
        await Expect(people.Save).ToBeVisibleAsync();
        await person.InspectAsync("admin-person");
        await person.GoAsync("administration/people/new");
        await person.InspectAsync("admin-invite");
    }

    [Fact]
    public async Task Keys_and_a_new_one()
    {
        var person = await OpenAsAsync(gallery.Shared, "admin");
        await person.GoAsync("administration/keys");
        await person.InspectAsync("admin-keys");
        await person.GoAsync("administration/keys/new");
        await person.InspectAsync("admin-key-new");
        var keys = new KeysScreen(person.Page);
        await keys.MakeAsync("Gallery");
        await Expect(keys.Secret).ToHaveValueAsync(Words.Like("^portal_"));
        await person.InspectAsync("admin-key-made");
    }

    [Fact]
    public async Task The_audit_log()
    {
        var person = await OpenAsAsync(gallery.Shared, "admin");
        await person.GoAsync("administration/audit");
        await Expect(person.Page.GetByRole(AriaRole.Table)).ToContainTextAsync("started a run");
        await person.InspectAsync("admin-audit");
    }

    [Fact]
    public async Task Ones_own_account()
    {
        var person = await OpenAsAsync(gallery.Shared, "viewer");
        await person.Page.GotoAsync("account");
        await person.InspectAsync("account");
        await person.Page.GotoAsync("account/two-factor");
        await person.InspectAsync("account-two-factor");
        await person.Page.GotoAsync("invitation");
        await person.InspectAsync("invitation-over");
    }

    [Fact]
    public async Task Not_found_and_access_denied()
    {
        var person = await OpenAsAsync(gallery.Shared, "curator");
        person.Watch.Expect(404);
        await person.GoAsync("no-such-page");
        await person.InspectAsync("not-found");
        await person.Page.GotoAsync("access-denied");
        await person.InspectAsync("access-denied");
    }

    private async Task InspectAsync(string name, string path, string? readme = null, string person = "curator")
    {
        var page = await OpenAsAsync(gallery.Shared, person);
        await page.GoAsync(path);
        await page.InspectAsync(name, readme);
    }
}
