using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Domain.TaxonFetches;
using Portal.Jobs.TaxonFetches;
using Portal.Tests.Support;

namespace Portal.Tests.TaxonFetches;

/// <summary>However much of a chunk is there already, every run is one row with its own files, and each taxon has a decision of its own.</summary>
public sealed class ReadRunWriterTests(TestDatabase database)
{
    private static readonly DateTimeOffset At = new(2026, 11, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly ReadRunFields Fields = ReadRunFields.Of(["run_accession", "library_strategy", "instrument_platform", "library_source", "library_layout", "first_public", "fastq_ftp", "fastq_md5", "fastq_bytes"]);

    [Fact]
    public async Task New_changed_and_known_runs_of_one_chunk_are_told_apart()
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), role: "web");
        (await WriteAsync(server, taxId: 562, At, Run(1), Run(2), Run(3))).ShouldBe(new(3, 0, 0));

        var later = await WriteAsync(server, taxId: 562, At.AddDays(7), Run(2), Run(3, md5: "f"), Run(4), Run(4));

        later.ShouldBe(new(1, 1, 1));
        await using var db = server.Db();
        (await db.Set<ReadRun>().CountAsync(), await db.Set<ReadFile>().CountAsync()).ShouldBe((4, 8));
        (await db.Set<ReadFile>().Where(f => f.RunAccession == Name(3)).Select(f => f.Md5).Distinct().SingleAsync()).ShouldBe(new string('f', 32));
        var links = await db.Set<ReadRunTaxon>().OrderBy(l => l.RunAccession).ToListAsync();
        links.Select(l => (l.SeenAt, l.JudgedAt)).ShouldBe([(At, At), (At.AddDays(7), At), (At.AddDays(7), At), (At.AddDays(7), At.AddDays(7))]);
        links.ShouldAllBe(l => l.Passed == true && l.FirstFailedRule == null);
    }

    [Fact]
    public async Task Another_taxon_judges_a_shared_run_by_its_own_rules()
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), role: "web");
        await WriteAsync(server, taxId: 562, At, Run(1));

        (await WriteAsync(server, taxId: 561, At, new FilterRules { LibraryStrategy = "AMPLICON" }, Run(1), Run(2))).ShouldBe(new(1, 0, 1));

        await using var db = server.Db();
        (await db.Set<ReadRunTaxon>().SingleAsync(l => l.TaxId == 562)).Passed.ShouldBe(true);
        (await db.Set<ReadRunTaxon>().Where(l => l.TaxId == 561).Select(l => l.FirstFailedRule).ToListAsync()).ShouldBe(["library_strategy=AMPLICON", "library_strategy=AMPLICON"]);
    }

    private static Task<WrittenRuns> WriteAsync(PortalServer server, long taxId, DateTimeOffset seenAt, params FetchedRun[] runs) => WriteAsync(server, taxId, seenAt, new(), runs);

    private static async Task<WrittenRuns> WriteAsync(PortalServer server, long taxId, DateTimeOffset seenAt, FilterRules rules, params FetchedRun[] runs)
    {
        var taxon = Taxon.Add(taxId, "Somebody", "species", "", exact: false, "a test", seenAt);
        await using var writer = await ReadRunWriter.OpenAsync(server.Get<NpgsqlDataSource>(), new(taxon, rules, seenAt), CancellationToken.None);
        foreach (var run in runs)
        {
            await writer.AddAsync(run);
        }

        await writer.FlushAsync();
        return writer.Written;
    }

    private static string Name(int number) => $"ERR{7_000_000 + number}";

    private static FetchedRun Run(int number, string md5 = "a")
    {
        var (run, sum) = (Name(number), new string(md5[0], 32));
        return Fields.Read([run, "WGS", "ILLUMINA", "GENOMIC", "PAIRED", "2024-05-01", $"ftp.sra.ebi.ac.uk/{run}_1.fastq.gz;ftp.sra.ebi.ac.uk/{run}_2.fastq.gz", $"{sum};{sum}", "10;20"], At);
    }
}
