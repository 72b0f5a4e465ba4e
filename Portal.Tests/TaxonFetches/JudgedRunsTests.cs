using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Portal.Tests.Support;

namespace Portal.Tests.TaxonFetches;

/// <summary>What becomes of the runs of a taxon after they were judged.</summary>
public sealed class JudgedRunsTests(TestDatabase database)
{
    [Fact]
    public async Task Changed_rules_judge_again_and_keep_the_decision_before()
    {
        await using var world = await TaxonWorld.StartAsync(database);
        await world.TrackedAsync(573);
        var rules = new { rules = new { libraryStrategy = "WGS, AMPLICON" }, extraQuery = (string?)null, exact = false, version = 0 };
        using var reply = await world.Client.PutAsync("/api/v1/taxa/573/rules", JsonContent.Create(rules));
        reply.StatusCode.ShouldBe(HttpStatusCode.Accepted, await reply.Content.ReadAsStringAsync());
        await world.Server.UntilFinalAsync((await reply.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid());

        var explained = await world.GetAsync("taxa/573/runs/ERR9057302");
        explained.GetProperty("decision").GetProperty("passed").GetBoolean().ShouldBeTrue();
        var before = explained.GetProperty("history").EnumerateArray().ShouldHaveSingleItem();
        (before.GetProperty("firstFailedRule").GetString(), before.GetProperty("rulesVersion").GetInt32()).ShouldBe(("library_strategy=WGS", 0));
        using var stale = await world.Client.PutAsync("/api/v1/taxa/573/rules", JsonContent.Create(rules));
        stale.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await world.TaxonAsync(573)).Passed.ShouldBe(6);
    }

    [Fact]
    public async Task Exports_hold_the_runs_that_pass_with_their_files()
    {
        await using var world = await TaxonWorld.StartAsync(database);
        await world.TrackedAsync(210);

        var sheet = (await world.Client.GetStringAsync("/api/v1/taxa/210/samplesheet.csv")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var manifest = (await world.Client.GetStringAsync("/api/v1/taxa/210/manifest.tsv")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        sheet.Length.ShouldBe(1 + (int)(await world.TaxonAsync(210)).Passed);
        sheet[1].ShouldStartWith("ERR9021000,https://ftp.sra.ebi.ac.uk/vol1/fastq/ERR902/ERR9021000/ERR9021000_1.fastq.gz,https://ftp.sra.ebi.ac.uk/vol1/fastq/ERR902/ERR9021000/ERR9021000_2.fastq.gz,ERR9021000,");
        manifest[1].Split('\t')[^1].ShouldBe("read1");
        manifest.Skip(1).ShouldAllBe(l => l.Split('\t')[4].Length == 32);
    }
}
