using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Accounts;
using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;
using Portal.GwoManifests;
using Portal.Sandbox.Faults;
using Portal.Tests.Support;

namespace Portal.Tests.GwoManifests;

/// <summary>Taking back what one load created, and nothing else.</summary>
public sealed class RollbackTests(TestDatabase database)
{
    private static readonly string ThreeRows = Study.Manifest(Study.Row(1), Study.Row(2), Study.Row(3));

    [Fact]
    public async Task After_a_roll_back_the_tables_are_as_before_and_the_manifest_can_be_checked_and_loaded_again()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        var before = world.Sandbox.AllRecords();
        var manifest = await world.CheckedAsync(ThreeRows);
        (await world.ApplyAsync(manifest)).State.ShouldBe(RunState.Succeeded);
        world.Sandbox.Requests.Clear();

        var run = await world.RollbackAsync(manifest);

        run.State.ShouldBe(RunState.Succeeded, run.Failure + run.FailureDetail);
        run.Outcome.ShouldBe("3 genomic files and 6 links removed");
        world.Sandbox.AllRecords().ShouldBe(before);
        world.Writes.Select(w => w.Path.Split('/')[2][..2]).ShouldBe(["SG", "SG", "SG", "BG", "BG", "BG", "GF", "GF", "GF"]);
        using var stale = await world.PostApplyAsync(manifest, "all-or-nothing", acknowledge: true);
        (await GwoWorld.RuleAsync(stale)).ShouldBe("plan-stale");
        (await world.CheckAsync(manifest)).State.ShouldBe(RunState.Succeeded);
        (await world.ApplyAsync(manifest)).Outcome.ShouldBe("3 genomic files, 3 specimen links and 3 experiment links written");
    }

    [Fact]
    public async Task What_was_there_before_is_left_alone_and_said_so()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        world.Sandbox.DataService.Seed("genomic-files", "GF_BEF0RE01", Study.Fields(("external_id", Study.Output(1)), ("is_harmonized", true), ("data_type", "Variant Calls")));
        var manifest = await world.CheckedAsync(ThreeRows);
        (await world.ApplyAsync(manifest)).State.ShouldBe(RunState.Succeeded);

        var run = await world.RollbackAsync(manifest);

        run.Outcome.ShouldBe("2 genomic files and 6 links removed; 1 record that was there before is left alone");
        world.Sandbox.HarmonizedFiles().Single().ShouldContain("gVCF");
        (await world.ArtifactAsync(run.Id, "rollback.tsv")).ShouldContain("GF_BEF0RE01\t" + Study.Output(1) + "\tLeftAlone\tan update is not undone");
    }

    [Fact]
    public async Task A_file_somebody_changed_or_linked_since_stays_and_is_reported()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        var manifest = await world.CheckedAsync(ThreeRows);
        await world.ApplyAsync(manifest);
        await world.Sandbox.ChangeAsync("genomic-files", IdOf(world, 1), new { reference_genome = "GRCh38" });
        world.Sandbox.DataService.Seed("biospecimen-genomic-files", null, Study.Fields(("biospecimen_id", Study.Specimen(1)), ("genomic_file_id", IdOf(world, 2))));

        var run = await world.RollbackAsync(manifest);

        run.State.ShouldBe(RunState.Succeeded);
        run.Warnings.ShouldBe(2);
        world.Sandbox.HarmonizedFiles().Select(f => f.Split('\t')[0]).ShouldBe([Study.Output(1), Study.Output(2)]);
        var report = await world.ArtifactAsync(run.Id, "rollback.tsv");
        report.ShouldContain($"{IdOf(world, 1)} was changed since by somebody else");
        report.ShouldContain($"still links {IdOf(world, 2)}");
    }

    [Fact]
    public async Task An_experiment_that_would_vanish_with_its_last_link_keeps_it()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        var manifest = await world.CheckedAsync(Study.Manifest(Study.Row(1)));
        await world.ApplyAsync(manifest);
        var source = world.Sandbox.DataService.Rows("sequencing-experiment-genomic-files").Single(l => l.Text("genomic_file_id") == Study.SourceId(1));
        await world.Sandbox.RemoveAsync("sequencing-experiment-genomic-files", source.KfId);

        var run = await world.RollbackAsync(manifest);

        run.State.ShouldBe(RunState.Succeeded);
        world.Sandbox.DataService.Find("sequencing-experiments", Study.Experiment(1)).ShouldNotBeNull();
        (await world.ArtifactAsync(run.Id, "rollback.tsv")).ShouldContain($"{Study.Experiment(1)} has no other links");
    }

    [Fact]
    public async Task Records_whose_answers_were_lost_are_known_to_be_the_loads_own()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        var before = world.Sandbox.AllRecords();
        var manifest = await world.CheckedAsync(ThreeRows);
        foreach (var path in new[] { "/genomic-files", "/biospecimen-genomic-files", "/sequencing-experiment-genomic-files" })
        {
            world.Sandbox.Faults.Add(new Fault { Kind = FaultKind.CommitThenError, Method = "POST", Path = path, Times = 1 });
        }

        (await world.ApplyAsync(manifest)).State.ShouldBe(RunState.Succeeded);
        await world.RollbackAsync(manifest);

        world.Sandbox.AllRecords().ShouldBe(before);
    }

    [Fact]
    public async Task What_somebody_else_registered_between_plan_and_load_is_not_the_loads_to_remove()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        var manifest = await world.CheckedAsync(ThreeRows);
        world.Sandbox.DataService.Seed("genomic-files", "GF_RACE0001", Study.Fields(("external_id", Study.Output(1)), ("is_harmonized", true), ("data_type", "gVCF")));
        await world.ApplyAsync(manifest);

        await world.RollbackAsync(manifest);

        world.Sandbox.DataService.Rows("genomic-files").Where(f => f["is_harmonized"] is true).Select(f => f.KfId).ShouldBe(["GF_RACE0001"]);
    }

    [Fact]
    public async Task A_roll_back_that_broke_off_goes_on_where_it_was()
    {
        for (var removed = 0; removed < 9; removed += 4)
        {
            await using var world = await GwoWorld.WithStudyAsync(database, ("GwoManifests:Parallel", "1"), ("GwoManifests:Retries", "0"));
            var before = world.Sandbox.AllRecords();
            var manifest = await world.CheckedAsync(ThreeRows);
            await world.ApplyAsync(manifest);
            world.Sandbox.Faults.Add(new Fault { Kind = FaultKind.CommitThenError, Method = "DELETE", AfterWrites = removed });

            var run = await world.RollbackAsync(manifest);
            run.State.ShouldBe(RunState.Failed);
            world.Sandbox.Faults.Clear();

            (await world.RetryAsync(run.Id)).State.ShouldBe(RunState.Succeeded);
            world.Sandbox.AllRecords().ShouldBe(before);
        }
    }

    [Fact]
    public async Task A_load_that_was_rolled_back_cannot_be_retried()
    {
        await using var world = await GwoWorld.WithStudyAsync(database, ("GwoManifests:Parallel", "1"));
        var manifest = await world.CheckedAsync(ThreeRows);
        world.Sandbox.Faults.Add(new Fault { Kind = FaultKind.Refuse, ExternalId = Study.Output(2) });
        var load = await world.ApplyAsync(manifest);
        load.State.ShouldBe(RunState.Failed);
        (await world.RollbackAsync(manifest)).Outcome.ShouldBe("2 genomic files and 4 links removed");
        world.Sandbox.Faults.Clear();

        var again = await world.RetryAsync(load.Id);

        again.State.ShouldBe(RunState.Failed);
        again.Failure.ShouldNotBeNull().ShouldContain("rolled back");
        world.Sandbox.HarmonizedFiles().ShouldBeEmpty();
    }

    [Fact]
    public async Task There_is_nothing_to_roll_back_before_a_load_after_a_roll_back_or_of_another_manifest()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        var manifest = await world.CheckedAsync(ThreeRows);
        var other = await world.UploadAsync(ThreeRows);

        (await RefusalAsync(world, manifest)).ShouldBe("nothing-loaded");
        var load = await world.ApplyAsync(manifest);
        (await RefusalAsync(world, other, load.Id)).ShouldBe("nothing-loaded");
        await world.RollbackAsync(manifest);
        (await RefusalAsync(world, manifest, load.Id)).ShouldBe("nothing-created");
    }

    [Fact]
    public async Task Who_may_not_load_may_not_roll_back_and_the_reason_is_in_the_audit_log()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        var manifest = await world.CheckedAsync(ThreeRows);
        await world.ApplyAsync(manifest);
        using var viewer = await world.Server.ClientAsync(Role.Viewer, Scopes.Study(Study.Id));

        (await viewer.PostAsJsonAsync($"/api/v1/gwo-manifests/{manifest}/rollback", new { })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        await world.RollbackAsync(manifest);

        await using var db = world.Server.Db();
        (await db.AuditEntries.SingleAsync(a => a.Action == "gwo-manifest.rollback")).Why.ShouldBe("wrong batch");
        (await db.Set<GwoLedgerEntry>().CountAsync(e => e.Removal == LedgerRemoval.Removed && e.RemovedAt != null)).ShouldBe(9);
        var view = await world.Server.Get<GwoManifestQueries>().FindAsync(manifest, Grants.All, CancellationToken.None);
        view!.State.ShouldBe(ManifestState.Draft);
    }

    private static string IdOf(GwoWorld world, int n) => world.Sandbox.DataService.Rows("genomic-files").Single(f => f.Text("external_id") == Study.Output(n)).KfId;

    private static async Task<string> RefusalAsync(GwoWorld world, Guid manifest, Guid? runId = null)
    {
        using var reply = await world.Client.PostAsJsonAsync($"/api/v1/gwo-manifests/{manifest}/rollback", new { runId });
        return await GwoWorld.RuleAsync(reply);
    }
}
