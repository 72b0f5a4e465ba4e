namespace Portal.E2E.Journeys;

/// <summary>From the files of a group to images in OMERO, as far as the importer tells; and every page on the way is looked at.</summary>
[Collection(SharedPortal.Name)]
public sealed class ImagingOrderTests(BrowserFixture browser, PortalFixture portal) : Journey(browser)
{
    [Fact]
    public async Task Files_are_chosen_ordered_and_followed_and_what_failed_is_ordered_again()
    {
        var person = await OpenAsAsync(portal, "curator");
        var page = person.Page;
        await person.GoAsync("");
        await new Frame(page).Menu("Imaging orders").ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "New order" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Demuth lab" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "2026-11-18 confocal" }).ClickAsync();
        await page.GetByLabel("Choose tile_001.czi").CheckAsync();
        await page.GetByLabel("Choose tile_041_fail.czi").CheckAsync();
        await Expect(page.GetByLabel("Choose still being written.czi")).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Link, new() { Name = "overview_5dpf.lif" }).ClickAsync();
        await page.GetByLabel("Choose Series 002").CheckAsync();
        await page.GetByLabel("Id of the Dataset").FillAsync("4213");
        await page.GetByLabel("Id of the Dataset").PressAsync("Tab");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "This makes 2 orders" })).ToBeVisibleAsync();
        await person.InspectAsync("imaging-order-new");

        await page.GetByRole(AriaRole.Button, new() { Name = "Make 2 orders" }).ClickAsync();
        var failed = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "tile_001.czi and 1 more" }).First;
        await Expect(failed).ToContainTextAsync("Partly imported", new() { Timeout = 90_000 });
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "overview_5dpf.lif" }).First).ToContainTextAsync("Imported", new() { Timeout = 90_000 });
        await person.InspectAsync("imaging-orders");

        await failed.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("OMERO did not take one file.");
        await person.InspectAsync("imaging-order");
        await page.GetByRole(AriaRole.Button, new() { Name = "Retry…" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Retry", Exact = true }).ClickAsync();
        await new Frame(page).Menu("Imaging orders").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "retry" }).First).ToContainTextAsync("tile_041_fail.czi");
    }
}
