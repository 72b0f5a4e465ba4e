namespace Portal.E2E.Journeys;

/// <summary>What can be chosen for an order, and how: folders that unfold, other conversions, on a phone; and what cannot.</summary>
[Collection(SharedPortal.Name)]
public sealed class ImagingChoiceTests(BrowserFixture browser, PortalFixture portal) : Journey(browser)
{
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
        await page.AddDatasetAsync("4300");
        await Expect(page.GetByText("biomero-converter → OME-Zarr")).ToBeVisibleAsync();
        await page.ToOptionsAsync();
        await page.GetByLabel("1 .db item").SelectOptionAsync("screen_db_to_tiff");
        await Expect(page.GetByLabel("saveoption")).ToHaveValueAsync("single");
        await page.GetByText("The command for").ClickAsync();
        await Expect(page.GetByText("--saveoption single")).ToBeVisibleAsync();
        await person.InspectAsync("imaging-order-conversion");
        await page.ToCreateAsync();
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
        await page.AddDatasetAsync("4301");
        await page.ToOptionsAsync();
        await page.ToCreateAsync();
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
}
