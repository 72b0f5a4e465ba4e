using Portal.Domain.TaxonFetches;
using Portal.Jobs.TaxonFetches;

namespace Portal.Tests.TaxonFetches;

public sealed class FileSetTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_file_sets_of_the_real_rows_are_reproduced()
    {
        var expected = EnaFixtures.Table("expected/fastq_file_sets.tsv").Where(e => e["fixture"] == "search_1000_rows.tsv").ToDictionary(e => e["run_accession"], StringComparer.Ordinal);
        var (rows, withoutFastq) = (0, 0);
        foreach (var run in Rows())
        {
            var (accession, want) = (run.Run.RunAccession, expected[run.Run.RunAccession]);
            var fastq = run.Files.Where(f => f.Kind == "fastq").ToList();
            string Name(ReadFileRole role) => fastq.FirstOrDefault(f => f.Role == role)?.Name ?? "";

            (run.Run.FastqFiles.ToString(), Name(ReadFileRole.Read1), Name(ReadFileRole.Read2), Name(ReadFileRole.Unpaired), run.Run.FastqBytes?.ToString() ?? "").ShouldBe(
                (want["fastq_files"], want["read1"], want["read2"], want["unpaired"], want["total_bytes"]), accession);
            (run.Run.ListsAgree ? "true" : "false", run.Run.HasPair ? "true" : "false", run.Run.SubmittedFiles.ToString()).ShouldBe(
                (want["lists_parallel"], want["usable_pair"], want["submitted_files"]), accession);
            (rows, withoutFastq) = (rows + 1, withoutFastq + (run.Run.FastqFiles == 0 ? 1 : 0));
        }

        (rows, withoutFastq).ShouldBe((1_000, 105));
    }

    [Fact]
    public void Of_three_files_the_unpaired_one_that_comes_first_is_not_taken_for_a_read()
    {
        var set = FileSet.OfFastq("DRR057058", "h/DRR057058.fastq.gz;h/DRR057058_1.fastq.gz;h/DRR057058_2.fastq.gz", "a;b;c", "63;527683;724182");

        (set.Read1!.Bytes, set.Read2!.Bytes, set.TotalBytes, set.HasPair).ShouldBe((527_683, 724_182, 1_251_928, true));
    }

    [Theory]
    [InlineData("a", "1;2", false)]
    [InlineData("a;b", "1", false)]
    [InlineData("", "", false)]
    [InlineData("a;b", "1;2", true)]
    [InlineData(null, null, true)]
    public void Lists_of_different_length_disagree_and_what_was_not_asked_for_does_not(string? md5, string? bytes, bool agree) =>
        FileSet.OfFastq("ERR1", "h/ERR1_1.fastq.gz;h/ERR1_2.fastq.gz", md5, bytes).ListsAgree.ShouldBe(agree);

    private static IEnumerable<FetchedRun> Rows()
    {
        var lines = File.ReadLines(EnaFixtures.At("rows/search_1000_rows.tsv")).ToList();
        var fields = ReadRunFields.Of((IReadOnlyList<string>)lines[0].Split('\t'));
        return lines.Skip(1).Select(l => fields.Read(l.Split('\t'), Now));
    }
}
