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
        await page.AddDatasetAsync("4213");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "This makes 2 orders" })).ToBeVisibleAsync();
        await person.InspectAsync("imaging-order-new");
        await page.ToOptionsAsync();
        await page.ToCreateAsync();

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

    [Fact]
    public async Task A_draft_is_left_and_taken_up_in_another_browser()
    {
        var person = await OpenAsAsync(portal, "curator");
        var page = person.Page;
        await person.GoAsync("imaging-orders/new?group=Light%20microscopy&path=slides");
        await page.GetByLabel("Choose S-1182.svs").CheckAsync();
        await Expect(page).ToHaveURLAsync(Words.Containing("draft="));
        await page.AddDatasetAsync("77");
        await Expect(page.GetByText("Draft saved")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Leave as draft" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Your drafts" })).ToBeVisibleAsync();
        await person.InspectAsync("imaging-order-drafts");

        var elsewhere = await OpenAsAsync(portal, "curator");
        await elsewhere.GoAsync("imaging-orders/new");
        await elsewhere.Page.GetByRole(AriaRole.Link, new() { Name = "slides/S-1182.svs" }).ClickAsync();
        await Expect(elsewhere.Page.GetByLabel("Chosen destinations")).ToContainTextAsync("77");
        await elsewhere.Page.GetByRole(AriaRole.Link, new() { Name = "slides" }).First.ClickAsync();
        await Expect(elsewhere.Page.GetByLabel("Choose S-1182.svs")).ToBeCheckedAsync();
        await elsewhere.Page.GetByLabel("Choose S-1183.svs").CheckAsync();
        await Expect(elsewhere.Page.GetByText("2 chosen")).ToBeVisibleAsync();
        await elsewhere.Page.ToOptionsAsync();
        await elsewhere.Page.GetByLabel("Name of the template").FillAsync("Slides");
        await elsewhere.Page.GetByRole(AriaRole.Button, new() { Name = "Save as template" }).ClickAsync();
        await Expect(elsewhere.Page.GetByText("77").And(elsewhere.Page.GetByText("· by")).First).ToBeVisibleAsync();
        await elsewhere.InspectAsync("imaging-order-options");
        await elsewhere.Page.ToCreateAsync();
        await elsewhere.Page.GetByRole(AriaRole.Button, new() { Name = "Hold", Exact = true }).ClickAsync();
        await elsewhere.InspectAsync("imaging-order-create");
        await elsewhere.Page.GetByRole(AriaRole.Button, new() { Name = "Hold 1 order" }).ClickAsync();
        await Expect(elsewhere.Page.GetByText("Held").First).ToBeVisibleAsync();

        await person.GoAsync("imaging-orders/new");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "slides/S-1182.svs" })).ToHaveCountAsync(0);
        await person.GoAsync("imaging-orders/new?group=Light%20microscopy");
        await page.GetByLabel("Template").SelectOptionAsync("Slides");
        await Expect(page.GetByLabel("Chosen destinations")).ToContainTextAsync("77");
    }

    [Fact]
    public async Task Three_kinds_of_files_go_to_two_destinations_and_a_range_is_chosen_with_the_keyboard()
    {
        var person = await OpenAsAsync(portal, "curator");
        var page = person.Page;
        await person.GoAsync("imaging-orders/new?group=Demuth%20lab&path=2026-11-18%20confocal");
        await page.GetByLabel("Choose tile_010.czi").FocusAsync();
        await page.Keyboard.PressAsync("Space");
        await Expect(page.GetByText("1 chosen")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Shift+ArrowDown");
        await page.Keyboard.PressAsync("Shift+ArrowDown");
        await Expect(page.GetByText("3 chosen")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Choose tile_012.czi")).ToBeCheckedAsync();
        await page.GetByLabel("Choose tile_020.czi").ClickAsync(new() { Modifiers = [KeyboardModifier.Shift] });
        await Expect(page.GetByText("11 chosen")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "overview_5dpf.lif" }).ClickAsync();
        await page.GetByLabel("Choose Series 001").CheckAsync();
        await page.GetByLabel("Choose Series 003").CheckAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Demuth lab", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "zarr" }).ClickAsync();
        await page.GetByLabel("Choose well_B07.ome.zarr").CheckAsync();
        await page.AddDatasetAsync("5001");
        await page.AddDatasetAsync("5002");

        // For each destination one order of what is imported as it is, and one for each image of the file.
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "This makes 6 orders" })).ToBeVisibleAsync();
        await person.InspectAsync("imaging-order-two-destinations");
        await page.GetByLabel("Chosen destinations").GetByRole(AriaRole.Button).Last.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "This makes 3 orders" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_table_is_checked_line_by_line_put_right_and_ordered()
    {
        var person = await OpenAsAsync(portal, "curator");
        var page = person.Page;
        await person.GoAsync("imaging-orders/table?group=Light%20microscopy");
        await page.GetByLabel("Or typed and pasted here").FillAsync("path,destination_type,destination_id,start\nslides/S-1182.svs,Dataset,161,hold\nslides/gone.svs,Dataset,161,hold\n");
        await page.GetByRole(AriaRole.Button, new() { Name = "Check" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "slides/gone.svs" })).ToContainTextAsync("There is no");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Order" })).ToBeDisabledAsync();
        await person.InspectAsync("imaging-order-table");
        await page.GetByLabel("Or typed and pasted here").FillAsync("path,destination_type,destination_id,start\nslides/S-1182.svs,Dataset,161,hold\n");
        await page.GetByRole(AriaRole.Button, new() { Name = "Check" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Make 1 order" }).ClickAsync();
        await Expect(page.GetByText("1 order made.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_the_importers_files_say_is_shown_to_administrators()
    {
        var person = await OpenAsAsync(portal, "admin");
        await person.GoAsync("imaging-orders/settings");
        await Expect(person.Page.GetByText("cellularimagingcf/convertleica-docker:v1.3.1")).ToBeVisibleAsync();
        await person.InspectAsync("imaging-importer-settings");
    }
}
