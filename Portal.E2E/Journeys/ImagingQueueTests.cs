namespace Portal.E2E.Journeys;

/// <summary>Many orders at once, folders that are watched, and how importing goes; every page on the way is looked at.</summary>
[Collection(SharedPortal.Name)]
public sealed class ImagingQueueTests(BrowserFixture browser, PortalFixture portal) : Journey(browser)
{
    [Fact]
    public async Task Two_hundred_failed_orders_are_retried_with_one_action()
    {
        await portal.Portal.Api.OrderAsync("2026-11-18 confocal/tile_007.czi", 200, dataset: 777);
        await Eventually.BecomesAsync(() => portal.Portal.Api.OrdersAsync("user=ghost&state=failed"), n => n == 200, "200 orders to fail");
        var person = await OpenAsAsync(portal, "curator");
        var page = person.Page;

        await person.GoAsync("imaging-orders?user=ghost&state=failed");
        await Expect(page.GetByRole(AriaRole.Navigation, new() { Name = "States" })).ToContainTextAsync("Failed 200");
        await page.GetByLabel("Select all orders shown").CheckAsync();
        await Expect(page.GetByText("100 orders selected.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Select all 200 that match" }).ClickAsync();
        await person.InspectAsync("imaging-orders-selected");
        await page.GetByRole(AriaRole.Button, new() { Name = "Retry 200…" }).ClickAsync();
        await page.GetByLabel("Why (goes into the audit log)").FillAsync("The account was made.");
        await person.InspectAsync("imaging-orders-retry");
        await page.GetByRole(AriaRole.Button, new() { Name = "Retry 200 orders" }).ClickAsync();
        await Expect(page.GetByText("200 orders were made to retry what failed.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Close", Exact = true }).ClickAsync();

        // The new ones fail too; while they do, the list tells by itself.
        await Expect(page.GetByRole(AriaRole.Navigation, new() { Name = "States" })).ToContainTextAsync("Failed 400", new() { Timeout = 120_000 });
        await page.GetByRole(AriaRole.Row).Nth(1).GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Attempts" })).ToBeVisibleAsync();
        await person.InspectAsync("imaging-order-attempts");
        await person.GoAsync("imaging-orders/importer");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "By group" })).ToBeVisibleAsync();
        await person.InspectAsync("imaging-importer");

        // The overview tells the same in a few words, and leads to what it counts.
        await person.GoAsync("");
        var imaging = page.GetByRole(AriaRole.Region, new() { Name = "Imaging orders" });
        await Expect(imaging).ToContainTextAsync("Importer");
        await Expect(imaging.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Importer" })).ToContainTextAsync("Runs");
        await person.InspectAsync("imaging-overview");
        await imaging.GetByRole(AriaRole.Link, new() { Name = "Failed today" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Remove the filter Changed on" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Navigation, new() { Name = "States" })).ToContainTextAsync("Failed 4");

        // Both days are said, or neither; and an address that says only one is told so.
        await page.GetByText("Filter", new() { Exact = true }).ClickAsync();
        await page.GetByLabel("to, that day included").FillAsync("");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show these days" }).ClickAsync();
        await Expect(page.GetByText("Choose the other day too")).ToBeVisibleAsync();
        await person.InspectAsync("imaging-orders-dates");
        await person.GoAsync("imaging-orders?from=2026-11-01T00:00:00Z&user=ghost");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Only “from” is given.");
    }

    [Fact]
    public async Task A_folder_is_watched_and_a_new_file_in_it_is_ordered()
    {
        var folder = Path.Combine(Directory.EnumerateDirectories(portal.Portal.Folder, "demuth-lab", SearchOption.AllDirectories).Single(), "incoming");
        Directory.CreateDirectory(folder);
        var person = await OpenAsAsync(portal, "curator");
        var page = person.Page;
        await person.GoAsync("imaging-orders");
        await page.GetByRole(AriaRole.Link, new() { Name = "Watched folders" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Watch a folder" }).First.ClickAsync();
        await page.GetByLabel("Group", new() { Exact = true }).SelectOptionAsync("Demuth lab");
        await page.GetByLabel("Folder below the group’s folder").FillAsync("incoming");
        await page.GetByLabel("Only names like these").FillAsync("*.czi");
        await page.GetByLabel("Unchanged for so many minutes").FillAsync("0");
        await page.GetByLabel("Id of the Dataset").FillAsync("31");
        await person.InspectAsync("imaging-watch-new");
        await page.GetByRole(AriaRole.Button, new() { Name = "Watch it" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "incoming", Exact = true })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Look now" }).ClickAsync();
        await Expect(page.GetByText("0 files seen, 0 orders made.")).ToBeVisibleAsync();

        await File.WriteAllBytesAsync(Path.Combine(folder, "night_001.czi"), new byte[5_000]);
        await File.WriteAllBytesAsync(Path.Combine(folder, "notes.doc"), new byte[50]);
        await page.GetByRole(AriaRole.Button, new() { Name = "Look now" }).ClickAsync();
        var found = page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "night_001.czi" });
        await Expect(found).ToContainTextAsync("Ordered");
        await person.InspectAsync("imaging-watch");
        await found.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page.GetByText("The watched folder that made it")).ToBeVisibleAsync();
        await person.GoAsync("imaging-orders/watched");
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "incoming" })).ToContainTextAsync("Watching");
        await person.InspectAsync("imaging-watches");
    }
}
