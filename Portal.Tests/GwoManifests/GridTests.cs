using Portal.Domain.Accounts;
using Portal.Domain.GwoManifests;
using Portal.GwoManifests;
using Portal.Tests.Support;

namespace Portal.Tests.GwoManifests;

public sealed class GridTests(TestDatabase database)
{
    private const int DataType = 6;

    [Fact]
    public async Task Rows_with_issues_are_shown_with_short_stretches_between_them_and_long_ones_told()
    {
        await using var world = await GwoWorld.StartAsync(database);
        var id = await world.UploadAsync(Study.Manifest([.. Enumerable.Range(1, 8).Select(_ => Study.Row(1))]));
        var view = GridView.Of((await OpenAsync(world, id, GridRows.All)).Sheet, ManifestEdits.None, [2, 4, 9], context: true);

        var lines = await world.Server.Get<GridQueries>().WindowAsync(id, view, 0, 50, Grants.All, CancellationToken.None);

        lines.Select(l => l.Gap > 0 ? $"gap {l.Gap}" : $"{l.Row}").ShouldBe(["2", "3", "4", "gap 4", "9"]);
        (view.PositionOf(9), view.PositionOf(6), view.RowAt(3)).ShouldBe((4, -1, null));
    }

    [Fact]
    public async Task Filters_leave_the_rows_they_name_with_the_numbers_of_the_file()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        var id = await world.CheckedAsync(Study.Manifest(Study.Row(1, dataType: "gvcf"), "", Study.Row(2, specimen: ""), Study.Row(3)));

        (await RowsAsync(GridRows.All)).ShouldBe([2, 4, 5]);
        (await RowsAsync(GridRows.Issue, new IssueFilter(IssueCodes.Blank))).ShouldBe([4]);
        (await RowsAsync(GridRows.Issues)).ShouldBe([2, 4]);
        (await RowsAsync(GridRows.Issues, new IssueFilter(Severity: IssueSeverity.Warning))).ShouldBeEmpty();
        (await RowsAsync(GridRows.All, new IssueFilter(Text: "CALLS-3"))).ShouldBe([5]);
        (await RowsAsync(GridRows.Issues, new IssueFilter(Text: "cell is blank"))).ShouldBe([4]);

        async Task<int[]> RowsAsync(GridRows rows, IssueFilter? filter = null)
        {
            var view = await OpenAsync(world, id, rows, filter);
            return view.RowsOf(0, 100);
        }
    }

    [Fact]
    public async Task A_window_anywhere_is_read_with_its_edits_over_it()
    {
        await using var world = await GwoWorld.StartAsync(database);
        var id = await world.UploadAsync(Study.Manifest([.. Enumerable.Range(1, 2_000).Select(i => Study.Row(1, dataType: i % 2 == 0 ? "gvcf" : "gVCF"))]));
        var by = await world.Server.ActorAsync(Role.Curator, Scopes.Study(Study.Id));
        await world.Server.Get<DraftCommands>().AddAsync(id, 1, ManifestEdit.EqualCells(DataType, "gvcf", "gVCF"), by, CancellationToken.None);
        var grid = world.Server.Get<GridQueries>();

        var view = await grid.OpenAsync(id, GridRows.All, new IssueFilter(), by, Grants.All, CancellationToken.None);
        var lines = await grid.WindowAsync(id, view, 1_990, 50, Grants.All, CancellationToken.None);

        (view.Count, lines.Count, lines[0].Row).ShouldBe((2_000, 10, 1_992));
        lines.Select(l => l.Cells[DataType]).ShouldAllBe(c => c == "gVCF");
        lines.Count(l => l.Old.Count > 0 && l.Old[DataType] == "gvcf").ShouldBe(5);
        (view.CountEqual(DataType, "gvcf"), view.CountEqual(DataType, "gVCF")).ShouldBe((0, 2_000));
    }

    [Fact]
    public async Task The_next_issue_is_the_next_in_the_sheet_and_after_the_last_the_first()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        var id = await world.CheckedAsync(Study.Manifest(Study.Row(1, dataType: "gvcf"), Study.Row(2), Study.Row(3, specimen: "")));
        var grid = world.Server.Get<GridQueries>();

        var first = await grid.NextAsync(id, new IssueFilter(), null, 0, false, Grants.All, CancellationToken.None);
        var second = await grid.NextAsync(id, new IssueFilter(), first, 2, false, Grants.All, CancellationToken.None);
        var round = await grid.NextAsync(id, new IssueFilter(), second, 4, false, Grants.All, CancellationToken.None);
        var back = await grid.NextAsync(id, new IssueFilter(), first, 2, true, Grants.All, CancellationToken.None);

        (first!.Row, second!.Row, round!.Row, back!.Row).ShouldBe((2, 4, 2, 4));
    }

    [Fact]
    public async Task The_values_of_a_kind_come_with_their_counts_and_what_the_service_accepts()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        var id = await world.CheckedAsync(Study.Manifest(Study.Row(1, dataType: "gvcf"), Study.Row(2, dataType: "gvcf"), Study.Row(3, dataType: "nonsense")));
        var grid = world.Server.Get<GridQueries>();
        var group = (await world.Server.Get<GwoManifestQueries>().IssueGroupsAsync(id, Grants.All, CancellationToken.None)).Single();

        var values = await grid.ValuesAsync(id, group, Grants.All, CancellationToken.None);

        values.Select(v => (v.Value, v.Count)).ShouldBe([("gvcf", 2), ("nonsense", 1)]);
        IssueFixes.Of(group.Code, values[0])[0].ShouldBe("gVCF");
        (await grid.DataTypesAsync(id, Grants.All, CancellationToken.None)).ShouldContain("gVCF");
        (await grid.RowsOfAsync(id, group, Grants.All, CancellationToken.None)).ShouldBe([2, 3, 4]);
    }

    private static async Task<GridView> OpenAsync(GwoWorld world, Guid id, GridRows rows, IssueFilter? filter = null) =>
        await world.Server.Get<GridQueries>().OpenAsync(id, rows, filter ?? new IssueFilter(), Actor.Portal, Grants.All, CancellationToken.None);
}
