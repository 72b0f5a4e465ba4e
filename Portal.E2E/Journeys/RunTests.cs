namespace Portal.E2E.Journeys;

[Collection(SharedPortal.Name)]
public sealed class RunTests(BrowserFixture browser, PortalFixture portal) : Journey(browser)
{
    public override async ValueTask DisposeAsync()
    {
        await portal.Portal.Sandbox.HealAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task A_run_under_way_moves_without_moving_the_page_and_ends_when_it_is_cancelled()
    {
        var started = await StartSlowlyAsync(from: 10, count: 25);
        var person = await OpenAsAsync(portal, "operator");
        await person.GoAsync(RunScreen.Path(started.Number));
        var run = new RunScreen(person.Page);
        await Expect(run.Progress).ToContainTextAsync("of 100 files");

        ILocator[] fixedParts = [run.Steps, run.Log, run.Parameters, run.Cancel, run.Progress];
        var (before, progress) = (await BoxesAsync(fixedParts), await run.Progress.InnerTextAsync());
        await Expect(run.Progress).Not.ToHaveTextAsync(progress, new() { UseInnerText = true });
        await Expect(run.Progress).ToContainTextAsync(Words.Like(@"\b[1-9]\d of 100 files"));
        (await BoxesAsync(fixedParts)).ShouldBe(before, "data that arrived moved the page");

        await run.Pause.ClickAsync();
        await Expect(run.Log).ToContainTextAsync("Paused");
        var lines = await run.Lines.CountAsync();
        await run.CancelAsync("Wrong batch");
        await run.ExpectStateAsync("Cancelled");
        await Expect(run.Main).ToContainTextAsync("“Wrong batch”");
        await Expect(run.Deeds).ToContainTextAsync("asked to cancel the run");
        await Expect(run.NewLines).ToBeVisibleAsync();
        (await run.Lines.CountAsync()).ShouldBe(lines, "paused, yet lines were added");
        await run.NewLines.ClickAsync();
        await Expect(run.Lines).Not.ToHaveCountAsync(lines);

        await portal.Portal.Sandbox.HealAsync();
        await run.RetryFromWhereItStoppedAsync("It was the right one after all");
        await run.ExpectStateAsync("Succeeded");
        await Expect(run.StepsThatAre("Kept")).ToHaveCountAsync(1);
        await run.Attempt(1).ClickAsync();
        await Expect(person.Page).ToHaveURLAsync(Words.Containing("attempt=1"));
        await Expect(run.StepsThatAre("Cancelled")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_dialog_keeps_the_focus_and_escape_closes_it_without_doing_anything()
    {
        var started = await StartSlowlyAsync(from: 35, count: 5);
        var person = await OpenAsAsync(portal, "operator");
        await person.GoAsync(RunScreen.Path(started.Number));
        var run = new RunScreen(person.Page);

        await run.Cancel.ClickAsync();
        await Expect(run.Dialog.Locator(":focus")).ToHaveCountAsync(1);
        for (var i = 0; i < 8; i++)
        {
            await person.Page.Keyboard.PressAsync("Tab");
            (await run.Dialog.EvaluateAsync<bool>("dialog => dialog.contains(document.activeElement)")).ShouldBeTrue($"the focus left the dialog at Tab {i + 1}");
        }

        await person.Page.Keyboard.PressAsync("Escape");
        await Expect(run.Dialog).ToHaveCountAsync(0);
        await Expect(run.Cancel).ToBeEnabledAsync();
        await portal.Portal.Api.CancelAsync(started);
        await run.ExpectStateAsync("Cancelled");
    }

    [Fact]
    public async Task A_log_follows_its_end_until_somebody_scrolls_up_and_counts_what_they_miss()
    {
        // Every lost answer writes a line.
        await portal.Portal.Sandbox.LoseAnswersAsync(times: 1000);
        var started = await StartSlowlyAsync(from: 90, count: 20);
        var person = await OpenAsAsync(portal, "operator");
        await person.GoAsync(RunScreen.Path(started.Number));
        var run = new RunScreen(person.Page);
        await Expect(run.Log).ToContainTextAsync("Following");
        await Expect(run.Lines.Nth(15)).ToBeAttachedAsync();
        await Expect(run.Lines.Last).ToBeInViewportAsync();

        await run.LogBox.EvaluateAsync("box => { box.scrollTop = 0; }");
        await Expect(run.Log).ToContainTextAsync("Not following");
        await Expect(run.NewLines).ToBeVisibleAsync();
        await Expect(run.Lines.First).ToBeInViewportAsync();

        await run.NewLines.ClickAsync();
        await Expect(run.Log).ToContainTextAsync("Following");
        await Expect(run.Lines.Last).ToBeInViewportAsync();
        await portal.Portal.Api.CancelAsync(started);
        await run.ExpectStateAsync("Cancelled");
    }

    [Fact]
    public async Task A_log_can_be_narrowed_and_the_address_remembers_how()
    {
        var check = await portal.Portal.Api.CheckAsync(await portal.Portal.Api.UploadAsync(ManifestFile.Mistakes(portal.Portal)));
        await portal.Portal.Api.EndOfAsync(check);
        var person = await OpenAsAsync(portal, "viewer");
        await person.GoAsync(RunScreen.Path(check.Number));
        var run = new RunScreen(person.Page);
        await Expect(run.Log).ToContainTextAsync("The log is complete");
        var all = await run.Lines.CountAsync();

        await run.Steps.GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(person.Page).ToHaveURLAsync(Words.Containing("step="));
        await Expect(run.Lines).Not.ToHaveCountAsync(all);

        await run.FindInLog.FillAsync("no line says this");
        await run.FindInLog.PressAsync("Enter");
        await Expect(run.Log).ToContainTextAsync("No line of this kind");

        await person.Page.GoBackAsync();
        await person.Page.GoBackAsync();
        await Expect(run.Lines).ToHaveCountAsync(all);
        await run.Level("Errors").ClickAsync();
        await Expect(person.Page).ToHaveURLAsync(Words.Containing("level=error"));
        await Expect(run.Cancel).ToHaveCountAsync(0);
        await Expect(run.Retry).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_list_of_runs_is_filtered_by_its_address_and_changes_by_itself()
    {
        var started = await StartSlowlyAsync(from: 40, count: 20);
        var person = await OpenAsAsync(portal, "operator");
        await person.GoAsync("runs");
        var runs = new RunsScreen(person.Page);
        await Expect(runs.Row(started.Number)).ToContainTextAsync("Running");

        await runs.View("Running").ClickAsync();
        await Expect(person.Page).ToHaveURLAsync(Words.Ending("runs?state=Running"));
        await Expect(runs.Rows).ToHaveCountAsync(1);
        await runs.Subject.FillAsync("bones-040");
        await runs.Subject.PressAsync("Enter");
        await Expect(person.Page).ToHaveURLAsync(Words.Containing("q=bones-040"));
        await Expect(runs.View("Running")).Not.ToHaveAttributeAsync("aria-current", "page");
        await runs.RemoveFilter("State Running").ClickAsync();
        await Expect(person.Page).Not.ToHaveURLAsync(Words.Containing("state="));
        await Expect(runs.Rows).ToHaveCountAsync(2);

        await person.Page.GoBackAsync();
        await person.Page.GoBackAsync();
        await Expect(person.Page).ToHaveURLAsync(Words.Ending("runs?state=Running"));
        await Expect(runs.Rows).ToHaveCountAsync(1);

        await portal.Portal.Api.CancelAsync(started);
        await Expect(runs.Row(started.Number)).ToContainTextAsync("Cancelled");
    }

    private async Task<RunFact> StartSlowlyAsync(int from, int count)
    {
        var manifest = await portal.Portal.Api.CheckedAsync(ManifestFile.Bones(portal.Portal, from, count));
        await portal.Portal.Sandbox.SlowDownAsync(milliseconds: 300);
        return await portal.Portal.Api.ApplyAsync(manifest);
    }

    private static async Task<IReadOnlyList<string>> BoxesAsync(ILocator[] parts)
    {
        List<string> boxes = [];
        foreach (var part in parts)
        {
            var box = (await part.BoundingBoxAsync())!;
            boxes.Add($"{box.X:0} {box.Y:0} {box.Width:0}");
        }

        return boxes;
    }
}
