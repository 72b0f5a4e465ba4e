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
        await AddDatasetAsync(page, "4213");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "This makes 2 orders" })).ToBeVisibleAsync();
        await person.InspectAsync("imaging-order-new");
        await ToOptionsAsync(page);
        await ToCreateAsync(page);

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
        await AddDatasetAsync(page, "77");
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
        await ToOptionsAsync(elsewhere.Page);
        await elsewhere.Page.GetByLabel("Name of the template").FillAsync("Slides");
        await elsewhere.Page.GetByRole(AriaRole.Button, new() { Name = "Save as template" }).ClickAsync();
        await Expect(elsewhere.Page.GetByText("77").And(elsewhere.Page.GetByText("· by")).First).ToBeVisibleAsync();
        await elsewhere.InspectAsync("imaging-order-options");
        await ToCreateAsync(elsewhere.Page);
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
        await AddDatasetAsync(page, "5001");
        await AddDatasetAsync(page, "5002");

        // For each destination one order of what is imported as it is, and one for each image of the file.
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "This makes 6 orders" })).ToBeVisibleAsync();
        await person.InspectAsync("imaging-order-two-destinations");
        await page.GetByLabel("Chosen destinations").GetByRole(AriaRole.Button).Last.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "This makes 3 orders" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Folders_unfold_in_place_and_what_is_in_them_is_chosen_and_left_out_by_their_menus()
    {
        var person = await OpenAsAsync(portal, "curator");
        var page = person.Page;
        await person.GoAsync("imaging-orders/new?group=Demuth%20lab");
        await page.GetByRole(AriaRole.Button, new() { Name = "Unfold 2026-11-18 confocal" }).ClickAsync();
        await page.GetByLabel("Choose tile_001.czi").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Unfold overview_5dpf.lif" }).ClickAsync();
        await page.GetByLabel("Choose Series 001").CheckAsync();
        await page.GetByLabel("Choose Series 003").ClickAsync(new() { Modifiers = [KeyboardModifier.Shift] });
        await Expect(page.GetByText("4 chosen").First).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Unfold zarr" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "well_B07.ome.zarr" })).ToContainTextAsync("4.3 kB");
        await person.InspectAsync("imaging-order-unfolded");

        await page.GetByRole(AriaRole.Link, new() { Name = "2026-11-18 confocal" }).ClickAsync(new() { Button = MouseButton.Right });
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Leave out all of 2026-11-18 confocal" }).ClickAsync();
        await Expect(page.GetByText("0 chosen")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "2026-11-21 ten files" }).ClickAsync(new() { Button = MouseButton.Right });
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Choose all files of 2026-11-21 ten files" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Leave out all files of 2026-11-21 ten files" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Clear" }).ClickAsync();
        await Expect(page.GetByText("0 chosen")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Fold 2026-11-18 confocal", Exact = true }).ClickAsync();
        await Expect(page.GetByLabel("Choose tile_001.czi")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Another_conversion_than_usual_is_chosen_and_the_draft_is_found_again_and_thrown_away()
    {
        var person = await OpenAsAsync(portal, "curator");
        var page = person.Page;
        await person.GoAsync("imaging-orders/new?group=Demuth%20lab&path=plates%2FHCS-0412");
        await page.GetByLabel("Choose experiment.db").CheckAsync();
        await AddDatasetAsync(page, "4300");
        await Expect(page.GetByText("biomero-converter → OME-Zarr")).ToBeVisibleAsync();
        await ToOptionsAsync(page);
        await page.GetByLabel("1 .db item").SelectOptionAsync("screen_db_to_tiff");
        await Expect(page.GetByLabel("saveoption")).ToHaveValueAsync("single");
        await page.GetByText("The command for").ClickAsync();
        await Expect(page.GetByText("--saveoption single")).ToBeVisibleAsync();
        await person.InspectAsync("imaging-order-conversion");
        await ToCreateAsync(page);
        await Expect(page.GetByText("cimagexpresstoometiff → OME-TIFF")).ToBeVisibleAsync();

        await person.GoAsync("imaging-orders");
        await page.GetByRole(AriaRole.Link, new() { NameRegex = Words.Containing("draft") }).ClickAsync();
        await Expect(page.GetByText("kept until").First).ToBeVisibleAsync();
        await person.InspectAsync("imaging-drafts");
        await page.GetByRole(AriaRole.Link, new() { Name = "plates/HCS-0412/experiment.db" }).ClickAsync();
        await Expect(page.GetByText("cimagexpresstoometiff → OME-TIFF")).ToBeVisibleAsync();
        await person.GoAsync("imaging-orders/drafts");
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete the draft plates/HCS-0412/experiment.db" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "plates/HCS-0412/experiment.db" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task On_a_phone_orders_and_files_are_picked_too()
    {
        var person = await OpenAsAsync(portal, "curator");
        var page = person.Page;
        await page.SetViewportSizeAsync(390, 844);
        await person.GoAsync("imaging-orders/new?group=Light%20microscopy&path=slides");
        await page.GetByLabel("Choose S-1182.svs").CheckAsync();
        await AddDatasetAsync(page, "4301");
        await ToOptionsAsync(page);
        await ToCreateAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Hold", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Hold 1 order" }).ClickAsync();
        await person.GoAsync("imaging-orders?state=held");
        await page.GetByLabel("Select slides/S-1182.svs").First.CheckAsync();
        await Expect(page.GetByText("1 order selected.")).ToBeVisibleAsync();
        await person.InspectAsync("imaging-orders-phone");
    }

    [Fact]
    public async Task A_way_out_of_the_groups_folder_is_refused_in_words_on_the_page()
    {
        var person = await OpenAsAsync(portal, "curator");
        var page = person.Page;
        await person.GoAsync("imaging-orders/new?group=Demuth%20lab&path=..%2Ffacility%2Flight-microscopy");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("is refused: it climbs out with “..”. Only what lies in the folder of Demuth lab can be chosen.");
        await person.InspectAsync("imaging-order-refused");
        await person.GoAsync("imaging-orders/table?group=Demuth%20lab");
        await page.GetByLabel("Or typed and pasted here").FillAsync("path,destination_type,destination_id\n../facility/light-microscopy/slides/S-1182.svs,Dataset,161\n");
        await page.GetByRole(AriaRole.Button, new() { Name = "Check" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "S-1182.svs" })).ToContainTextAsync("is refused");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Order" })).ToBeDisabledAsync();
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

    // Where an OMERO is configured the dataset is made in it; else its id is enough.
    private static async Task AddDatasetAsync(IPage page, string name)
    {
        var chosen = page.GetByLabel("Chosen destinations");
        await Expect(chosen).ToBeVisibleAsync();
        if (await page.GetByLabel("Find in OMERO").CountAsync() > 0)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "New", Exact = true }).ClickAsync();
            await page.GetByLabel("Name of the new dataset").FillAsync(name);
            await page.GetByRole(AriaRole.Button, new() { Name = "Make it in OMERO" }).ClickAsync();
        }
        else
        {
            await page.GetByLabel("Id of the Dataset").FillAsync(name);
            await page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        }

        await Expect(chosen).ToContainTextAsync(name, new() { Timeout = 30_000 });
    }

    private static async Task ToOptionsAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Options" }).Last.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Conversion" })).ToBeVisibleAsync();
    }

    private static async Task ToCreateAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Create" }).Last.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "When" })).ToBeVisibleAsync();
    }
}
