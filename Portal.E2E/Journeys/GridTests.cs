namespace Portal.E2E.Journeys;

/// <summary>A manifest is corrected where it is looked at.</summary>
[Collection(SharedPortal.Name)]
public sealed class GridTests(BrowserFixture browser, PortalFixture portal) : Journey(browser)
{
    [Fact]
    public async Task Twelve_different_mistakes_are_brought_to_none_without_leaving_the_page()
    {
        var faulty = new FaultyManifest(ManifestFile.Bones(portal.Portal, from: 40, count: 4), "twelve-mistakes.tsv");
        var elsewhere = new FaultyManifest(ManifestFile.Good(portal.Portal), "elsewhere.tsv");
        faulty.Wrong(2, FaultyManifest.Specimen, "")
            .Wrong(4, FaultyManifest.Specimen, "BS_OIL00000")
            .Wrong(6, FaultyManifest.Specimen, "BS_ZZZZZZZZ")
            .Wrong(8, FaultyManifest.Specimen, elsewhere[2, FaultyManifest.Specimen])
            .Wrong(10, FaultyManifest.Filepath, "bones/no-bucket.cram")
            .Wrong(12, FaultyManifest.Filepath, faulty[12, FaultyManifest.Filepath].Replace("/harmonized/", "/harmonised/"))
            .Wrong(16, FaultyManifest.Source, faulty[16, FaultyManifest.Source] + ".nope")
            .Wrong(18, FaultyManifest.Filepath, faulty[18, FaultyManifest.Source])
            .Wrong(20, FaultyManifest.Participant, "PT_123")
            .Wrong(22, FaultyManifest.DataType, "Operation Reports")
            .Wrong(24, FaultyManifest.DataType, "no such type")
            .Twice(26);
        var manifest = await portal.Portal.Api.CheckedAsync(faulty.File(h => h.Replace("Data Type", "Kind of data")));
        var person = await OpenAsAsync(portal, "curator");
        await person.GoAsync($"gwo-manifests/{manifest}?step=check");
        await person.Page.EvaluateAsync("() => { window.stayed = true; }");
        var (screen, grid) = (new ManifestScreen(person.Page), new GridScreen(person.Page));

        // The column nobody could find keeps everything else from being said.
        await Expect(screen.IssueKinds).ToHaveCountAsync(1);
        await grid.Button("Rename it").ClickAsync();
        await Expect(grid.Edits).ToContainTextAsync("1 edit");
        await screen.Check.ClickAsync();
        foreach (var code in (string[])["E03", "E04", "E05", "E06", "E08", "E09", "E11", "E13", "E15", "E17", "W01"])
        {
            await Expect(screen.IssueKinds.Filter(new() { HasText = code }).First).ToBeVisibleAsync();
        }

        // One kind by its panel, one by leaving the row out, the others cell by cell.
        await screen.IssueKinds.Filter(new() { HasText = "E11" }).ClickAsync();
        await Expect(grid.Heading).ToContainTextAsync("no such type");
        await grid.RightValue.FillAsync(faulty.Mistakes[^1].Right);
        await grid.Button("Change 1 cell").ClickAsync();
        await Expect(grid.Edits).ToContainTextAsync("1 edit");
        await screen.IssueKinds.Filter(new() { HasText = "W01" }).ClickAsync();
        await Expect(grid.Heading).ToContainTextAsync("says the same as row");
        await grid.Button("Leave this row out").ClickAsync();
        await Expect(grid.Edits).ToContainTextAsync("1 row left out");
        await grid.Show("All rows").ClickAsync();
        foreach (var (row, column, right) in faulty.Mistakes.SkipLast(1))
        {
            await grid.EditAsync(row, column, right);
        }

        await Expect(grid.Edits).ToContainTextAsync("12 edits");
        await screen.Check.ClickAsync();
        await Expect(screen.Main).ToContainTextAsync("No issues");
        await Expect(screen.Figures).ToContainTextAsync("0 new");
        (await person.Page.EvaluateAsync<bool>("() => window.stayed === true")).ShouldBeTrue("the page was reloaded on the way");

        await person.GoAsync($"gwo-manifests/{manifest}/history");
        await Expect(screen.Main).ToContainTextAsync("Version 3 against 2");
        await Expect(screen.Main).ToContainTextAsync("Made of 12 edits in the portal");
    }

