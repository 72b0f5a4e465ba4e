using System.Net;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Runs;
using Portal.Domain.TaxonFetches;
using Portal.Jobs.TaxonFetches;
using Portal.Sandbox.Ena;
using Portal.Sandbox.Faults;
using Portal.Tests.Support;

namespace Portal.Tests.TaxonFetches;

public sealed class TaxonCycleTests(TestDatabase database)
{
    [Fact]
    public async Task A_taxon_is_fetched_with_everything_below_it_judged_and_rests()
    {
        await using var world = await TaxonWorld.StartAsync(database);

        var run = await world.TrackedAsync(561);

        run.State.ShouldBe(RunState.Succeeded, run.Failure + run.FailureDetail);
        world.Asked("/count")[0].ShouldContain("tax_tree(561)");
        var taxon = await world.TaxonAsync(561);
        (taxon.Status, taxon.Stage, taxon.Priority, taxon.Leased, taxon.Due).ShouldBe((TaxonStatus.Complete, TaxonStage.Update, 1, false, false));
        (taxon.Runs, taxon.Passed).ShouldBe((27, 12));
        taxon.LastChecked.ShouldNotBeNull();
        var reasons = (await world.GetAsync("taxa/561/reasons")).GetProperty("items").EnumerateArray().ToDictionary(r => r.GetProperty("rule").GetString() ?? "", r => r.GetProperty("runs").GetInt32());
        reasons.ShouldBe(new Dictionary<string, int>
        {
            [""] = 12, ["library_strategy=WGS"] = 3, ["instrument_platform=ILLUMINA"] = 2, ["library_source=GENOMIC"] = 2, ["library_layout=PAIRED"] = 2,
            ["date acceptable"] = 2, ["fastq available"] = 2, ["fastq pair"] = 2,
        }, ignoreOrder: true);
        (await world.PickAsync()).ShouldBe(0); // it waits for the interval
    }

    [Fact]
    public async Task Two_cycles_go_through_the_stages_and_the_second_asks_only_for_what_is_new()
    {
        await using var world = await TaxonWorld.StartAsync(database);
        await world.TrackedAsync(573);
        var first = await world.TaxonAsync(573);
        new MadeUpRun { Accession = "ERR7000001", TaxId = 573, ScientificName = "Klebsiella pneumoniae", FirstPublic = $"{first.Watermark:yyyy-MM-dd}" }.AddTo(world.Ena);
        world.Sandbox.Requests.Clear();

        var run = await world.AgainAsync(573);

        run.State.ShouldBe(RunState.Succeeded, run.Failure + run.FailureDetail);
        world.Asked("/search").ShouldHaveSingleItem().ShouldContain($"first_public>={first.Watermark!.Value.AddDays(-7):yyyy-MM-dd}");
        (await world.Server.StepsAsync(run.Id))[0].Outcome.ShouldBe("1 new, 0 changed, 0 as before");
        var second = await world.TaxonAsync(573);
        (second.Runs, second.Status, second.CheckpointTime > first.CheckpointTime).ShouldBe((13, TaxonStatus.Complete, true));
    }

    [Fact]
    public async Task Nothing_new_still_counts_as_looked_at()
    {
        await using var world = await TaxonWorld.StartAsync(database);
        await world.TrackedAsync(573);
        var before = (await world.TaxonAsync(573)).LastChecked;

        await world.AgainAsync(573);

        (await world.TaxonAsync(573)).LastChecked!.Value.ShouldBeGreaterThan(before!.Value);
    }

    [Fact]
    public async Task A_run_of_two_tracked_taxa_is_one_row_with_two_links()
    {
        await using var world = await TaxonWorld.StartAsync(database);
        await world.TrackedAsync(562);
        await world.TrackedAsync(561);

        await using var db = world.Server.Db();
        (await db.Set<ReadRun>().CountAsync(), await db.Set<ReadRunTaxon>().CountAsync(), await db.Set<ReadRunTaxon>().CountAsync(l => l.RunAccession == "ERR9056200")).ShouldBe((27, 51, 2));
    }

