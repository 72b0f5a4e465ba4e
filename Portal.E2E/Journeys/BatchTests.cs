namespace Portal.E2E.Journeys;

[Collection(SharedPortal.Name)]
public sealed class BatchTests(BrowserFixture browser, PortalFixture portal) : Journey(browser)
{
    [Fact]
    public async Task After_an_outage_all_that_failed_is_retried_in_one_action_and_the_batch_shows_it_finish()
    {
        // The first attempt of each fails halfway, as an outage would have it.
        RunFact[] failed = [await FailedAsync(1), await FailedAsync(2), await FailedAsync(3)];
        var person = await OpenAsAsync(portal, "operator");
        await person.GoAsync("runs?state=Failed&q=outage-tile");
        var runs = new RunsScreen(person.Page);
        await Expect(runs.Rows).ToHaveCountAsync(3);

        await runs.SelectShown.CheckAsync();
        await Expect(runs.Bulk("Retry")).ToHaveTextAsync("Retry 3…");
        await runs.Bulk("Retry").ClickAsync();
        await Expect(runs.Dialog).ToContainTextAsync("Retry 3 runs?");
        await runs.Dialog.GetByLabel("Why").FillAsync("The outage is over");
        await runs.Dialog.GetByRole(AriaRole.Button, new() { Name = "Retry 3 runs" }).ClickAsync();

        var batch = new BatchScreen(person.Page);
        await Expect(person.Page).ToHaveURLAsync(Words.Containing("runs/batches/B-"));
        await batch.ExpectEndedAsync();
        await Expect(batch.Figure("Succeeded")).ToContainTextAsync("3");
        await Expect(batch.Main).ToContainTextAsync("3 of 3 succeeded.");
        await Expect(batch.Main).ToContainTextAsync("“The outage is over”");

        await batch.Runs.ClickAsync();
        await Expect(person.Page).ToHaveURLAsync(Words.Containing("batch=B-"));
        await Expect(runs.Rows).ToHaveCountAsync(3);
        foreach (var run in failed)
        {
            await Expect(runs.Row(run.Number)).ToContainTextAsync("Succeeded");
        }
    }

    [Fact]
    public async Task Who_may_only_look_selects_nothing()
    {
        await portal.Portal.Api.BecomesAsync(await portal.Portal.Api.StartDemoAsync(new { count = 4, perSecond = 0, failAt = "count" }, "only-looked-at"), "Failed");
        var person = await OpenAsAsync(portal, "viewer");
        await person.GoAsync("runs?q=only-looked-at");
        var runs = new RunsScreen(person.Page);
        await Expect(runs.Rows).ToHaveCountAsync(1);

        await Expect(runs.SelectShown).ToHaveCountAsync(0);
    }

    private async Task<RunFact> FailedAsync(int tile) =>
        await portal.Portal.Api.BecomesAsync(await portal.Portal.Api.StartDemoAsync(new { count = 4, perSecond = 0, failAt = "count" }, $"outage-tile-{tile}"), "Failed");
}
