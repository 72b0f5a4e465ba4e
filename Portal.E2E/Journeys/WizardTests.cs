namespace Portal.E2E.Journeys;

[Collection(SharedPortal.Name)]
public sealed class WizardTests(BrowserFixture browser, PortalFixture portal) : Journey(browser)
{
    [Fact]
    public async Task A_good_manifest_goes_from_upload_to_loaded_records_without_a_reload()
    {
        var person = await OpenAsAsync(portal, "curator");
        await person.GoAsync("");
        await person.Page.EvaluateAsync("() => { window.stayed = true; }");
        var screen = new ManifestScreen(person.Page);

        await new Frame(person.Page).Menu("GWO manifests").ClickAsync();
        await new ManifestsScreen(person.Page).Upload.ClickAsync();
        await new NewManifestScreen(person.Page).UploadAsync(ManifestFile.Good(portal.Portal));

        await Expect(screen.CurrentStep).ToContainTextAsync("Check");
        await screen.Check.ClickAsync();
        await Expect(screen.Figures).ToContainTextAsync("Good rows30");
        await Expect(screen.Main).ToContainTextAsync("No issues");
        await screen.SeePlan.ClickAsync();

        await Expect(screen.PlanFigure("Create")).ToContainTextAsync("10");
        await Expect(screen.Start).ToHaveAccessibleDescriptionAsync(Words.Containing("creates 10 genomic files"));
        await screen.Start.ClickAsync();

        await screen.ExpectStateAsync("Loaded");
        await Expect(screen.Loaded.GetByRole(AriaRole.Row, new() { Name = "Genomic files 10 0 0" })).ToBeVisibleAsync();
        (await person.Page.EvaluateAsync<bool>("() => window.stayed === true")).ShouldBeTrue("the page was reloaded on the way");
        (await portal.Portal.Sandbox.ExternalIdsAsync("genomic-files")).Count(id => id.Contains("/harmonized/gvcf/heart-0", StringComparison.Ordinal)).ShouldBe(10);

        await screen.Check.ClickAsync();
        await Expect(screen.Main).ToContainTextAsync("No issues");
        await screen.SeePlan.ClickAsync();
        await Expect(screen.PlanFigure("Unchanged")).ToContainTextAsync("10");
        await Expect(screen.Start).ToHaveAccessibleDescriptionAsync(Words.Containing("Nothing has to be written"));
    }

    [Fact]
    public async Task A_manifest_with_mistakes_shows_them_all_and_loads_only_its_good_rows()
    {
        var manifest = await portal.Portal.Api.UploadAsync(ManifestFile.Mistakes(portal.Portal));
        var person = await OpenAsAsync(portal, "curator");
        await person.GoAsync($"gwo-manifests/{manifest}");
        var screen = new ManifestScreen(person.Page);

        await screen.Check.ClickAsync();
        foreach (var code in (string[])["E03", "E04", "E05", "E08", "E09", "E11", "E13", "E14", "E15", "W01", "W02"])
        {
            await Expect(screen.IssueKinds.Filter(new() { HasText = code }).First).ToBeVisibleAsync();
        }

        await screen.IssueKinds.Filter(new() { HasText = "E09" }).ClickAsync();
        await Expect(person.Page).ToHaveURLAsync(Words.Containing("issue=E09"));
        await Expect(new GridScreen(person.Page).Rows).ToHaveCountAsync(3);

        await screen.SeePlan.ClickAsync();
        await Expect(screen.Start).ToBeDisabledAsync();
        await Expect(screen.Start).ToHaveAccessibleDescriptionAsync(Words.Containing("“All or nothing”"));

        await screen.Policy("Good rows only").CheckAsync();
        await Expect(screen.Start).ToBeDisabledAsync();
        await Expect(screen.Start).ToHaveAccessibleDescriptionAsync(Words.Containing("to be acknowledged"));
        await screen.WarningsRead.CheckAsync();
        await screen.Start.ClickAsync();

        await screen.ExpectStateAsync("Loaded");
        await Expect(screen.Reports.GetByRole(AriaRole.Listitem).First).ToBeVisibleAsync();
        var loaded = await portal.Portal.Sandbox.ExternalIdsAsync("genomic-files");
        loaded.Count(id => id.Contains("/harmonized/mistakes/", StringComparison.Ordinal)).ShouldBe(GoodFilesOfTheMistakes());
        loaded.ShouldNotContain(id => id.Contains("/Heart-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_template_filled_in_and_uploaded_is_a_manifest_without_issues()
    {
        var file = ManifestFile.Bones(portal.Portal, from: 53, count: 2);
        var person = await OpenAsAsync(portal, "curator");
        await person.GoAsync("gwo-manifests/new");
        var start = new NewManifestScreen(person.Page);

        var download = await person.Page.RunAndWaitForDownloadAsync(() => start.Template.ClickAsync());
        await using var template = await download.CreateReadStreamAsync();
        var filled = await FilledTemplate.FillAsync(template, file.Rows);
        await start.UploadAsync(file.Study, new() { Name = "filled-in.xlsx", MimeType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Buffer = filled });

        var screen = new ManifestScreen(person.Page);
        await screen.Check.ClickAsync();
        await Expect(screen.Figures).ToContainTextAsync("Good rows16");
        await Expect(screen.Main).ToContainTextAsync("No issues");
    }

    [Fact]
    public async Task A_draft_waits_for_its_owner_in_another_browser()
    {
        var file = ManifestFile.Bones(portal.Portal, from: 0, count: 2);
        var here = await OpenAsAsync(portal, "curator");
        await here.GoAsync("gwo-manifests/new");
        await new NewManifestScreen(here.Page).UploadAsync(file);

        var elsewhere = await OpenAsAsync(portal, "curator");
        await elsewhere.GoAsync("gwo-manifests");
        await new ManifestsScreen(elsewhere.Page).OpenAsync(file.Name);
        var screen = new ManifestScreen(elsewhere.Page);
        await Expect(screen.CurrentStep).ToContainTextAsync("Check");
        await screen.Check.ClickAsync();
        await Expect(screen.Figures).ToContainTextAsync("Good rows16");

        // The first browser was told, too.
        await Expect(new ManifestScreen(here.Page).Figures).ToContainTextAsync("Good rows16");
    }

    [Fact]
    public async Task A_viewer_may_look_at_everything_and_start_nothing()
    {
        var manifest = await portal.Portal.Api.CheckedAsync(ManifestFile.Bones(portal.Portal, from: 2, count: 1));
        var person = await OpenAsAsync(portal, "viewer");

        await person.GoAsync("gwo-manifests");
        await Expect(new ManifestsScreen(person.Page).Row("bones-002-002.tsv")).ToBeVisibleAsync();
        await Expect(new ManifestsScreen(person.Page).Upload).ToHaveCountAsync(0);

        await person.GoAsync($"gwo-manifests/{manifest}?step=plan");
        var screen = new ManifestScreen(person.Page);
        await Expect(screen.PlanFigure("Create")).ToContainTextAsync("4");
        await Expect(screen.Check).ToHaveCountAsync(0);
        await Expect(screen.Start).ToBeDisabledAsync();
        await Expect(screen.Start).ToHaveAccessibleDescriptionAsync(Words.Containing("you need the role Curator"));
    }

    // Good rows between the mistakes: ten with two files each, and of the warnings three specimens and three files of unknown format.
    private static int GoodFilesOfTheMistakes() => (10 * 2) + 3 + 3;
}
