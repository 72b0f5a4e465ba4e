namespace Portal.E2E.Journeys;

/// <summary>The server goes away under open pages; on a portal of their own.</summary>
public sealed class RestartTests(BrowserFixture browser, PortalFixture portal) : Journey(browser), IClassFixture<PortalFixture>
{
    [Fact]
    public Task A_page_comes_back_by_itself_after_a_restart_and_the_run_goes_on() => InterruptAsync(from: 0, portal.Portal.EndAsync);

    [Fact]
    public Task A_page_comes_back_by_itself_after_the_portal_was_killed_and_the_run_goes_on() => InterruptAsync(from: 30, portal.Portal.KillAsync);

    private async Task InterruptAsync(int from, Func<Task> interrupt)
    {
        var file = ManifestFile.Bones(portal.Portal, from, count: 25);
        var manifest = await portal.Portal.Api.CheckedAsync(file);
        await portal.Portal.Sandbox.SlowDownAsync(milliseconds: 300);
        var started = await portal.Portal.Api.ApplyAsync(manifest);
        var person = await OpenAsAsync(portal, "curator");
        await person.GoAsync(RunScreen.Path(started.Number));
        var run = new RunScreen(person.Page);
        await Expect(run.Progress).ToContainTextAsync(Words.Like(@"\b[1-9]\d? of 100 files"));

        using (person.Watch.ExpectOutage())
        {
            await interrupt();
            await Expect(new Frame(person.Page).Lost).ToBeVisibleAsync();
            // The sandbox ended with the portal, and with it its slowness.
            await portal.Portal.StartAsync();
            await Expect(new Frame(person.Page).Lost).ToBeHiddenAsync(new() { Timeout = 90_000 });
            await person.ExpectLiveAsync();
        }

        await run.ExpectStateAsync("Succeeded", patience: 90_000);
        var files = await portal.Portal.Sandbox.ExternalIdsAsync("genomic-files");
        files.Count(file.Filepaths.Contains).ShouldBe(file.Filepaths.Count);
        (await portal.Portal.Sandbox.DuplicatesAsync("genomic-files")).ShouldBeEmpty();
    }
}