    [Fact]
    public async Task Edits_survive_a_reload_are_offered_to_equal_cells_and_taken_back()
    {
        var faulty = new FaultyManifest(ManifestFile.Bones(portal.Portal, from: 44, count: 1), "equal-cells.tsv");
        faulty.Wrong(2, FaultyManifest.DataType, "no such type").Wrong(3, FaultyManifest.DataType, "no such type");
        var manifest = await portal.Portal.Api.CheckedAsync(faulty.File());
        var person = await OpenAsAsync(portal, "curator");
        await person.GoAsync($"gwo-manifests/{manifest}?step=check&rows=all");
        var grid = new GridScreen(person.Page);

        await grid.ExpectReadyAsync();
        await grid.Grid.FocusAsync();
        await person.Page.Keyboard.PressAsync("n");
        await Expect(grid.Grid).ToHaveAttributeAsync("aria-activedescendant", $"cell-2-{FaultyManifest.DataType}");
        await Expect(grid.Inspector).ToContainTextAsync("E11-data-type");
        await grid.EditAsync(2, FaultyManifest.DataType, faulty.Mistakes[0].Right);
        await Expect(grid.Inspector).ToContainTextAsync("1 more cell of this column holds");
        await grid.Button("Change it too").ClickAsync();
        await Expect(grid.Cell(3, FaultyManifest.DataType)).ToHaveClassAsync(Words.Like("ok"));

        await person.Page.ReloadAsync();
        await person.ExpectLiveAsync();
        await Expect(grid.Edits).ToContainTextAsync("2 edits");
        await Expect(grid.Cell(3, FaultyManifest.DataType)).ToHaveClassAsync(Words.Like("ok"));
        await grid.Undo.ClickAsync();
        await Expect(grid.Cell(3, FaultyManifest.DataType)).ToHaveClassAsync(Words.Like("^e"));
        await grid.Cell(4, FaultyManifest.DataType).ClickAsync();
        await grid.Grid.PressAsync("Enter");
        await grid.Editor.FillAsync("never mind");
        await grid.Editor.PressAsync("Escape");
        await Expect(grid.Edits).ToContainTextAsync("1 edit");
    }

    [Fact]
    public async Task A_corrected_file_is_the_next_version_and_the_same_file_is_not()
    {
        var faulty = new FaultyManifest(ManifestFile.Bones(portal.Portal, from: 46, count: 1), "versions.tsv");
        var good = faulty.File();
        faulty.Wrong(2, FaultyManifest.DataType, "no such type");
        var manifest = await portal.Portal.Api.CheckedAsync(faulty.File());
        var person = await OpenAsAsync(portal, "curator");
        person.Watch.Expect(409);
        await person.GoAsync($"gwo-manifests/{manifest}?step=upload");
        var screen = new ManifestScreen(person.Page);
        var upload = screen.Main.GetByRole(AriaRole.Button, new() { Name = "Upload version 2" });

        await person.Page.GetByLabel("Manifest file").SetInputFilesAsync(faulty.File().Payload);
        await upload.ClickAsync();
        await Expect(person.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("the same file as version 1");
        await person.Page.GetByLabel("Manifest file").SetInputFilesAsync(good.Payload);
        await upload.ClickAsync();
        await Expect(screen.CurrentStep).ToContainTextAsync("Check");
        await screen.Check.ClickAsync();

        await Expect(screen.Figures).ToContainTextAsync("1 solved");
        await Expect(screen.Main).ToContainTextAsync("No issues");
    }

    [Fact]
    public async Task A_hundred_thousand_rows_are_scrolled_filtered_and_edited()
    {
        const int Many = 100_000;
        var faulty = new FaultyManifest(ManifestFile.Bones(portal.Portal, from: 50, count: 2), "hundred-thousand.tsv");
        var manifest = await portal.Portal.Api.UploadAsync(faulty.Wrong(3, FaultyManifest.DataType, "no such type").FilledTo(Many).File());
        await portal.Portal.Api.CheckAsync(manifest);
        var person = await OpenAsAsync(portal, "curator");
        await person.Page.AddInitScriptAsync("window.longTasks = []; new PerformanceObserver(l => l.getEntries().forEach(e => window.longTasks.push(Math.round(e.duration)))).observe({ type: 'longtask' });");
        await person.GoAsync($"gwo-manifests/{manifest}?step=check&rows=all&issue=all");
        var grid = new GridScreen(person.Page);
        await Expect(grid.Cell(2, FaultyManifest.DataType)).ToBeVisibleAsync(new() { Timeout = 300_000 }); // the page follows the check to its end
        await person.Page.EvaluateAsync("() => { window.longTasks.length = 0; }");

        foreach (var row in (int[])[50_000, 99_990, 12_345, 77_777, 3])
        {
            await grid.GoToAsync(row, FaultyManifest.Filepath);
        }

        await grid.Grid.HoverAsync();
        for (var i = 0; i < 40; i++)
        {
            await person.Page.Mouse.WheelAsync(0, 900);
        }

        await grid.Find.FillAsync("00000000000000000000c34f");
        await grid.Find.PressAsync("Enter");
        await Expect(grid.Rows).ToHaveCountAsync(1);
        await grid.Find.FillAsync("");
        await grid.Find.PressAsync("Enter");
        await grid.EditAsync(50_001, FaultyManifest.Participant, "PT_00000000");

        await Expect(grid.Edits).ToContainTextAsync("1 edit");
        var tasks = await person.Page.EvaluateAsync<int[]>("() => window.longTasks");
        TestContext.Current.SendDiagnosticMessage($"100,000 rows: {tasks.Length} long tasks, the longest {tasks.DefaultIfEmpty(0).Max()} ms");
        TestContext.Current.TestOutputHelper?.WriteLine($"100,000 rows: {tasks.Length} long tasks, the longest {tasks.DefaultIfEmpty(0).Max()} ms");
    }
}
