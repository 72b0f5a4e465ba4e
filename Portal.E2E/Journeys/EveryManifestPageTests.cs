namespace Portal.E2E.Journeys;

/// <summary>A manifest being corrected, its past and its next version, as they look to everybody.</summary>
[Collection(GalleryPortal.Name)]
public sealed class EveryManifestPageTests(BrowserFixture browser, GalleryFixture gallery) : Journey(browser)
{
    [Fact]
    public async Task The_wizards_check_with_its_grid()
    {
        var person = await OpenAsAsync(gallery.Shared, "curator");
        await person.GoAsync($"gwo-manifests/{gallery.WithMistakes}?step=check&rows=issues");
        var grid = new GridScreen(person.Page);
        await Expect(grid.Rows.First).ToBeVisibleAsync();
        await grid.Next.ClickAsync();
        await person.InspectAsync("gwo-check", readme: "gwo-check");
    }

    [Fact]
    public async Task A_manifests_history()
    {
        var person = await OpenAsAsync(gallery.Shared, "curator");
        await person.GoAsync($"gwo-manifests/{gallery.Loaded}/history?run={gallery.Succeeded.Id}");
        await Expect(person.Page.GetByRole(AriaRole.Region, new() { Name = "Records", Exact = true })).ToContainTextAsync("GF_");
        await person.InspectAsync("gwo-history");
    }

    [Fact]
    public async Task A_manifests_next_version()
    {
        var person = await OpenAsAsync(gallery.Shared, "curator");
        await person.GoAsync($"gwo-manifests/{gallery.ToBeStarted}?step=upload");
        await person.InspectAsync("gwo-next-version");
    }
}
