using Portal.Domain.Runs;
using Portal.Sandbox;
using Portal.Sandbox.Faults;
using Portal.Tests.Support;

namespace Portal.Tests.GwoManifests;

/// <summary>A check against a Data Service and buckets that are full, strange or broken.</summary>
public sealed class ManifestCheckRunTests(TestDatabase database)
{
    [Fact]
    public async Task Sources_and_outputs_the_studys_list_hides_are_found_and_told_apart()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        Study.PutSource(world.Sandbox, 1, "GF_H1DDEN01", $"s3://{Study.Bucket}/source/hidden.cram", visible: false);
        Study.PutSource(world.Sandbox, 2, "GF_N0TBS001", $"s3://{Study.Bucket}/source/unlinked.cram", linked: false);
        Study.PutSource(world.Sandbox, 3, "GF_N0EXPR01", $"s3://{Study.Bucket}/source/no-experiment.cram", experiment: false);
        world.Sandbox.DataService.Seed("genomic-files", "GF_0RPHAN01", Study.Fields(("external_id", Study.Output(2)), ("is_harmonized", true), ("data_type", "gVCF")));

        var manifest = await world.CheckedAsync(Study.Manifest(
            Study.Row(1, source: $"s3://{Study.Bucket}/source/hidden.cram"),
            Study.Row(2, source: $"s3://{Study.Bucket}/source/unlinked.cram"),
            Study.Row(3, source: $"s3://{Study.Bucket}/source/no-experiment.cram"),
            Study.Row(3, source: $"s3://{Study.Bucket}/source/nowhere.cram")));

