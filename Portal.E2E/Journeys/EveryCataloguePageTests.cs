namespace Portal.E2E.Journeys;

/// <summary>The pages of genome catalogues: no serious finding of axe, no text too small, nothing wider than the window; pictures of all are kept.</summary>
[Collection(CatalogueGalleryPortal.Name)]
public sealed class EveryCataloguePageTests(BrowserFixture browser, CatalogueGalleryFixture gallery) : Journey(browser)
{
    private const string Ready = "genome-catalogues/human-gut-v2-1";

    [Fact]
    public Task Catalogues() => InspectAsync("catalogues", "genome-catalogues", page => new CataloguesScreen(page).Row("Human gut v2.1"));

    [Fact]
    public Task A_catalogue() => InspectAsync("catalogue", Ready, page => page.GetByText("genomes new"), readme: "catalogue");

    [Fact]
    public Task Its_differences() => InspectAsync("catalogue-differences", $"{Ready}?tab=differences&change=changed", page => page.GetByText("→ 90.59").First);

    [Fact]
    public Task Its_checks() => InspectAsync("catalogue-checks", $"{Ready}?tab=checks", page => page.GetByText("W03-optional-file-missing"));

    [Fact]
    public Task Its_files() => InspectAsync("catalogue-files", $"{Ready}?tab=files", page => page.GetByText("Predicted CDS (aa)"));

    [Fact]
    public Task Its_tree() => InspectAsync("catalogue-tree", $"{Ready}?tab=tree", page => page.GetByText("Bacteria", new() { Exact = true }).First);

    [Fact]
    public Task Its_releases() => InspectAsync("catalogue-releases", $"{Ready}?tab=releases", page => page.GetByText("Compare with 2.0"));

    [Fact]
    public Task Its_runs() => InspectAsync("catalogue-runs", $"{Ready}?tab=runs", page => page.GetByText("Genome catalogue import").First);

    [Fact]
    public Task A_genome() => InspectAsync("genome", "genomes/MGYG000000010?catalogue=human-gut-v2-1", page => page.GetByText("Energy production and conversion"), readme: "genome");

    [Fact]
    public Task Two_releases_compared() => InspectAsync("catalogue-compare", "genome-catalogues/compare?old=human-gut-v2-0&new=human-gut-v2-1", page => page.GetByText("genomes new"));

    [Fact]
    public Task Publishing() => InspectAsync("catalogue-publish", "genome-catalogues/publish?catalogue=human-gut-v2-1", page => page.GetByRole(AriaRole.Button, new() { Name = "Publish 1 release" }));

    [Fact]
    public Task The_wizards_folder() => InspectAsync("catalogue-folder", "genome-catalogues/new?folder=human-gut%2F2.1", page => page.GetByText("This is a catalogue"));

    [Fact]
    public Task The_wizards_details() =>
        InspectAsync("catalogue-details", "genome-catalogues/new?results=human-gut%2F2.1&directory=website&name=Human%20gut&version=2.1&type=prokaryotes&biome=root%3AHost-associated%3AHuman%3ADigestive%20system%3ALarge%20intestine", page => page.GetByText("2 releases"));

    [Fact]
    public Task A_scan() => InspectAsync("catalogue-scan", $"genome-catalogues/scans/{gallery.Scan.Id}", page => page.GetByRole(AriaRole.Region, new() { Name = "Differences" }));

    [Fact]
    public Task A_scan_of_a_broken_folder() => InspectAsync("catalogue-scan-broken", $"genome-catalogues/scans/{gallery.BrokenScan.Id}", page => page.GetByText("G02").First, readme: "catalogue-scan");

    [Fact]
    public Task A_scans_run() => InspectAsync("catalogue-scan-run", RunScreen.Path(gallery.BrokenScan.Number), page => page.GetByRole(AriaRole.Region, new() { Name = "Problems found" }));

    private async Task InspectAsync(string name, string path, Func<IPage, ILocator> shown, string? readme = null)
    {
        var person = await OpenAsAsync(gallery.Shared, "curator");
        await person.GoAsync(path);
        await Expect(shown(person.Page)).ToBeVisibleAsync();
        await person.InspectAsync(name, readme);
    }
}
