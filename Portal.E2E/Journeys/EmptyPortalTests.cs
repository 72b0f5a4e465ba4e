namespace Portal.E2E.Journeys;

/// <summary>The first day, and the next one.</summary>
public sealed class EmptyPortalTests(BrowserFixture browser, PortalFixture portal) : Journey(browser), IClassFixture<PortalFixture>
{
    [Fact]
    public async Task An_empty_portal_says_what_to_do_first_and_the_next_day_everything_is_still_there()
    {
        var person = await OpenAsAsync(portal, "curator");
        await person.GoAsync("");
        await Expect(new Frame(person.Page).Heading).ToHaveTextAsync("Nothing has run yet");
        await Expect(new OverviewScreen(person.Page).Start.GetByRole(AriaRole.Link).First).ToBeVisibleAsync();
        await person.InspectAsync("overview-empty");
        await person.GoAsync("runs");
        await Expect(person.Page.GetByRole(AriaRole.Main)).ToContainTextAsync("Nothing has run yet");
        await person.InspectAsync("runs-empty");
        await person.GoAsync("gwo-manifests");
        await Expect(new ManifestsScreen(person.Page).Upload).ToBeVisibleAsync();
        await person.InspectAsync("gwo-list-empty");

        var loaded = await portal.Portal.Api.AppliedAsync(ManifestFile.Good(portal.Portal));
        var credentials = portal.Portal.Credentials;
        using (person.Watch.ExpectOutage())
        {
            await portal.Portal.EndAsync();
            await portal.Portal.StartAsync();
            await person.GoAsync(RunScreen.Path(loaded.Number));
        }

        portal.Portal.Credentials.ApiKey.ShouldBe(credentials.ApiKey);
        portal.Portal.Credentials.Users.ShouldBe(credentials.Users);
        await new RunScreen(person.Page).ExpectStateAsync("Succeeded");
        await Expect(new RunScreen(person.Page).Artifacts.GetByRole(AriaRole.Listitem).First).ToBeVisibleAsync();
        (await portal.Portal.Sandbox.ExternalIdsAsync("genomic-files")).ShouldContain(ManifestFile.Good(portal.Portal).Filepaths[0]);
    }
}