        (await world.IssueLinesAsync(manifest)).ShouldBe([
            $"2\tSource Read\tE13-unknown-source\terror\ts3://{Study.Bucket}/source/hidden.cram",
            $"4\tSource Read\tE14-source-without-experiment\terror\ts3://{Study.Bucket}/source/no-experiment.cram",
            $"5\tSource Read\tE13-unknown-source\terror\ts3://{Study.Bucket}/source/nowhere.cram",
        ]);
        var issues = await world.IssuesAsync(manifest);
        issues[0].GetProperty("hint").GetString().ShouldBe("GF_H1DDEN01 has this path, but it is hidden");
        issues[2].GetProperty("hint").GetString().ShouldBe("Nothing is registered under this path");
        var plan = await world.PlanAsync(manifest);
        plan.GetProperty("genomicFiles").EnumerateArray().Select(f => $"{f.GetProperty("action")} {f.GetProperty("kfId")}").ShouldBe(["SKIP ", "UPDATE GF_0RPHAN01", "SKIP "]);
        plan.GetProperty("experimentLinks").EnumerateArray().Single().GetProperty("sequencingExperimentId").GetString().ShouldBe(Study.Experiment(2));
    }

    [Fact]
    public async Task What_is_wrong_with_a_file_that_is_no_manifest_is_said_without_the_data_service()
    {
        await using var world = await GwoWorld.StartAsync(database, null, ("GwoManifests:DataServiceUrl", "http://127.0.0.1:9"), ("GwoManifests:Retries", "0"));

        var manifest = await world.CheckedAsync("a\tb\n1\t2\n");

        (await world.IssueLinesAsync(manifest)).ShouldAllBe(line => line.Contains("E01-missing-column"));
        (await world.IssueLinesAsync(manifest)).Count.ShouldBe(9);
    }

    [Fact]
    public async Task Specimens_of_other_studies_and_typing_slips_are_told_by_name()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        world.Sandbox.DataService.Seed("studies", "SD_0THER000", Study.Fields(("external_id", "other")));
        world.Sandbox.DataService.Seed("participants", "PT_0THER000", Study.Fields(("external_id", "P"), ("study_id", "SD_0THER000")));
        world.Sandbox.DataService.Seed("biospecimens", "BS_0THER000", Study.Fields(("participant_id", "PT_0THER000")));

        var manifest = await world.CheckedAsync(Study.Manifest(Study.Row(1, specimen: "BS_0THER000"), Study.Row(2, specimen: "BS_TEST0020")));

        (await world.IssueLinesAsync(manifest)).ShouldBe(["2\tKF Biospecimen ID\tE06-other-study\terror\tBS_0THER000", "3\tKF Biospecimen ID\tE05-unknown-biospecimen\terror\tBS_TEST0020"]);
        var issues = await world.IssuesAsync(manifest);
        issues[0].GetProperty("message").GetString()!.ShouldContain("SD_0THER000");
        issues[1].GetProperty("hint").GetString().ShouldBe("Did you mean BS_TEST0002?");
    }

    [Fact]
    public async Task Buckets_that_are_denied_absent_or_not_allowed_are_one_issue_each_and_the_last_is_never_asked()
    {
        await using var world = await GwoWorld.WithStudyAsync(database, ("GwoManifests:AllowedBuckets", "*{study}* absent"));
        world.Sandbox.Objects.Deny("denied-sd-test0001");
        world.Sandbox.Objects.CreateBucket("somebody-elses");

        var manifest = await world.CheckedAsync(Study.Manifest(
            Study.Row(1, path: "s3://denied-sd-test0001/x/a.vcf", dataType: "Variant Calls"),
            Study.Row(2, path: "s3://absent/x/a.vcf", dataType: "Variant Calls"),
            Study.Row(3, path: "s3://somebody-elses/x/a.vcf", dataType: "Variant Calls"),
            Study.Row(3, path: "s3://somebody-elses/x/b.vcf", dataType: "Variant Calls")));

        (await world.IssueLinesAsync(manifest)).ShouldBe([
            "2\tFilepath\tE10-s3-denied\terror\ts3://denied-sd-test0001/x/", "3\tFilepath\tE10-s3-denied\terror\ts3://absent/x/", "4\tFilepath\tE10-s3-denied\terror\ts3://somebody-elses/x/"]);
        (await world.IssuesAsync(manifest))[2].GetProperty("message").GetString()!.ShouldContain("GwoManifests:AllowedBuckets");
        world.Sandbox.Requests.All.ShouldNotContain(r => r.Path.Contains("somebody-elses"));
    }

    [Fact]
    public async Task Many_pages_of_objects_and_records_are_read_to_the_last()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        for (var i = 0; i < 2500; i++)
        {
            world.Sandbox.Objects.Put(Study.Bucket, $"harmonized/many/f-{i:d4}.g.vcf.gz", 5, Study.Etag(i));
        }

        for (var i = 0; i < 2000; i++)
        {
            Study.PutSource(world.Sandbox, (i % 3) + 1, $"GF_{i:d8}", $"s3://{Study.Bucket}/source/many-{i:d4}.cram");
        }

        var rows = Enumerable.Range(0, 2000).Select(i => Study.Row((i % 3) + 1, path: $"s3://{Study.Bucket}/harmonized/many/f-{i + 500:d4}.g.vcf.gz", source: $"s3://{Study.Bucket}/source/many-{i:d4}.cram"));
        var manifest = await world.CheckedAsync(Study.Manifest([.. rows, Study.Row(1, path: $"s3://{Study.Bucket}/harmonized/many/F-0001.g.vcf.gz")]));

        (await world.IssueLinesAsync(manifest)).ShouldBe([$"2002\tFilepath\tE09-not-in-s3\terror\ts3://{Study.Bucket}/harmonized/many/F-0001.g.vcf.gz"]);
        (await world.IssuesAsync(manifest))[0].GetProperty("hint").GetString().ShouldBe($"There is s3://{Study.Bucket}/harmonized/many/f-0001.g.vcf.gz");
        (await world.PlanAsync(manifest)).GetProperty("genomicFiles").EnumerateArray().Count(f => f.GetProperty("action").GetString() == "CREATE").ShouldBe(2000);
        world.Sandbox.Requests.MaximumSimultaneous.ShouldBeLessThanOrEqualTo(8); // four to each of two services
    }

    [Fact]
    public async Task Without_a_description_of_the_service_the_built_in_values_serve_and_a_note_says_so()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        world.Sandbox.Faults.Add(new Fault { Kind = FaultKind.Error, Path = "/swagger", Status = 404 });
        var manifest = await world.UploadAsync(Study.Manifest(Study.Row(1)));

        var run = await world.CheckAsync(manifest);

        run.Outcome.ShouldBe("0 errors, 0 warnings");
        (await world.Server.EventsAsync(run.Id)).ShouldContain(e => e.Text.Contains("the built-in list of version 1.36.0 is used"));
    }

    [Fact]
    public async Task A_broken_data_service_fails_the_check_in_words_and_keeps_what_an_earlier_one_found()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        var manifest = await world.CheckedAsync(Study.Manifest(Study.Row(1, dataType: "x")));
        world.Sandbox.Faults.Add(new Fault { Kind = FaultKind.Error, Path = "/biospecimens", Status = 500, Message = "database is down" });

        var run = await world.CheckAsync(manifest);

        run.State.ShouldBe(RunState.Failed);
        run.Failure.ShouldNotBeNull().ShouldStartWith("The Data Service failed while listing biospecimens: it answered 500");
        (await world.IssuesAsync(manifest)).Count.ShouldBe(1);
        world.Sandbox.Faults.Clear();
        (await world.RetryAsync(run.Id)).State.ShouldBe(RunState.Succeeded);
    }

    [Fact]
    public async Task Trouble_that_passes_is_waited_out()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        world.Sandbox.Faults.Add(new Fault { Kind = FaultKind.Error, Path = "/genomic-files", Times = 2 });
        world.Sandbox.Faults.Add(new Fault { Kind = FaultKind.Malformed, Path = "/biospecimens", Times = 1 });
        world.Sandbox.Faults.Add(new Fault { Kind = FaultKind.Throttle, Path = "/sequencing-experiments", Times = 1 });
        world.Sandbox.Faults.Add(new Fault { Kind = FaultKind.Error, Service = "s3", Times = 1 });

        (await world.IssuesAsync(await world.CheckedAsync(Study.Manifest(Study.Row(1))))).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_example_manifests_show_what_they_promise()
    {
        await using var world = await GwoWorld.StartAsync(database, new SandboxOptions { Seed = SandboxSeed.Demo });
        foreach (var example in world.Sandbox.Examples)
        {
            var manifest = await world.CheckedAsync(example.Content, example.StudyId);

            var found = (await world.IssuesAsync(manifest)).Select(i => $"{i.GetProperty("row")} {i.GetProperty("column")} {i.GetProperty("code").GetString()!.Split('-')[0]}").ToList();
            found.ShouldBe(example.Issues.Select(i => $"{i.Row} {i.Column} {i.Code}"), ignoreOrder: true, example.FileName);
        }
    }
}
