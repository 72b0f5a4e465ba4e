namespace Portal.E2E.Journeys;

/// <summary>The outside world breaks, and the Data Service must hold everything once in the end.</summary>
[Collection(SharedPortal.Name)]
public sealed class OutageTests(BrowserFixture browser, PortalFixture portal) : Journey(browser)
{
    private static readonly string[] Loaded = ["genomic-files", "biospecimen-genomic-files", "sequencing-experiment-genomic-files"];

    private Sandbox Outside => portal.Portal.Sandbox;

    public override async ValueTask DisposeAsync()
    {
        await Outside.HealAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task A_load_that_broke_half_way_says_why_and_finishes_after_retry_without_a_duplicate()
    {
        var manifest = await portal.Portal.Api.CheckedAsync(ManifestFile.Bones(portal.Portal, from: 60, count: 20));
        var person = await OpenAsAsync(portal, "curator");
        await person.GoAsync($"gwo-manifests/{manifest}?step=plan");
        var screen = new ManifestScreen(person.Page);

        await Outside.BreakAsync(afterWrites: 100);
        await screen.Start.ClickAsync();
        await screen.ExpectStateAsync("Load failed");
        await screen.OpenRun.ClickAsync();

        var run = new RunScreen(person.Page);
        await Expect(run.Failure).ToContainTextAsync("The Data Service failed while");
        await Expect(run.Failure).ToContainTextAsync("it answered 503");
        await Expect(run.Failure).ToContainTextAsync("Retry continues with the rest");

        await Outside.HealAsync();
        await run.RetryFromWhereItStoppedAsync("The Data Service is back");
        await run.ExpectStateAsync("Succeeded");
        await ShouldHoldEverythingOnceAsync(from: 60, count: 20);
    }

    [Fact]
    public async Task Writes_whose_answers_were_lost_are_found_again_instead_of_repeated()
    {
        var manifest = await portal.Portal.Api.CheckedAsync(ManifestFile.Bones(portal.Portal, from: 80, count: 5));
        var person = await OpenAsAsync(portal, "curator");
        await person.GoAsync($"gwo-manifests/{manifest}?step=plan");
        var screen = new ManifestScreen(person.Page);

        await Outside.LoseAnswersAsync(times: 10, afterWrites: 5);
        await screen.Start.ClickAsync();

        await screen.ExpectStateAsync("Loaded");
        await ShouldHoldEverythingOnceAsync(from: 80, count: 5);
    }

    [Fact]
    public async Task What_failed_is_the_first_thing_the_overview_says_and_can_be_retried_there()
    {
        var manifest = await portal.Portal.Api.CheckedAsync(ManifestFile.Bones(portal.Portal, from: 85, count: 5));
        var person = await OpenAsAsync(portal, "operator");
        await person.GoAsync("");
        var overview = new OverviewScreen(person.Page);

        await Outside.BreakAsync(afterWrites: 10);
        var failed = await portal.Portal.Api.ApplyAsync(manifest);
        await Expect(overview.Attention.GetByRole(AriaRole.Listitem).First).ToContainTextAsync("The Data Service failed while");
        await Expect(new Frame(person.Page).Heading).ToContainTextAsync("failed");
        await Outside.HealAsync();

        await overview.Attention.GetByRole(AriaRole.Button, new() { Name = $"Retry R-{failed.Number}" }).ClickAsync();
        var dialog = new RunScreen(person.Page).Dialog;
        await dialog.GetByRole(AriaRole.Button, new() { NameRegex = Words.Beginning("Retry") }).ClickAsync();
        await Expect(overview.Attention.GetByText($"R-{failed.Number}", new() { Exact = true })).ToHaveCountAsync(0);
        (await portal.Portal.Api.EndOfAsync(failed)).State.ShouldBe("Succeeded");
        await ShouldHoldEverythingOnceAsync(from: 85, count: 5);
    }

    private async Task ShouldHoldEverythingOnceAsync(int from, int count)
    {
        foreach (var collection in Loaded)
        {
            (await Outside.DuplicatesAsync(collection)).ShouldBeEmpty(collection);
        }

        var files = await Outside.ExternalIdsAsync("genomic-files");
        foreach (var path in ManifestFile.Bones(portal.Portal, from, count).Filepaths)
        {
            files.ShouldContain(path);
        }
    }
}
