using Portal.Jobs.Outside.Ena;
using Portal.Jobs.TaxonFetches;

namespace Portal.Tests.TaxonFetches;

public sealed class ReadRunFieldsTests
{
    private static readonly ReadRunFields Fields = ReadRunFields.Of(["run_accession", "fastq_ftp"]);

    [Fact]
    public void A_run_has_its_accession_and_its_files()
    {
        var read = Fields.Read(["ERR9056200", "ftp.sra.ebi.ac.uk/vol1/ERR9056200_1.fastq.gz"], DateTimeOffset.UnixEpoch);

        (read.Run.RunAccession, read.Files.Single().Name).ShouldBe(("ERR9056200", "ERR9056200_1.fastq.gz"));
    }

    [Theory]
    [InlineData("", "ftp.sra.ebi.ac.uk/vol1/a.fastq.gz")]
    [InlineData("../../etc", "ftp.sra.ebi.ac.uk/vol1/a.fastq.gz")]
    [InlineData("ERR9056200/..", "ftp.sra.ebi.ac.uk/vol1/a.fastq.gz")]
    [InlineData("ERR9056200", "ftp.sra.ebi.ac.uk/vol1/..")]
    [InlineData("ERR9056200", "ftp.sra.ebi.ac.uk/vol1/")]
    public void What_would_lead_out_of_its_folder_is_no_answer_of_ENA(string accession, string path) =>
        Should.Throw<EnaRefusedException>(() => Fields.Read([accession, path], DateTimeOffset.UnixEpoch)).Kind.ShouldBe(EnaRefusalKind.NotATable);
}
