namespace Portal.E2E.Journeys;

/// <summary>As <see cref="EveryPageTests"/>: the pages and dialogs of runs that ask, have relatives, or are many.</summary>
[Collection(GalleryPortal.Name)]
public sealed class EveryRunPageTests(BrowserFixture browser, GalleryFixture gallery) : Journey(browser)
{
    [Fact]
    public async Task A_selection_of_runs_and_the_dialog_before_all_are_retried()
    {
        var person = await OpenAsAsync(gallery.Shared, "curator");
        await person.GoAsync("runs?q=gallery-tile");
        var runs = new RunsScreen(person.Page);
        await runs.SelectShown.CheckAsync();
        await Expect(runs.Bulk("Retry")).ToBeVisibleAsync();
        await person.InspectAsync("runs-selected");
        await runs.Bulk("Retry").ClickAsync();
        await Expect(runs.Dialog.GetByLabel("Why")).ToBeVisibleAsync();
        await person.InspectAsync("runs-retry-all");
    }

    [Fact]
    public Task A_batch() => InspectAsync("batch", BatchScreen.Path(gallery.Batch));

    [Fact]
    public Task Batches() => InspectAsync("batches", "runs/batches");

    [Fact]
    public Task A_run_that_asks() => InspectAsync("run-asks", RunScreen.Path(gallery.Asking.Number));

    [Fact]
    public Task A_run_with_attempts_and_children() => InspectAsync("run-children", RunScreen.Path(gallery.Parent.Number));

    [Fact]
    public Task Starting_a_run() => InspectAsync("run-start", StartScreen.Path);

    [Fact]
    public async Task Running_again_with_other_parameters()
    {
        var person = await OpenAsAsync(gallery.Shared, "curator");
        await person.GoAsync(RunScreen.Path(gallery.Parent.Number));
        var run = new RunScreen(person.Page);
        await run.RunAgain.ClickAsync();
        await Expect(run.Dialog.GetByLabel("Count")).ToBeVisibleAsync();
        await run.Dialog.GetByLabel("Count").FillAsync("9");
        await run.Dialog.GetByLabel("Count").PressAsync("Tab");
        await person.InspectAsync("run-again");
    }

    private async Task InspectAsync(string name, string path)
    {
        var person = await OpenAsAsync(gallery.Shared, "curator");
        await person.GoAsync(path);
        await person.InspectAsync(name);
    }
}
