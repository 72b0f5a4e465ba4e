namespace Portal.E2E.Journeys;

/// <summary>The pages of taxon fetches: no serious finding of axe, no text too small, nothing wider than the window; pictures of all are kept.</summary>
[Collection(CatalogueGalleryPortal.Name)]
public sealed class EveryTaxonPageTests(BrowserFixture browser, CatalogueGalleryFixture gallery) : Journey(browser)
{
    [Fact]
    public async Task Every_page_of_a_taxon_that_was_fetched()
    {
        await gallery.Portal.Api.TrackAsync(562, 210);
        var person = await OpenAsAsync(gallery.Shared, "admin");
        await person.GoAsync("taxon-fetches/562");
        await Expect(new TaxonScreen(person.Page).Head).ToContainTextAsync("Complete", new() { Timeout = 180_000 });

        await InspectAsync("taxa", "taxon-fetches", page => page.GetByRole(AriaRole.Link, new() { Name = "Escherichia coli" }));
        await InspectAsync("taxon", "taxon-fetches/562?run=ERR9056202", page => page.GetByText("it is AMPLICON"));
        await InspectAsync("taxon-rules", "taxon-fetches/562?tab=rules", page => page.GetByLabel("Library strategy"));
        await InspectAsync("taxon-log", "taxon-fetches/562?tab=log", page => page.GetByText("Taxon cycle").First);
        await InspectAsync("taxa-rules", "taxon-fetches/rules", page => page.GetByLabel("Library strategy"));
        await InspectAsync("taxa-workers", "taxon-fetches/workers?gone=1", page => page.GetByText("Gone", new() { Exact = true }).First);
        await InspectAsync("taxa-collections", "taxon-fetches/collections", page => page.GetByText("Nothing waits to be collected"));
        await InspectAsync("taxon-assemblies", "taxon-fetches/562/assemblies", page => page.GetByText("ERR90562", new() { Exact = false }).First);
        await person.GoAsync("taxon-fetches/workers?gone=1");
        await person.Page.GetByRole(AriaRole.Link, new() { Name = "portal-562-" }).First.ClickAsync();
        await Expect(person.Page.GetByText("everything is there and verified")).ToBeVisibleAsync();
        await person.InspectAsync("taxa-worker");
        await person.GoAsync("taxon-fetches/562");
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Priority…" }).ClickAsync();
        await person.Page.GetByLabel("Priority", new() { Exact = true }).SelectOptionAsync("6");
        await person.InspectAsync("taxon-priority");
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Set priority" }).ClickAsync();
        await Expect(new TaxonScreen(person.Page).Figures).ToContainTextAsync("6, urgent");
        await person.GoAsync("taxon-fetches/new");
        await new AddTaxaScreen(person.Page).Ids.FillAsync("562 573 1458427 3441998 abc");
        await Expect(new AddTaxaScreen(person.Page).Outcomes).ToContainTextAsync("Klebsiella pneumoniae");
        await person.InspectAsync("taxa-add");

        async Task InspectAsync(string name, string path, Func<IPage, ILocator> shown)
        {
            await person.GoAsync(path);
            await Expect(shown(person.Page)).ToBeVisibleAsync();
            await person.InspectAsync(name);
        }
    }
}