    [Fact]
    public async Task A_full_look_marks_what_was_withdrawn_and_takes_it_back_when_it_returns()
    {
        await using var world = await TaxonWorld.StartAsync(database, settings: ("TaxonFetches:ReconcileEvery", "00:00:00.001"));
        await world.TrackedAsync(573);
        var gone = world.Ena.Runs.First(r => r.Accession == "ERR9057300");
        world.Ena.Withdraw(gone.Accession);

        await world.AgainAsync(573);

        var decision = (await world.GetAsync($"taxa/573/runs/{gone.Accession}")).GetProperty("decision");
        (decision.GetProperty("passed").GetBoolean(), decision.GetProperty("firstFailedRule").GetString()).ShouldBe((false, "withdrawn"));
        world.Ena.Add(gone);
        await world.AgainAsync(573);
        (await world.GetAsync($"taxa/573/runs/{gone.Accession}")).GetProperty("decision").GetProperty("passed").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task A_field_that_disappeared_is_a_warning_and_the_fetch_goes_on()
    {
        await using var world = await TaxonWorld.StartAsync(database);
        world.Ena.Remove("library_name");

        var run = await world.TrackedAsync(573);

        (run.State, run.Warnings).ShouldBe((RunState.Succeeded, 1));
        var taxon = await world.TaxonAsync(573);
        (taxon.Runs, taxon.GeneratedWarning).ShouldBe((12, true));
        world.Ena.Runs.Count.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task An_answer_that_ends_too_early_keeps_the_stage_sets_the_flag_and_asks_for_a_person_in_the_end()
    {
        await using var world = await TaxonWorld.StartAsync(database, settings: [("TaxonFetches:WarningPause", "00:00:00.010"), ("TaxonFetches:WarningRepeats", "2"), ("Runs:Sweep", "00:00:00.200")]);
        world.Ena.EndAnswersAfter = 5;
        await world.AddAsync("573");
        var cycle = await world.CycleOfAsync(573);

        await world.Server.UntilAsync(cycle, r => r is { State: RunState.Waiting, WaitKind: WaitKind.Event });

        var stuck = await world.TaxonAsync(573);
        (stuck.Stage, stuck.GeneratedWarning, stuck.Repeats).ShouldBe((TaxonStage.Fetch, true, 3));
        stuck.NeedsAttention.ShouldBe("ENA counts 12 runs for all runs, and 5 came. It was tried 3 times.");
        (await world.PickAsync()).ShouldBe(0);
        world.Ena.EndAnswersAfter = null;
        await world.PostAsync("taxa/573/clear-attention", new { why = "ENA is well again" }, HttpStatusCode.NoContent);
        (await world.Server.UntilFinalAsync(cycle)).State.ShouldBe(RunState.Succeeded);
        var taxon = await world.TaxonAsync(573);
        (taxon.Runs, taxon.NeedsAttention, taxon.GeneratedWarning).ShouldBe((12, null, true)); // the flag stays until a clean cycle
        await world.AgainAsync(573);
        (await world.TaxonAsync(573)).GeneratedWarning.ShouldBeFalse();
    }

    [Fact]
    public async Task An_error_stops_one_taxon_and_a_retry_goes_on_at_its_stage()
    {
        await using var world = await TaxonWorld.StartAsync(database, settings: ("TaxonFetches:Retries", "0"));
        world.Sandbox.Faults.Add(new() { Kind = FaultKind.Error, Service = "ena", Status = 503, Path = "*/search" });
        await world.AddAsync("573");
        var failed = await world.CycleAsync(573);

        failed.State.ShouldBe(RunState.Failed);
        var taxon = await world.TaxonAsync(573);
        (taxon.Status, taxon.Stage, taxon.Priority, taxon.Leased).ShouldBe((TaxonStatus.Error, TaxonStage.Fetch, -1, false));
        taxon.Error!.ShouldContain("503");
        world.Sandbox.Faults.Clear();
        (await world.TrackedAsync(210)).State.ShouldBe(RunState.Succeeded); // the others go on
        await world.PostAsync("taxa/573/retry", new { why = "ENA is back" }, HttpStatusCode.NoContent);
        (await world.CycleAsync(573)).State.ShouldBe(RunState.Succeeded);
        (await world.TaxonAsync(573)).Status.ShouldBe(TaxonStatus.Complete);
        await using var db = world.Server.Db();
        (await db.AuditEntries.SingleAsync(e => e.Action == "taxon.retry")).Why.ShouldBe("ENA is back");
    }

    [Fact]
    public async Task A_cancelled_cycle_stops_its_taxon()
    {
        await using var world = await TaxonWorld.StartAsync(database, settings: ("TaxonFetches:WarningPause", "01:00:00"));
        world.Ena.EndAnswersAfter = 5;
        await world.AddAsync("573");
        var cycle = await world.CycleOfAsync(573);
        await world.Server.UntilAsync(cycle, r => r.State == RunState.Waiting);
        await world.PostAsync($"runs/{cycle}/cancel", new { why = "not now" }, HttpStatusCode.Accepted);

        await world.PickAsync();

        var taxon = await world.TaxonAsync(573);
        (taxon.Status, taxon.Error, taxon.Leased).ShouldBe((TaxonStatus.Error, "Its cycle was cancelled.", false));
    }
}
