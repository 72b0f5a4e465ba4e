using Portal.Domain.TaxonFetches;

namespace Portal.Tests.TaxonFetches;

public sealed class FilterRulesTests
{
    private static readonly FilterRules Strict = new() { GenomeSize = 5_000_000, Depth = 20, LocationOrDate = true };

    [Fact]
    public void The_decision_table_is_reproduced_case_by_case()
    {
        var cases = EnaFixtures.Table("expected/SYNTHETIC_filter_decision_table.tsv");
        cases.Count.ShouldBe(19);

        foreach (var row in cases)
        {
            // The accession the files are named by.
            var run = row["fastq_ftp"].Contains("SRR40271341", StringComparison.Ordinal) ? "SRR40271341" : "E";
            var files = FileSet.OfFastq(run, row["fastq_ftp"], null, null);
            var failure = Strict.FirstFailure(new ReadRun
            {
                RunAccession = run,
                LibraryStrategy = row["library_strategy"],
                InstrumentPlatform = row["instrument_platform"],
                LibrarySource = row["library_source"],
                LibraryLayout = row["library_layout"],
                BaseCount = long.TryParse(row["base_count"], out var bases) ? bases : null,
                CollectionDate = row["collection_date"],
                Country = row["country"],
                Lat = row["lat"],
                Lon = row["lon"],
                FastqFiles = files.Files.Count,
                HasPair = files.HasPair,
                ListsAgree = files.ListsAgree,
            });

            (failure ?? "").ShouldBe(row["expected_first_failure"], row["case"]);
            (failure is null ? "true" : "false").ShouldBe(row["expected_pass"], row["case"]);
        }
    }

    [Fact]
    public void Size_is_not_asked_without_genome_size_or_depth()
    {
        var run = Good();

        new FilterRules { GenomeSize = 5_000_000 }.FirstFailure(run.Run).ShouldBeNull();
        new FilterRules().Explain(run.Run).Single(a => a.Rule == "base_count size").Holds.ShouldBeNull();
    }

    [Theory]
    [InlineData(1_000_000L, null, null)]
    [InlineData(999_999L, null, "total bytes")]
    [InlineData(null, 150.0, null)]
    [InlineData(null, 150.1, "mean read length")]
    public void Bytes_and_mean_read_length_are_asked_when_set(long? maxBytes, double? minLength, string? failure)
    {
        // 600,000 bases in 2,000 reads of two files: 150 each.
        var run = Good().Run;
        run.BaseCount = 600_000;
        run.ReadCount = 2_000;
        run.FastqBytes = 1_000_000;

        new FilterRules { MaxBytes = maxBytes, MinReadLength = minLength }.FirstFailure(run).ShouldBe(failure);
    }

    [Fact]
    public void Several_words_are_alternatives_and_lists_of_different_length_disagree()
    {
        var run = Good().Run;
        run.LibraryStrategy = "WGA";
        run.ListsAgree = false;

        new FilterRules().FirstFailure(run).ShouldBe("library_strategy=WGS");
        new FilterRules { LibraryStrategy = "WGS, WGA" }.FirstFailure(run).ShouldBe("lists agree");
        new FilterRules { LibraryStrategy = null, ListsAgree = false }.FirstFailure(run).ShouldBeNull();
    }

    [Fact]
    public void Rules_that_make_no_sense_say_so_at_their_field()
    {
        new FilterRules().Problems().ShouldBeEmpty();
        new FilterRules { GenomeSize = 5, MaxBytes = 0, MinReadLength = double.NaN }.Problems().Keys.Order().ShouldBe(["depth", "maxBytes", "minReadLength"]);
    }

    private static (ReadRun Run, FileSet Files) Good()
    {
        var files = FileSet.OfFastq("ERR1", "h/ERR1_1.fastq.gz;h/ERR1_2.fastq.gz", "a;b", "1;2");
        return (new ReadRun
        {
            RunAccession = "ERR1",
            LibraryStrategy = "WGS",
            InstrumentPlatform = "ILLUMINA",
            LibrarySource = "GENOMIC",
            LibraryLayout = "PAIRED",
            FastqFiles = 2,
            HasPair = true,
            ListsAgree = true,
        }, files);
    }
}
