namespace Portal.E2E.Journeys;

/// <summary>From a folder of results to a published catalogue somebody downloads from, and on to its next release.</summary>
[Collection(SharedPortal.Name)]
public sealed class CatalogueTests(BrowserFixture browser, PortalFixture portal) : Journey(browser)
{
    [Fact]
    public async Task A_folder_becomes_a_public_catalogue_and_then_a_second_release()
    {
        var first = new CatalogueFolder("sheep-rumen/1.0", 1_200, From: 10_001);
        first.LayDown(portal.Portal);
        var person = await OpenAsAsync(portal, "curator");
        var (page, import, catalogue) = (person.Page, new ImportScreen(person.Page), new CatalogueScreen(person.Page));

        var progress = await ProgressSeen.WatchAsync(page);
        await person.GoAsync("");
        await new Frame(page).Menu("Genome catalogues").ClickAsync();
        await new CataloguesScreen(page).Import.ClickAsync();
        await import.Folder("sheep-rumen").ClickAsync();
        await import.Folder("1.0").ClickAsync();
        await Expect(import.Main).ToContainTextAsync("This is a catalogue: 1,200 genomes.");
        await import.UseFolder.ClickAsync();

        await Expect(import.Field("Catalogue name")).ToHaveValueAsync("Sheep rumen");
        await Expect(import.Field("Version").First).ToHaveValueAsync("1.0");
        await import.Scan.ClickAsync();
        await Expect(import.Main).ToContainTextAsync("Say the version of the pipeline");
        await import.Field("Pipeline version").FillAsync("v3.0.0");
        await import.Field("Pipeline version").PressAsync("Tab");
        await import.SearchBiomeAsync("rumen", "Rumen");
        await Expect(import.Preview).ToContainTextAsync("/genome-catalogues/sheep-rumen-v1-0");
        await page.ReloadAsync();
        await person.ExpectLiveAsync();
        await Expect(import.Field("Pipeline version")).ToHaveValueAsync("v3.0.0");
        await import.Scan.ClickAsync();

        await Expect(import.Figures).ToContainTextAsync("Genomes1,200");
        await Expect(import.Figures).ToContainTextAsync("Errors0");
        await progress.ForgetAsync();
        await import.Import.ClickAsync();

        await Expect(import.Main).ToContainTextAsync("1,200 genomes, ready to publish", new() { Timeout = 60_000 });
        var seen = await progress.ReadAsync();
        seen.Counts("genomes", below: 1_200).ShouldNotBeEmpty($"how far it was while it went on; seen were {seen}");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Imported" })).ToContainTextAsync("Sheep rumen v1.0");
        await page.GetByRole(AriaRole.Link, new() { Name = "Open the catalogue" }).ClickAsync();
        await catalogue.ExpectStatusAsync("Ready to publish");
        await catalogue.Publish.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Become public" })).ToContainTextAsync("Sheep rumen v1.0");
        await page.GetByLabel("Why").FillAsync("It was reviewed");
        await page.GetByRole(AriaRole.Button, new() { Name = "Publish 1 release" }).ClickAsync();
        await Expect(import.Main).ToContainTextAsync("1 release published");
        await page.GetByRole(AriaRole.Link, new() { Name = "Open sheep-rumen-v1-0" }).ClickAsync();

        await catalogue.ExpectStatusAsync("Published");
        await catalogue.Genomes.GetByRole(AriaRole.Searchbox).FillAsync("MGYG000010007");
        await catalogue.Genomes.GetByRole(AriaRole.Searchbox).PressAsync("Enter");
        await Expect(catalogue.Rows).ToHaveCountAsync(1);
        await catalogue.Rows.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "COG categories" })).ToContainTextAsync("Energy production and conversion");
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Nucleic Acid Sequence", Exact = true }).ClickAsync());
        download.SuggestedFilename.ShouldBe("MGYG000010007.fna");
        (await File.ReadAllTextAsync((await download.PathAsync())!)).ShouldStartWith(">MGYG000010007_1");

        var second = new CatalogueFolder("sheep-rumen/1.1", 1_200, From: 10_004, Edition: 2);
        second.LayDown(portal.Portal);
        await person.GoAsync("genome-catalogues/new?folder=sheep-rumen%2F1.1");
        await import.UseFolder.ClickAsync();
        await import.Field("Pipeline version").FillAsync("v3.0.0");
        await import.SearchBiomeAsync("rumen", "Rumen");
        await import.Scan.ClickAsync();
        await Expect(import.Figures).ToContainTextAsync("New3");
        await Expect(import.Figures).ToContainTextAsync("Gone3");
        await import.Differences.GetByRole(AriaRole.Button, new() { Name = "Changed" }).ClickAsync();
        await Expect(import.Differences).ToContainTextAsync("→ 90.59");
        await import.Import.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Open the catalogue" }).ClickAsync();
        await Expect(catalogue.Main).ToContainTextAsync("Against 1.0, published");
        await Expect(catalogue.Main).ToContainTextAsync("3 genomes new, 3 gone");
        await Expect(catalogue.Main).ToContainTextAsync("Publishing retires 1.0");
        await catalogue.Tab("Differences").ClickAsync();
        await catalogue.Main.GetByRole(AriaRole.Button, new() { Name = "Gone" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(Words.Containing("change=removed"));
        foreach (var gone in Enumerable.Range(10_001, 3))
        {
            await Expect(catalogue.Main.GetByRole(AriaRole.Link, new() { Name = CatalogueFolder.Accession(gone) })).ToBeVisibleAsync();
        }
    }

    [Fact]
    public async Task A_broken_folder_gives_one_report_that_tells_every_kind_of_damage()
    {
        var folder = new CatalogueFolder("broken/1.0", 40, From: 20_001);
        Damage.To(folder.LayDown(portal.Portal), folder);
        var scan = await portal.Portal.Api.EndOfAsync(await portal.Portal.Api.CatalogueAsync("scans", folder, "1.0", "Broken"));
        var person = await OpenAsAsync(portal, "curator");
        await person.GoAsync($"genome-catalogues/scans/{scan.Id}");
        var import = new ImportScreen(person.Page);

        foreach (var code in Damage.Codes)
        {
            await Expect(import.Kinds.Filter(new() { HasText = code }).First).ToBeVisibleAsync();
        }

        await Expect(import.Import).ToBeDisabledAsync();
        await Expect(import.Import).ToHaveAccessibleDescriptionAsync(Words.Containing("Correct the files"));
        await import.Kinds.Filter(new() { HasText = "G11" }).ClickAsync();
        await Expect(person.Page).ToHaveURLAsync(Words.Containing("rule=G11"));
        await Expect(import.Main).ToContainTextAsync("the count of C is “many”, which is no whole number");
    }

    [Fact]
    public async Task Forty_kinds_of_damage_are_one_report_that_can_be_read()
    {
        var folder = new CatalogueFolder("forty/1.0", 45);
        await folder.TakeOverAsync(portal.Portal, "broken/1.0");
        var scan = await portal.Portal.Api.EndOfAsync(await portal.Portal.Api.CatalogueAsync("scans", folder, "1.0", "Forty kinds"));
        var person = await OpenAsAsync(portal, "curator");
        await person.GoAsync($"genome-catalogues/scans/{scan.Id}");
        var (page, import, problems) = (person.Page, new ImportScreen(person.Page), 0);

        foreach (var code in (string[])["G02", "G03", "G04", "G05", "G06", "G07", "G08", "G09", "G10", "G11", "G13", "G14", "G15", "W01", "W02", "W03", "W04", "W05", "W06", "W07"])
        {
            await import.Kinds.Filter(new() { HasText = code }).First.ClickAsync();
            var kind = page.GetByRole(AriaRole.Region).Filter(new() { HasText = $"{code}-" });
            await Expect(kind).ToHaveCountAsync(1);
            var rows = kind.GetByRole(AriaRole.Row).Filter(new() { Has = page.GetByRole(AriaRole.Cell) });
            (await rows.CountAsync()).ShouldBeInRange(1, 25, code);
            problems += await rows.CountAsync();
            (await rows.EvaluateAllAsync<double>("rows => Math.max(...rows.map(r => r.getBoundingClientRect().height))")).ShouldBeLessThan(130, $"a row of {code} is too high to be read at a glance");
        }

        problems.ShouldBeGreaterThan(40);
        await import.Kinds.Filter(new() { HasText = "W03" }).First.ClickAsync();
        await Expect(import.Main).ToContainTextAsync(Words.Like("25 of [0-9]+ loaded"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Load 25 more" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Load 25 more" })).ToHaveCountAsync(0);
        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "gene_presence_absence.csv" }).First; // of a pan-genome: too many names for three lines
        var closed = (await row.BoundingBoxAsync())!.Height;
        await row.GetByText("gene_presence_absence.csv").ClickAsync();
        ((await row.BoundingBoxAsync())!.Height).ShouldBeGreaterThan(closed);
    }

    [Fact]
    public async Task What_is_not_published_is_not_there_for_a_viewer()
    {
        var folder = new CatalogueFolder("hidden/1.0", 3, From: 30_001);
        folder.LayDown(portal.Portal);
        await portal.Portal.Api.ImportedAsync(folder, "1.0", "Hidden");
        var viewer = await OpenAsAsync(portal, "viewer");
        viewer.Watch.Expect(404);

        foreach (var path in (string[])["genome-catalogues/hidden-v1-0", $"genomes/{CatalogueFolder.Accession(30_001)}", "genome-catalogues/publish?catalogue=hidden-v1-0"])
        {
            (await viewer.Page.GotoAsync(path))!.Status.ShouldBe(404, path);
        }

        await viewer.GoAsync("genome-catalogues");
        await Expect(new CataloguesScreen(viewer.Page).Row("Hidden")).ToHaveCountAsync(0);
    }
}
