using System.Text;
using Portal.Domain.GwoManifests;
using Portal.Jobs.GwoManifests;

namespace Portal.Tests.GwoManifests;

/// <summary>What spreadsheets and editors do to a file on its way.</summary>
public sealed class ManifestFormTests
{
    private static readonly string Good = Study.Manifest(Study.Row(1), Study.Row(2));
    private static readonly string[] Header = [.. ManifestColumns.All];

    [Fact]
    public async Task Utf_16_is_read_without_its_mark_and_said_so()
    {
        var plain = await Manifests.ReadAsync(Good);
        foreach (var encoding in new[] { Encoding.Unicode, Encoding.BigEndianUnicode })
        {
            var table = await Manifests.ReadAsync(encoding.GetBytes(Good), "a.tsv");

            table.Rows.ShouldBe(plain.Rows, ManifestRow.SameContent);
            table.Notes.ShouldContain("The file is UTF-16 without a mark");
        }
    }

    [Fact]
    public async Task Bytes_that_are_no_characters_are_an_issue_of_their_cell()
    {
        var bytes = Encoding.UTF8.GetBytes(Study.Manifest(Study.Row(1), Study.Row(2, workflow: "é~")));
        bytes[Array.IndexOf(bytes, (byte)'~')] = 0x81;

        var table = await Manifests.ReadAsync(bytes, "a.tsv");

        table.HasUnreadable.ShouldBeTrue();
        ManifestCheck.Alone(table, Rules.Vocabulary).Sorted().Select(i => (i.Row, i.Column, i.Code)).ShouldContain((3, "Workflow Type", IssueCodes.UnreadableCharacters));
    }

