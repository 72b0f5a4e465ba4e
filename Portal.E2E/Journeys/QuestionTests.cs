namespace Portal.E2E.Journeys;

[Collection(SharedPortal.Name)]
public sealed class QuestionTests(BrowserFixture browser, PortalFixture portal) : Journey(browser)
{
    [Fact]
    public async Task A_run_asks_somebody_answers_on_its_page_and_it_goes_on()
    {
        var asked = await portal.Portal.Api.StartDemoAsync(new { count = 1, perSecond = 0, ask = true }, "Ask me");
        await portal.Portal.Api.BecomesAsync(asked, "Waiting");
        var person = await OpenAsAsync(portal, "curator");
        await person.GoAsync("");
        await Expect(new OverviewScreen(person.Page).Attention).ToContainTextAsync("Asks: Shall the demonstration go on?");
        await new OverviewScreen(person.Page).Attention.GetByRole(AriaRole.Link, new() { Name = $"Answer R-{asked.Number}" }).ClickAsync();

        var run = new RunScreen(person.Page);
        await Expect(run.Question).ToContainTextAsync("Shall the demonstration go on?");
        await run.Question.GetByLabel("Remark").FillAsync(new string('x', 201));
        await run.Question.GetByRole(AriaRole.Button, new() { Name = "Answer" }).ClickAsync();
        await Expect(run.Question).ToContainTextAsync("Remark must have");
        await run.Question.GetByLabel("Go on").CheckAsync();
        await run.Question.GetByLabel("Remark").FillAsync("gladly");
        await run.Question.GetByRole(AriaRole.Button, new() { Name = "Answer" }).ClickAsync();

        await run.ExpectStateAsync("Succeeded");
        await Expect(run.Answers).ToContainTextAsync("Go on: yes · Remark: gladly");
        await Expect(run.Deeds).ToContainTextAsync("answered");
    }

    [Fact]
    public async Task Something_is_started_by_hand_and_run_again_with_other_parameters()
    {
        var person = await OpenAsAsync(portal, "operator");
        await person.GoAsync(StartScreen.Path);
        var start = new StartScreen(person.Page);
        await start.Field("Subject").FillAsync("Tile 4");
        await start.Field("Count").FillAsync("many");
        await start.Start.ClickAsync();
        await Expect(person.Page.GetByText("Count must be a whole number")).ToBeVisibleAsync();
        await start.Field("Count").FillAsync("2");
        await start.Start.ClickAsync();

        var run = new RunScreen(person.Page);
        await run.ExpectStateAsync("Succeeded");
        await Expect(run.Main).ToContainTextAsync("Tile 4");
        var first = person.Page.Url;
        await run.RunAgain.ClickAsync();
        await Expect(run.Dialog.GetByLabel("Count")).ToHaveValueAsync("2");
        await run.Dialog.GetByLabel("Count").FillAsync("3");
        await run.Dialog.GetByLabel("Count").PressAsync("Tab");
        await Expect(run.Dialog).ToContainTextAsync("2 → 3");
        await run.Dialog.GetByRole(AriaRole.Button, new() { Name = "Run again" }).ClickAsync();

        await Expect(person.Page).Not.ToHaveURLAsync(first);
        await Expect(run.Main).ToContainTextAsync("again from R-");
        await run.ExpectStateAsync("Succeeded");
        await run.Main.GetByText("again from").GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(run.Main).ToContainTextAsync("run again as R-");
    }

    [Fact]
    public async Task A_run_shows_the_runs_it_submitted()
    {
        var parent = await portal.Portal.Api.StartDemoAsync(new { count = 1, perSecond = 0, children = 3 }, "With children");
        var person = await OpenAsAsync(portal, "viewer");
        await person.GoAsync(RunScreen.Path(parent.Number));
        var run = new RunScreen(person.Page);
        await run.ExpectStateAsync("Succeeded");
        await Expect(run.Children).ToContainTextAsync("3 succeeded");

        await run.Children.GetByRole(AriaRole.Link, new() { Name = "All of them" }).ClickAsync();
        await Expect(new RunsScreen(person.Page).Rows).ToHaveCountAsync(3);
        await new RunsScreen(person.Page).Rows.First.GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(run.Main).ToContainTextAsync($"part of R-{parent.Number}");
    }
}
