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
    public void An_issue_shows_the_files_own_row_its_value_and_what_to_do()
    {
        var table = Table(Groups[0], Issue(row: 4, "Data Type", "gvcf") with { });

        var row = table.Find("tbody tr");
        row.TextContent.ShouldContain("4");
        row.QuerySelector(".val")!.TextContent.ShouldBe("gvcf");
        row.QuerySelector(".val")!.GetAttribute("title").ShouldBe("gvcf");
        row.TextContent.ShouldContain("Expected one of 156 values · did you mean gVCF?");
    }

    [Fact]
    public void An_issue_of_the_whole_file_has_no_row_and_a_blank_cell_says_blank()
    {
        Table(null, Issue(row: 0, "", "")).Find("tbody tr").TextContent.ShouldContain("whole file");
        Table(Groups[0], Issue(row: 9, "Data Type", "")).Find("tbody tr .sub").TextContent.ShouldBe("blank");
    }

    [Fact]
    public void All_issues_together_name_their_column_and_code()
    {
        var table = Table(null, Issue(row: 4, "Data Type", "gvcf"));

        table.FindAll("th").Select(t => t.TextContent).ShouldContain("Column");
        table.Find("tbody tr").TextContent.ShouldContain("E11");
    }

    private static Case Issue(int row, string column, string value) => new(row, column, value);

    private IRenderedComponent<IssueGroupList> List(IssueGroup selected) => Render<IssueGroupList>(p => p
        .Add(l => l.Groups, Groups).Add(l => l.Selected, selected).Add(l => l.AllUrl, "?issue=all").Add(l => l.Url, g => new ManifestPlace().At(g).Url(Guid.Empty)));

    private IRenderedComponent<IssueTable> Table(IssueGroup? group, Case found) => Render<IssueTable>(p => p.Add(t => t.Group, group).Add(t => t.Total, 1).Add(t => t.Issues,
    [
        new GwoIssue { Position = 1, Row = found.Row, Column = found.Column, Value = found.Value, Code = IssueCodes.DataType, Message = "Not a Data Type the Data Service knows.", Expected = "one of 156 values", Hint = "did you mean gVCF?" },
    ]));

    private sealed record Case(int Row, string Column, string Value);
}