    [Fact]
    public async Task A_row_that_ends_early_is_an_issue_with_its_row_unless_only_ignored_columns_are_missing()
    {
        var short_ = await Manifests.ReadAsync(Study.Manifest(Study.Row(1), string.Join('\t', Study.Row(2).Split('\t')[..7])));
        var ignored = await Manifests.ReadAsync(Good.Replace("Source Read\n", "Source Read\tRemark\n"));

        ManifestCheck.Alone(short_, Rules.Vocabulary).Sorted().Select(i => (i.Row, i.Code)).ShouldBe([(3, IssueCodes.RaggedRow), (3, IssueCodes.Blank)]);
        ManifestCheck.Alone(ignored, Rules.Vocabulary).Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_workbook_gives_the_same_table_whatever_it_is_named_and_formulas_their_result()
    {
        var plain = await Manifests.ReadAsync(Good);
        var workbook = Workbook.OfTable(Good.Replace("\tgVCF\t", "\t=gVCF\t"));

        (await Manifests.ReadAsync(workbook, "a.xlsx")).Rows.ShouldBe(plain.Rows, ManifestRow.SameContent);
        var misnamed = await Manifests.ReadAsync(workbook, "a.CSV");
        misnamed.Rows.ShouldBe(plain.Rows, ManifestRow.SameContent);
        misnamed.Notes.ShouldContain("The file is named .csv, but is a workbook");
    }

    [Theory]
    [InlineData("a.xls")]
    [InlineData("A.XLS")]
    [InlineData("a.tsv")]
    public async Task A_workbook_of_excel_97_gives_the_same_table(string name) =>
        (await Manifests.ReadAsync(OldWorkbook.OfTable(Good), name)).Rows.ShouldBe((await Manifests.ReadAsync(Good)).Rows, ManifestRow.SameContent);

    [Fact]
    public async Task The_only_sheet_with_the_headers_is_read_hidden_ones_never_and_else_the_first()
    {
        string[][] table = [Header, Study.Row(1).Split('\t')];
        string[][] other = [["a"], ["b"]];
        string[][] hidden = [Header, Study.Row(3).Split('\t')];

        var second = await Manifests.ReadAsync(Workbook.Of(("Hidden", true, hidden), ("Notes", false, other), ("Data", false, table)), "a.xlsx");
        second.Rows.Single().Specimens.ShouldBe([Study.Specimen(1)]);
        second.Notes.ShouldContain("The workbook has 2 sheets; “Data” was read");

        var both = await Manifests.ReadAsync(Workbook.Of(("Data", false, table), ("Example", false, hidden)), "a.xlsx");
        both.Rows.Single().Specimens.ShouldBe([Study.Specimen(1)]);
    }

    [Fact]
    public async Task Numbers_come_as_they_stand_in_the_cell_and_what_excel_made_of_ids_is_told()
    {
        var good = Study.Row(1).Split('\t');
        string[] number = [.. good];
        number[0] = "#1.23456789012345E+23";
        string[] date = [.. good];
        date[1] = "#date|44256";
        string[] padded = [.. good];
        padded[7] = "#00000|42";
        string[] plain = [.. good];
        plain[2] = "#123";

        var table = await Manifests.ReadAsync(Workbook.Of(("S", false, [Header, number, date, padded, plain])), "a.xlsx");

        table.Rows[2].WorkflowType.ShouldBe("00042");
        table.Rows[3].Specimens.ShouldBe(["123"]);
        var issues = ManifestCheck.Alone(table, Rules.Vocabulary).Sorted().ToList();
        issues.Select(i => (i.Row, i.Column, i.Code)).ShouldBe([
            (2, "Cavatica ID", IssueCodes.ExcelDamaged), (3, "Cavatica Task ID", IssueCodes.ExcelDamaged),
            (4, "Workflow Type", IssueCodes.WorkflowType), (5, "KF Biospecimen ID", IssueCodes.MalformedId)]);
        issues[0].Hint.ShouldNotBeNull().ShouldContain("took the id for a number");
        issues[1].Hint.ShouldNotBeNull().ShouldContain("took the id for a date");
        table.Rows[1].CavaticaTaskId.ShouldBe("2021-03-01");
    }

    [Fact]
    public async Task A_cell_right_of_the_last_header_of_a_sheet_is_an_issue_of_its_row()
    {
        var table = await Manifests.ReadAsync(Workbook.Of(("S", false, [Header, [.. Study.Row(1).Split('\t'), "", "slipped"], Study.Row(2).Split('\t')])), "a.xlsx");

        ManifestCheck.Alone(table, Rules.Vocabulary).Sorted().Select(i => (i.Row, i.Code)).ShouldBe([(2, IssueCodes.RaggedRow)]);
    }

    [Theory]
    [InlineData("1.23457E+23", true)]
    [InlineData("123456789012345000000000", true)]
    [InlineData("2021-03-01", true)]
    [InlineData("1-Mar", true)]
    [InlineData("be2315bbaafdef429d8e4b4d", false)]
    [InlineData("7afdc7ea-6d0d-5ffc-f76a-3ba24bf7b2dd", false)]
    [InlineData("", false)]
    public void What_excel_leaves_of_an_id_is_recognised(string value, bool damaged) => (ExcelDamage.Of(value) is not null).ShouldBe(damaged);

    [Theory]
    [InlineData("BS_AAAA0001", "BS_AAAA0002", true)]
    [InlineData("BS_AAAA0009", "BS_AAAA0010", true)]
    [InlineData("BS_AAAA0001", "BS_AAAA0003", false)]
    [InlineData("BS_AAAA0001", "BS_AAAB0002", false)]
    [InlineData("BS_AAAAAAAA", "BS_AAAAAAAB", false)]
    public void Counting_up_is_recognised_by_the_last_digits(string above, string id, bool counts) => ExcelDamage.CountsUp(above, id).ShouldBe(counts);

    [Fact]
    public async Task An_annotated_file_reads_as_the_file_it_was_made_from()
    {
        var annotated = Good.Replace("Source Read\n", "Source Read\tIssues\n").Replace("reads-1.cram\n", "reads-1.cram\tE09-not-in-s3: There is no such object in the bucket.\n");

        var table = await Manifests.ReadAsync(annotated);

        table.Rows.ShouldBe((await Manifests.ReadAsync(Good)).Rows, ManifestRow.SameContent);
        ManifestCheck.Alone(table, Rules.Vocabulary).Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_cell_over_a_million_characters_or_a_quote_never_closed_ends_in_a_sentence_with_its_row()
    {
        var refusal = await Should.ThrowAsync<UnreadableManifestException>(() => Manifests.ReadAsync(Good + "\"" + string.Concat(Enumerable.Repeat(Study.Row(3) + "\n", 20_000))));

        refusal.Message.ShouldStartWith("The file cannot be read beyond row 4");
    }
}
