namespace Portal.E2E.Journeys;

/// <summary>As a newcomer sees it: the demonstration imports by itself, into an OMERO with a tree of datasets.</summary>
public sealed class ImagingProcessTests(BrowserFixture browser, ProcessingFixture portal) : Journey(browser), IClassFixture<ProcessingFixture>
{
    [Fact]
    public async Task Ten_files_of_three_kinds_go_to_two_datasets_and_only_what_failed_goes_again()
    {
        var person = await OpenAsAsync(portal, "curator");
        var page = person.Page;
        await person.GoAsync("imaging-orders/new?group=Demuth%20lab&path=2026-11-21%20ten%20files");
        foreach (var file in new[] { "slide_01.tif", "slide_02.tif", "slide_03.tif", "slide_04_fail.tif", "stack_01.ome.tif", "stack_02.ome.tif", "stack_03.ome.tif" })
        {
            await page.GetByLabel($"Choose {file}").CheckAsync();
        }

        await Expect(page.GetByText("7 chosen")).ToBeVisibleAsync();
        foreach (var file in new[] { "leica_01.lif", "leica_02.lif", "leica_03.lif" })
        {
            await page.GetByRole(AriaRole.Link, new() { Name = file }).ClickAsync();
            await page.GetByLabel("Choose Series 001").CheckAsync();
            await page.GetByRole(AriaRole.Link, new() { Name = "2026-11-21 ten files" }).ClickAsync();
        }

        await Expect(page.GetByText("10 chosen")).ToBeVisibleAsync();
        await MakeDatasetAsync(page, "fish one");
        await MakeDatasetAsync(page, "fish two");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "This makes 8 orders" })).ToBeVisibleAsync();
        await person.InspectAsync("imaging-process-new");
        await page.GetByRole(AriaRole.Link, new() { Name = "Options" }).Last.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Create" }).Last.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Make 8 orders" }).ClickAsync();

        var failed = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "slide_01.tif and 6 more" }).First;
        await failed.GetByRole(AriaRole.Link).ClickAsync();
        var files = page.GetByRole(AriaRole.Region, new() { Name = "File by file" });
        await Expect(files).ToContainTextAsync("6 of 7 imported", new() { Timeout = 180_000 });
        await Expect(files.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "slide_04_fail.tif" })).ToContainTextAsync("Failed");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("OMERO did not take one file.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Compare with OMERO" }).ClickAsync();
        var omero = page.GetByRole(AriaRole.Region, new() { Name = "What OMERO has" });
        await Expect(omero).ToContainTextAsync("6 of 7 files are in OMERO, as the portal says.", new() { Timeout = 60_000 });
        await Expect(omero.GetByRole(AriaRole.Link, new() { Name = "Table" })).ToBeVisibleAsync();
        await person.InspectAsync("imaging-process-order");
        await files.GetByRole(AriaRole.Link, new() { Name = "Failed" }).ClickAsync();
        await Expect(files.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);

        await page.GetByRole(AriaRole.Button, new() { Name = "Retry…" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Retry", Exact = true }).ClickAsync();
        await new Frame(page).Menu("Imaging orders").ClickAsync();
        var again = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "retry" }).First;
        await Expect(again).ToContainTextAsync("slide_04_fail.tif");
        await again.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(files).ToContainTextAsync("0 of 1 imported", new() { Timeout = 90_000 });
        await person.GoAsync("imaging-orders?q=leica_02");
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "leica_02.lif" }).First).ToContainTextAsync("Imported", new() { Timeout = 180_000 });
        await page.GetByRole(AriaRole.Row).Filter(new() { HasText = "leica_02.lif" }).First.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(files).ToContainTextAsync("Converted");
        await person.InspectAsync("imaging-process-converted");
    }

    private static async Task MakeDatasetAsync(IPage page, string name)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "New", Exact = true }).ClickAsync();
        await page.GetByLabel("Name of the new dataset").FillAsync(name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Make it in OMERO" }).ClickAsync();
        await Expect(page.GetByLabel("Chosen destinations")).ToContainTextAsync(name);
    }
}
