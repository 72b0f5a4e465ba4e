namespace Portal.E2E.Journeys;

/// <summary>From pasted ids to verified files; and what happens when a worker cannot have its files.</summary>
[Collection(SharedPortal.Name)]
public sealed class TaxonTests(BrowserFixture browser, PortalFixture portal) : Journey(browser)
{
    [Fact]
    public async Task Ids_good_and_bad_are_pasted_and_the_good_ones_go_through_all_stages_until_their_files_are_verified()
    {
        var person = await OpenAsAsync(portal, "curator");
        var (page, add, taxon) = (person.Page, new AddTaxaScreen(person.Page), new TaxonScreen(person.Page));

        await person.GoAsync("");
        await new Frame(page).Menu("Taxon fetches").ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Add taxa" }).First.ClickAsync();
        await add.Ids.FillAsync("1313 txid1313 1458427 3441998 424242 abc");
        await Expect(add.Row(add.Outcomes, "1313")).ToContainTextAsync("Streptococcus pneumoniae");
        await Expect(add.Row(add.Outcomes, "txid1313")).ToContainTextAsync("duplicate");
        await Expect(add.Row(add.Outcomes, "1458427")).ToContainTextAsync("merged 1458427 into 1458425");
        await Expect(add.Row(add.Outcomes, "3441998")).ToContainTextAsync("NCBI deleted this id");
        await Expect(add.Row(add.Outcomes, "424242")).ToContainTextAsync("No taxon has this id");
        await Expect(add.Row(add.Outcomes, "abc")).ToContainTextAsync("whole number");
        await add.Count.ClickAsync();
        await Expect(add.Outcomes.GetByRole(AriaRole.Columnheader, new() { Name = "Bytes" })).ToBeVisibleAsync();
        await add.Add("Add 2 taxa").ClickAsync();
        await Expect(add.Became).ToContainTextAsync("6 ids: 1 new, 1 new, under its successor, 1 unknown, 1 deleted, 1 not an id, 1 duplicate.");
        await page.GetByRole(AriaRole.Link, new() { Name = "See the taxa" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Streptococcus pneumoniae" }).ClickAsync();

        await Expect(taxon.Cycle).ToContainTextAsync("Start workers");
        await Expect(taxon.Head).ToContainTextAsync("Complete", new() { Timeout = 120_000 });
        await Expect(taxon.Cycle).ToContainTextAsync("3 runs collected and verified");
        await Expect(taxon.Figures).ToContainTextAsync("Collected3");
        await taxon.Reasons.GetByRole(AriaRole.Link, new() { Name = "library_strategy=WGS" }).ClickAsync();
        await taxon.Runs.GetByRole(AriaRole.Link, new() { Name = "ERR9131302" }).ClickAsync();
        await Expect(taxon.Explained("ERR9131302")).ToContainTextAsync("it is AMPLICON");
        var sheet = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Sample sheet" }).ClickAsync());
        (await File.ReadAllLinesAsync((await sheet.PathAsync())!)).Length.ShouldBe(4);
    }

    [Fact]
    public async Task A_worker_that_cannot_have_its_files_asks_for_a_person_and_recovers_when_somebody_has_looked()
    {
        await portal.Portal.Sandbox.LoseFilesAsync();
        try
        {
            await BreakAndRecoverAsync();
        }
        finally
        {
            await portal.Portal.Sandbox.HealAsync(); // what comes next has its files
        }
    }

    private async Task BreakAndRecoverAsync()
    {
        await portal.Portal.Api.TrackAsync(564);
        var person = await OpenAsAsync(portal, "curator");
        var taxon = new TaxonScreen(person.Page);
        await person.GoAsync("taxon-fetches/564");

        await Expect(taxon.Head).ToContainTextAsync("Needs attention", new() { Timeout = 120_000 });
        await Expect(taxon.Main).ToContainTextAsync("it answered 404");
        await person.GoAsync("taxon-fetches/workers");
        await Expect(taxon.Main).ToContainTextAsync("Failed");
        await portal.Portal.Sandbox.HealAsync();
        await person.GoAsync("taxon-fetches/564");
        await taxon.Clear.ClickAsync();
        await person.Page.GetByRole(AriaRole.Textbox, new() { Name = "Why" }).FillAsync("The archive is back");
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Clear attention", Exact = true }).ClickAsync();

        await Expect(taxon.Head).ToContainTextAsync("Complete", new() { Timeout = 120_000 });
        await Expect(taxon.Figures).ToContainTextAsync("Collected2");
    }
}
