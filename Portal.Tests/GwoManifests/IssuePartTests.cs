using Bunit;
using Portal.Domain.GwoManifests;
using Portal.GwoManifests;

namespace Portal.Tests.GwoManifests;

public sealed class IssuePartTests : PartTests
{
    private static readonly IReadOnlyList<IssueGroup> Groups =
        [Group(IssueCodes.DataType, "Data Type", 214), Group(IssueCodes.NotInS3, "Filepath", 38, distinct: 36), Group(IssueCodes.DuplicateRow, "", 6, distinct: 0)];

    [Fact]
    public void Errors_come_before_warnings_each_under_a_heading()
    {
        var list = List(Groups[0]);

        list.FindAll("h3").Select(h => h.TextContent).ShouldBe(["Errors, to be corrected or left out", "Warnings, to be acknowledged"]);
        list.FindAll("li .medium").Select(t => t.TextContent).ShouldBe(["Not a known Data Type", "Object is not in S3", "Duplicate row"]);
        list.FindAll("li .sub").Select(t => t.TextContent).ShouldBe(["E11 · Data Type · 1 distinct value", "E09 · Filepath · 36 distinct values", "W01"]);
        list.FindAll("li .c").Select(t => t.TextContent).ShouldBe(["214", "38", "6"]);
    }

    [Fact]
    public void The_selected_group_is_marked_and_every_group_is_an_address()
    {
        var list = List(Groups[1]);

        list.Find("li a[aria-current=true]").TextContent.ShouldContain("Object is not in S3");
        list.FindAll("li a")[0].GetAttribute("href")!.ShouldEndWith("?step=check&issue=E11-data-type&column=Data%20Type");
    }

    [Fact]
    public void What_was_solved_since_the_version_before_has_a_heading_of_its_own_and_what_is_new_is_said()
    {
        var since = new VersionDiff(2, 3, 0, 0, 1, [], [new(IssueCodes.DataType, "Data Type", 0, 1, 213), new(IssueCodes.Blank, "Filepath", 6, 0, 1)]);
        var list = Render<IssueGroupList>(p => p.Add(l => l.Groups, Groups).Add(l => l.Since, since).Add(l => l.AllUrl, "").Add(l => l.Url, _ => ""));

        list.FindAll("h3")[^1].TextContent.ShouldBe("Solved since version 2");
        list.Find("li .was").TextContent.ShouldContain("Cell is blank6E03 · Filepath · 1 remain");
        list.Find("li .sub").TextContent.ShouldContain("1 new in v3");
    }

    [Fact]
    public void A_cell_with_an_issue_is_marked_and_says_why_on_hover()
    {
        var row = Row(Line(issues: [Issue(ManifestColumns.DataType, IssueSeverity.Error), Issue("", IssueSeverity.Warning)]));

        var cell = row.Find("td.e");
        (cell.TextContent.Trim(), cell.GetAttribute("aria-invalid")).ShouldBe(("gvcf", "true"));
        cell.GetAttribute("title").ShouldBe("Not a Data Type the Data Service knows. Expected: One of 156 values. Did you mean gVCF?");
        row.Find("td[role=rowheader]").ClassName.ShouldBe("w");
        row.Find("td[role=rowheader]").TextContent.ShouldBe("4");
    }

    [Fact]
    public void An_edited_cell_shows_both_values_and_is_marked_no_longer()
    {
        var row = Row(Line(cells: ["BS_1", "gVCF"], old: [null, "gvcf"], issues: [Issue(ManifestColumns.DataType, IssueSeverity.Error)]));

        row.Find("td.ok .old").TextContent.ShouldBe("gvcf");
        row.Find("td.ok").HasAttribute("aria-invalid").ShouldBeFalse();
    }

    [Fact]
    public void A_gap_says_how_many_rows_are_left_away_and_a_row_left_out_is_struck()
    {
        Row(new GridLine(3, 0, [], [], [], false, 212)).Find("tr.gap").TextContent.ShouldBe("212 rows without issues");
        Row(Line() with { Removed = true }).FindAll("tr.gone").ShouldHaveSingleItem();
    }

    private static GridLine Line(string[]? cells = null, string?[]? old = null, GwoIssue[]? issues = null) => new(0, 4, cells ?? ["BS_1", "gvcf"], old ?? [], issues ?? [], false);

    private static GwoIssue Issue(string column, IssueSeverity severity) => new()
    {
        Row = 4,
        Column = column,
        Code = IssueCodes.DataType,
        Severity = severity,
        Message = "Not a Data Type the Data Service knows.",
        Expected = "One of 156 values",
        Hint = "Did you mean gVCF?",
    };

    private IRenderedComponent<GridRow> Row(GridLine line) => Render<GridRow>(p => p
        .Add(r => r.Line, line).Add(r => r.Names, [ManifestColumns.Biospecimen, ManifestColumns.DataType]).Add(r => r.Choices, _ => []));

    private IRenderedComponent<IssueGroupList> List(IssueGroup selected) => Render<IssueGroupList>(p => p
        .Add(l => l.Groups, Groups).Add(l => l.Selected, selected).Add(l => l.AllUrl, "?issue=all").Add(l => l.Url, g => new ManifestPlace().At(g).Url(Guid.Empty)));
}
