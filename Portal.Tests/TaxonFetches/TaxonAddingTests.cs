using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.TaxonFetches;
using Portal.Sandbox.Ena;
using Portal.Sandbox.Faults;
using Portal.Tests.Support;

namespace Portal.Tests.TaxonFetches;

public sealed class TaxonAddingTests(TestDatabase database)
{
    [Fact]
    public async Task New_taxa_start_new_at_stage_2_with_its_priority()
    {
        await using var world = await TaxonWorld.StartAsync(database, settings: ("TaxonFetches:EnaPortalUrl", ""));

        var reply = await world.AddAsync("562", "573", "570", "1280");

        reply.GetProperty("totals").GetProperty("Added").GetInt32().ShouldBe(4);
        await using var db = world.Server.Db();
        (await db.Set<AuditEntry>().CountAsync(e => e.Action == "taxon.add")).ShouldBe(4);
        (await db.Set<Taxon>().CountAsync()).ShouldBe(4);
        var added = Taxon.Add(562, "n", "r", "l", false, "by", DateTimeOffset.UnixEpoch);
        (added.Status, added.Stage, added.Priority).ShouldBe((TaxonStatus.New, TaxonStage.Fetch, 2));
    }

    [Fact]
    public async Task Every_id_has_one_outcome_and_the_totals_add_up_to_the_input()
    {
        await using var world = await TaxonWorld.StartAsync(database);
        await world.AddAsync("573");

        var reply = await world.AddAsync("562", "txid562", "573", "561 564", "abc", "0", "99999999999", $"{DemoTaxa.Deleted}", "424242", $"{DemoTaxa.Merged}", "30");

        var items = reply.GetProperty("items").EnumerateArray().Select(i => (i.GetProperty("input").GetString(), i.GetProperty("kind").GetString(), Id: i.GetProperty("taxId").ToString())).ToList();
        items.ShouldBe([
            ("562", "Added", "562"), ("txid562", "Duplicate", "562"), ("573", "AlreadyTracked", "573"), ("561", "Added", "561"), ("564", "Added", "564"),
            ("abc", "Malformed", ""), ("0", "Malformed", ""), ("99999999999", "Malformed", ""), ($"{DemoTaxa.Deleted}", "Deleted", $"{DemoTaxa.Deleted}"), ("424242", "Unknown", "424242"),
            ($"{DemoTaxa.Merged}", "Merged", $"{DemoTaxa.Successor}"), ("30", "Duplicate", "562")]);
        (reply.GetProperty("totals").EnumerateObject().Sum(t => t.Value.GetInt32()), reply.GetProperty("input").GetInt32()).ShouldBe((12, 12));
        await using var db = world.Server.Db();
        (await db.Set<Taxon>().Select(t => t.TaxId).Order().ToListAsync()).ShouldBe([561, 562, 564, 573, DemoTaxa.Successor]);
    }

    [Fact]
    public async Task An_id_added_twice_is_one_taxon()
    {
        await using var world = await TaxonWorld.StartAsync(database);

        await world.AddAsync("570", "570");
        var again = await world.AddAsync("570");

        again.GetProperty("items")[0].GetProperty("kind").GetString().ShouldBe("AlreadyTracked");
        (await world.GetAsync("taxa")).GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task What_a_tracked_taxon_brings_anyway_is_left_out_unless_asked_for()
    {
        await using var world = await TaxonWorld.StartAsync(database);
        await world.AddAsync("561");

        (await world.AddAsync("562")).GetProperty("items")[0].GetProperty("kind").GetString().ShouldBe("CoveredByAncestor");
        (await world.PostAsync("taxa", new { taxonIds = new[] { 562 }, coveredToo = true })).GetProperty("items")[0].GetProperty("kind").GetString().ShouldBe("Added");
    }

    [Fact]
    public async Task All_or_nothing_adds_nothing_when_one_cannot_be_tracked()
    {
        await using var world = await TaxonWorld.StartAsync(database);

        using var refused = await world.Client.PostAsJsonAsync("/api/v1/taxa", new { taxonIds = new[] { "562", "424242" }, allOrNothing = true });

        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("424242");
        (await world.GetAsync("taxa")).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_dry_run_tells_runs_and_bytes_and_writes_nothing()
    {
        await using var world = await TaxonWorld.StartAsync(database);

        var told = (await world.PostAsync("taxa", new { taxonIds = new[] { "562", "570" }, dryRun = true })).GetProperty("items");

        (told[0].GetProperty("runs").GetInt64(), told[0].GetProperty("passing").GetInt64()).ShouldBe((24, 10));
        told[0].GetProperty("bytes").GetInt64().ShouldBe(world.Ena.Runs.Where(r => r.TaxId == 562 && Passes(r)).Sum(r => r["fastq_bytes"].Split(';').Sum(long.Parse)));
        told[1].GetProperty("runs").GetInt64().ShouldBe(12); // those of 573, below it
        (await world.GetAsync("taxa")).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task When_the_taxonomy_is_away_ids_are_told_so_and_not_added()
    {
        await using var world = await TaxonWorld.StartAsync(database, settings: ("TaxonFetches:Retries", "0"));
        world.Sandbox.Faults.Add(new() { Kind = FaultKind.Error, Service = "ena-taxonomy" });

        (await world.AddAsync("562")).GetProperty("items")[0].GetProperty("kind").GetString().ShouldBe("NotResolved");
        (await world.GetAsync("taxa")).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_tracker_file_is_taken_over_and_comes_out_in_the_last_form()
    {
        await using var world = await TaxonWorld.StartAsync(database, settings: ("TaxonFetches:EnaPortalUrl", ""));
        const string file = """
            index,taxonomy_id,last_checked,last_run_status,needs_attention,stage,stage_name,priority,generated_waring,checkpoint_time
            0,562,<NA>,error,,4,create droplet farm,0,,2022-04-22 19:18:43.476658
            0,573,2022-05-03 08:53:01.363596,complete,look at it,1,update accession CSV,6,True,2022-05-03 08:53:01.363596
            0,562,<NA>,error,,3,filter accession CSV,0,,2022-04-22 19:18:43.476658
            """;

        using var reply = await world.Client.PostAsync("/api/v1/taxa/import", new StringContent(file));

        (await reply.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>()).GetProperty("items").EnumerateArray().Select(i => i.GetProperty("kind").GetString()).ShouldBe(["Added", "Added", "Duplicate"]);
        (await world.Client.GetStringAsync("/api/v1/taxa/tracker.csv")).Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe([
            TrackerCsv.Header,
            "562,<NA>,error,,3,filter accession CSV,-1,,2022-04-22T19:18:43.476658",
            "573,2022-05-03T08:53:01.363596,complete,look at it,1,update accession CSV,6,True,2022-05-03T08:53:01.363596"]);
    }

    private static bool Passes(EnaRunRow run) => run["library_strategy"] == "WGS" && run["instrument_platform"] == "ILLUMINA" && run["library_source"] == "GENOMIC" && run["library_layout"] == "PAIRED"
        && run["collection_date"] != "1800-01-01" && run["fastq_ftp"].Contains("_1.fastq.gz") && run["fastq_ftp"].Contains("_2.fastq.gz");
}
