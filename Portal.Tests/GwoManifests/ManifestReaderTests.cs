using System.Text;
using Portal.Domain.GwoManifests;
using Portal.Domain.Storage;
using Portal.Jobs.GwoManifests;

namespace Portal.Tests.GwoManifests;

public sealed class ManifestReaderTests
{
    private static readonly string Good = Study.Manifest(Study.Row(1), Study.Row(2));

    [Fact]
    public async Task The_same_table_comes_out_however_it_was_saved()
    {
        var plain = await ReadAsync(Good);
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var csv = Good.Replace('\t', ',');
        var variants = new (string Name, byte[] Content)[]
        {
            ("a.tsv", [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(Good)]),
            ("a.tsv", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Good)]),
            ("a.tsv", [.. Encoding.BigEndianUnicode.GetPreamble(), .. Encoding.BigEndianUnicode.GetBytes(Good)]),
            ("a.tsv", Encoding.UTF8.GetBytes(Good.Replace("\n", "\r\n"))),
            ("a.tsv", Encoding.UTF8.GetBytes(Good.Replace("\n", "\r"))),
            ("a.csv", Encoding.UTF8.GetBytes(csv)),
            ("A.CSV", Encoding.UTF8.GetBytes(csv.Replace(",", "\",\"").Replace("\n", "\"\n\"")[..^1].Insert(0, "\""))),
            ("a.csv", Encoding.UTF8.GetBytes(Good.Replace('\t', ';'))),
            ("a.csv", Encoding.UTF8.GetBytes(Good)),
            ("a.txt", Encoding.UTF8.GetBytes(Good)),
            ("a.txt", Encoding.UTF8.GetBytes(csv)),
            ("a.tsv", Encoding.UTF8.GetBytes(Good.TrimEnd('\n'))),
        };

        foreach (var (name, content) in variants)
        {
            var table = await ReadAsync(content, name);

            table.Rows.ShouldBe(plain.Rows, ManifestRow.SameContent);
            table.Rows.Select(r => r.Row).ShouldBe([2, 3]);
            table.MissingColumns.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Row_numbers_are_those_of_the_file_blank_rows_and_line_breaks_in_cells_included()
    {
        var table = await ReadAsync(Study.Manifest(Study.Row(1, dataType: "\"gVCF\nIndex\""), "", "\t\t\t", Study.Row(2)));

        table.Rows.Select(r => (r.Row, r.DataType)).ShouldBe([(2, "gVCF\nIndex"), (5, "gVCF")]);
        table.Notes.ShouldContain("2 blank rows were passed over");
    }

    [Fact]
    public async Task Headers_nearly_right_are_taken_and_said_so()
    {
        var header = "cavatica_id\tcavatica_task\tkf_biospecimen_id\tkf_participant_id\tkf_family_id\tfilepath\tdata_type\tworkflow_type\t SOURCE READ ";
        var table = await ReadAsync(header + Good[Good.IndexOf('\n')..]);

        table.MissingColumns.ShouldBeEmpty();
        table.Rows.ShouldBe((await ReadAsync(Good)).Rows, ManifestRow.SameContent);
        table.Notes.Count(n => n.Contains("was taken for")).ShouldBe(9);
    }

    [Fact]
    public async Task Missing_and_double_columns_are_found_with_their_positions()
    {
        var table = await ReadAsync(Good.Replace("KF Family ID", "Filepath").Replace("Data Type", "Data Typ"));

        table.MissingColumns.ShouldBe(["KF Family ID", "Data Type"]);
        table.DuplicateColumns.Select(d => (d.Column, string.Join(",", d.Positions))).ShouldBe([("Filepath", "5,6")]);
        var issues = ManifestCheck.Alone(table, Rules.Vocabulary).Sorted();
        issues.Select(i => (i.Row, i.Column, i.Code)).ShouldBe([
            (0, "Data Type", IssueCodes.MissingColumn), (0, "Filepath", IssueCodes.DuplicateColumn), (0, "KF Family ID", IssueCodes.MissingColumn)]);
        issues[0].Hint.ShouldBe("Rename “Data Typ” if that is what it means");
    }

    [Fact]
    public async Task Blanks_around_values_do_not_count_and_further_columns_are_allowed()
    {
        var table = await ReadAsync(Good.Replace("Source Read\n", "Source Read\tRemark\n").Replace(Study.Specimen(1), $"{Study.Specimen(1)}\u00A0 "));

        table.Rows[0].Specimens.ShouldBe([Study.Specimen(1)]);
        table.Rows[0].SurplusCells.ShouldBe(0);
        table.Notes.ShouldContain("1 cell had blanks around the value; they do not count");
    }

    [Fact]
    public async Task A_row_longer_than_the_header_is_an_issue_with_its_row()
    {
        var table = await ReadAsync(Study.Manifest(Study.Row(1) + "\tslipped", Study.Row(2) + "\t\t"));

        ManifestCheck.Alone(table, Rules.Vocabulary).Sorted().Select(i => (i.Row, i.Code)).ShouldBe([(2, IssueCodes.RaggedRow)]);
    }

    [Fact]
    public async Task Windows_1252_is_read_with_a_note()
    {
        var table = await ReadAsync([.. Encoding.UTF8.GetBytes(Study.Manifest(Study.Row(1, dataType: "caf~"))).Select(b => b == '~' ? (byte)0xE9 : b)], "a.tsv");

        table.Rows[0].DataType.ShouldBe("café");
        table.Notes.ShouldContain("The file is not UTF-8; it was read as Windows-1252");
    }

    [Theory]
    [InlineData("a.pdf", "x", "is no kind of file the portal reads")]
    [InlineData("a.tsv", "", "The file is empty.")]
    [InlineData("a.xlsx", "no workbook", "is named like a workbook, but is none")]
    [InlineData("a.tsv", "a\0b", "is not text")]
    [InlineData("a.xls", "PK\u0003\u0004broken", "not a workbook Excel could open")]
    public async Task What_is_no_table_is_refused_in_words(string name, string content, string sentence)
    {
        var refusal = await Should.ThrowAsync<UnreadableManifestException>(() => ReadAsync(Encoding.UTF8.GetBytes(content), name));

        refusal.Message.ShouldContain(sentence);
    }

    [Fact]
    public async Task A_letter_cut_by_a_block_boundary_does_not_make_the_file_something_else_than_utf_8()
    {
        for (var shift = 0; shift < 4; shift++)
        {
            var table = await ReadAsync(Study.Manifest(Study.Row(1, dataType: new string('x', 65_000 + shift) + string.Concat(Enumerable.Repeat("é€😀", 200)))));

            table.Notes.ShouldBeEmpty();
            table.Rows[0].DataType.ShouldEndWith("😀");
        }
    }

    private static Task<ManifestTable> ReadAsync(string content) => ReadAsync(Encoding.UTF8.GetBytes(content), "a.tsv");

    private static Task<ManifestTable> ReadAsync(byte[] content, string name) => new ManifestReader(new OneFile(content)).ReadAsync("key", name, CancellationToken.None);

    private sealed class OneFile(byte[] content) : IFileStore
    {
        public Task<Stream> OpenAsync(string key, CancellationToken cancellationToken) => Task.FromResult<Stream>(new MemoryStream(content));

        public Task<long> WriteAsync(string key, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task DeleteAsync(string key, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task ProveAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
