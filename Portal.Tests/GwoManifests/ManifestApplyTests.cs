using System.Text.Json;
using Portal.Domain.Runs;
using Portal.Sandbox.Faults;
using Portal.Tests.Support;

namespace Portal.Tests.GwoManifests;

/// <summary>Loading while the Data Service fails in every way it can: nothing twice, nothing lost, and a sentence where a person is needed.</summary>
public sealed class ManifestApplyTests(TestDatabase database)
{
    private static readonly string ThreeRows = Study.Manifest(Study.Row(1), Study.Row(2), Study.Row(3));

    [Theory]
    [InlineData("/genomic-files")]
    [InlineData("/biospecimen-genomic-files")]
    [InlineData("/sequencing-experiment-genomic-files")]
    public async Task A_write_that_was_carried_out_behind_an_error_is_found_and_not_repeated(string path)
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        var manifest = await world.CheckedAsync(ThreeRows);
        foreach (var kind in new[] { FaultKind.CommitThenError, FaultKind.Malformed })
        {
            world.Sandbox.Faults.Add(new Fault { Kind = kind, Method = "POST", Path = path, Times = 1 });
        }

        var run = await world.ApplyAsync(manifest);

        run.State.ShouldBe(RunState.Succeeded, run.Failure);
        ShouldHoldThree(world);
    }

    [Fact]
    public async Task A_write_that_was_not_carried_out_or_not_answered_is_sent_again()
    {
        await using var world = await GwoWorld.WithStudyAsync(database, ("GwoManifests:CallTimeout", "00:00:00.5"));
        var manifest = await world.CheckedAsync(ThreeRows);
        foreach (var kind in new[] { FaultKind.Error, FaultKind.Timeout })
        {
            world.Sandbox.Faults.Add(new Fault { Kind = kind, Method = "POST", Path = "/genomic-files", Times = 1 });
            world.Sandbox.Faults.Add(new Fault { Kind = kind, Method = "POST", Path = "/biospecimen-genomic-files", Times = 1 });
        }

        var run = await world.ApplyAsync(manifest);

        run.State.ShouldBe(RunState.Succeeded, run.Failure);
        ShouldHoldThree(world);
    }

    [Fact]
    public async Task An_outage_half_way_stops_with_a_sentence_and_retry_finishes_without_duplicates()
    {
        for (var writes = 0; writes < 9; writes += 2)
        {
            await using var world = await GwoWorld.WithStudyAsync(database, ("GwoManifests:Parallel", "1"));
            var manifest = await world.CheckedAsync(ThreeRows);
            world.Sandbox.Faults.Add(new Fault { Kind = FaultKind.Error, AfterWrites = writes });

            var run = await world.ApplyAsync(manifest);

            run.State.ShouldBe(RunState.Failed);
            run.Failure.ShouldNotBeNull().ShouldContain("it answered 503");
            run.Failure.ShouldContain("of 3 files are loaded; Retry continues with the rest.");
            world.Sandbox.Faults.Clear();
            (await world.RetryAsync(run.Id)).State.ShouldBe(RunState.Succeeded);
            ShouldHoldThree(world);
        }
    }

    [Fact]
    public async Task A_refused_file_does_not_stop_the_others_and_retry_sends_only_that_one()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        var manifest = await world.CheckedAsync(ThreeRows);
        var fault = world.Sandbox.Faults.Add(new Fault { Kind = FaultKind.Refuse, ExternalId = Study.Output(2), Message = "size is odd" });

        var run = await world.ApplyAsync(manifest);

        run.State.ShouldBe(RunState.Failed);
        run.Failure.ShouldNotBeNull().ShouldContain("refused 1 file of 3");
        run.Failure.ShouldContain($"row 3, {Study.Output(2)}: size is odd");
        world.Sandbox.HarmonizedFiles().Count.ShouldBe(2);
        world.Sandbox.Faults.Remove(fault);
        world.Sandbox.Requests.Clear();
        (await world.RetryAsync(run.Id)).State.ShouldBe(RunState.Succeeded);
        world.Writes.Count.ShouldBe(3);
        ShouldHoldThree(world);
    }

    [Fact]
    public async Task A_refused_update_is_not_followed_by_a_post()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        world.Sandbox.DataService.Seed("genomic-files", "GF_BEF0RE01", Study.Fields(("external_id", Study.Output(1)), ("is_harmonized", true), ("data_type", "Variant Calls"), ("reference_genome", "GRCh38")));
        var manifest = await world.CheckedAsync(Study.Manifest(Study.Row(1)));
        world.Sandbox.Faults.Add(new Fault { Kind = FaultKind.Error, Status = 400, Method = "PATCH" });

        var run = await world.ApplyAsync(manifest);

        run.State.ShouldBe(RunState.Failed);
        world.Writes.Select(w => w.Method).ShouldBe(["PATCH"]);
        using var body = JsonDocument.Parse(world.Writes[0].Body);
        body.RootElement.EnumerateObject().Select(p => p.Name).ShouldNotContain("reference_genome");
        body.RootElement.EnumerateObject().Select(p => p.Name).ShouldNotContain("availability");
    }

    [Fact]
    public async Task What_somebody_else_registered_since_the_plan_is_taken_and_not_doubled()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        var manifest = await world.CheckedAsync(ThreeRows);
        world.Sandbox.DataService.Seed("genomic-files", "GF_RACE0001", Study.Fields(("external_id", Study.Output(1)), ("is_harmonized", true), ("data_type", "gVCF")));
        world.Sandbox.DataService.Seed("biospecimen-genomic-files", "BG_RACE0001", Study.Fields(("biospecimen_id", Study.Specimen(1)), ("genomic_file_id", "GF_RACE0001")));

        var run = await world.ApplyAsync(manifest);

        run.State.ShouldBe(RunState.Succeeded, run.Failure);
        ShouldHoldThree(world);
    }

    [Fact]
    public async Task Cancelling_takes_effect_between_files_and_retry_goes_on()
    {
        await using var world = await GwoWorld.WithStudyAsync(database, ("GwoManifests:Parallel", "1"));
        var manifest = await world.CheckedAsync(ThreeRows);
        world.Sandbox.Faults.Add(new Fault { Kind = FaultKind.Delay, Method = "POST", Path = "/genomic-files", DelayMilliseconds = 2_000 });
        using var reply = await world.PostApplyAsync(manifest, "all-or-nothing", acknowledge: true);
        var id = JsonDocument.Parse(await reply.Content.ReadAsStringAsync()).RootElement.GetProperty("id").GetGuid();
        await world.Server.UntilAsync(id, r => r.CurrentStep == "load");
        await world.Client.PostAsync($"/api/v1/runs/{id}/cancel", null);

        (await world.Server.UntilFinalAsync(id)).State.ShouldBe(RunState.Cancelled);

        world.Sandbox.HarmonizedFiles().Count.ShouldBeLessThan(3);
        world.Sandbox.SpecimenLinks().Count.ShouldBe(world.Sandbox.HarmonizedFiles().Count);
        world.Sandbox.Faults.Clear();
        (await world.RetryAsync(id)).State.ShouldBe(RunState.Succeeded);
        ShouldHoldThree(world);
    }

    [Fact]
    public async Task As_many_requests_are_under_way_at_once_as_the_setting_allows_and_no_more()
    {
        await using var world = await GwoWorld.WithStudyAsync(database, ("GwoManifests:Parallel", "2"));
        var manifest = await world.CheckedAsync(ThreeRows);
        world.Sandbox.Faults.Add(new Fault { Kind = FaultKind.Delay, Method = "POST", DelayMilliseconds = 300 });
        world.Sandbox.Requests.Clear();

        await world.ApplyAsync(manifest);

        world.Sandbox.Requests.MaximumSimultaneous.ShouldBe(2);
        ShouldHoldThree(world);
    }

    [Fact]
    public async Task Loading_leaves_its_reports_and_the_rows_left_out()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        var manifest = await world.CheckedAsync(Study.Manifest(Study.Row(1), Study.Row(2, dataType: "gvcf"), Study.Row(3)));

        var run = await world.ApplyAsync(manifest, "good-rows");

        run.Outcome.ShouldBe("2 genomic files, 2 specimen links and 2 experiment links written");
        (await world.Server.StepsAsync(run.Id)).Select(s => s.Outcome).ShouldBe(["6 writes planned, 0 unchanged", "2 files loaded", "6 records as planned", run.Outcome]);
        var left = await world.ArtifactAsync(run.Id, "rows-left-out.tsv");
        left.Split('\n').Length.ShouldBe(3);
        left.ShouldContain($"{Study.Row(2, dataType: "gvcf")}\tE11-data-type: ");
        (await world.ArtifactAsync(run.Id, "ledger.tsv")).Split('\n').Count(l => l.Contains("\tDone\t")).ShouldBe(6);
        (await world.ArtifactAsync(run.Id, "plan.tsv")).ShouldContain("SKIP");
        (await world.ArtifactAsync(run.Id, "issues.tsv")).ShouldContain("3\tData Type\tE11-data-type\terror\tgvcf");
    }

    [Fact]
    public async Task The_body_of_a_new_file_says_what_manifest_and_s3_know_and_nothing_else()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        world.Sandbox.Objects.Put(Study.Bucket, "harmonized/calls-1.g.vcf.gz", 3_000_000_000, "0123456789abcdef0123456789abcdef-12", "GLACIER");
        var manifest = await world.CheckedAsync(Study.Manifest(Study.Row(1)));

        await world.ApplyAsync(manifest);

        world.Writes.Select(w => w.Path).ShouldBe(["/genomic-files", "/biospecimen-genomic-files", "/sequencing-experiment-genomic-files"]);
        world.Writes[0].Body.ShouldBe($$"""
            {"external_id":"{{Study.Output(1)}}","file_name":"calls-1.g.vcf.gz","file_format":"gvcf","data_type":"gVCF","availability":"Cold Storage","is_harmonized":true,"hashes":{"etag":"0123456789abcdef0123456789abcdef-12"},"size":3000000000,"urls":["{{Study.Output(1)}}"],"workflow_type":"Alignment","cavatica_file_id":"be2315bbaafdef429d8e4b4d","visible":true}
            """);
    }

    private static void ShouldHoldThree(GwoWorld world)
    {
        world.Sandbox.HarmonizedFiles().ShouldBe(Enumerable.Range(1, 3).Select(n => $"{Study.Output(n)}\tcalls-{n}.g.vcf.gz\tgvcf\tgVCF\t{1000 + n}\t{Study.Etag(n)}"));
        world.Sandbox.SpecimenLinks().ShouldBe(Enumerable.Range(1, 3).Select(n => $"{Study.Specimen(n)}\t{Study.Output(n)}\t{Study.Specimen(n)}-{Study.Output(n)}"));
        world.Sandbox.ExperimentLinks().ShouldBe(Enumerable.Range(1, 3).Select(n => $"{Study.Experiment(n)}\t{Study.Output(n)}\texp-{n}-{Study.Output(n)}"));
    }
}
