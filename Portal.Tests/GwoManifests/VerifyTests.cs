using System.Text.Json;
using Portal.Domain.Runs;
using Portal.Sandbox.Faults;
using Portal.Tests.Support;

namespace Portal.Tests.GwoManifests;

/// <summary>Reading again after a load.</summary>
public sealed class VerifyTests(TestDatabase database)
{
    private static readonly string ThreeRows = Study.Manifest(Study.Row(1), Study.Row(2), Study.Row(3));

    [Fact]
    public async Task A_record_changed_behind_the_loads_back_is_named_with_what_it_should_be()
    {
        await using var world = await GwoWorld.WithStudyAsync(database, ("GwoManifests:Retries", "1"));
        var manifest = await world.CheckedAsync(ThreeRows);
        var run = await TamperedAsync(world, manifest, async () =>
        {
            await world.Sandbox.ChangeAsync("genomic-files", Find(world, 2), new { data_type = "Aligned Reads" });
            await world.Sandbox.RemoveAsync("sequencing-experiment-genomic-files", world.Sandbox.DataService.Rows("sequencing-experiment-genomic-files").Single(l => l.Text("genomic_file_id") == Find(world, 3)).KfId);
        });

        run.State.ShouldBe(RunState.Succeeded);
        run.Warnings.ShouldBe(2);
        run.Outcome.ShouldNotBeNull().ShouldEndWith("; 2 differences found afterwards");
        var found = await world.ArtifactAsync(run.Id, "verify.tsv");
        found.ShouldContain($"data_type of {Find(world, 2)} is Aligned Reads instead of gVCF");
        found.ShouldContain("is gone");
        JsonDocument.Parse(await world.ArtifactAsync(run.Id, "load-report.json")).RootElement.GetProperty("verified").GetProperty("differences").GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task A_file_of_the_bucket_that_no_study_shows_is_found_and_so_is_one_registered_twice()
    {
        await using var world = await GwoWorld.WithStudyAsync(database, ("GwoManifests:Retries", "1"));
        world.Sandbox.DataService.Seed("genomic-files", "GF_REMA1N01", Study.Fields(("external_id", $"s3://{Study.Bucket}/harmonized/left-over.cram"), ("is_harmonized", true)));
        foreach (var id in new[] { "GF_TW1CE001", "GF_TW1CE002" })
        {
            world.Sandbox.DataService.Seed("genomic-files", id, Study.Fields(("external_id", $"s3://{Study.Bucket}/harmonized/twice.cram"), ("is_harmonized", true)));
            world.Sandbox.DataService.Seed("biospecimen-genomic-files", null, Study.Fields(("biospecimen_id", Study.Specimen(1)), ("genomic_file_id", id)));
        }

        var run = await world.ApplyAsync(await world.CheckedAsync(ThreeRows));

        run.Outcome.ShouldNotBeNull().ShouldEndWith("; 1 unlinked file, 1 duplicate found afterwards");
        var found = await world.ArtifactAsync(run.Id, "verify.tsv");
        found.ShouldContain("GF_REMA1N01");
        found.ShouldContain($"is registered 2 times for {Study.Specimen(1)}: GF_TW1CE001, GF_TW1CE002");
    }

    [Fact]
    public async Task Many_records_are_read_again_from_lists_and_not_one_by_one()
    {
        await using var world = await GwoWorld.WithStudyAsync(database, ("GwoManifests:Retries", "1"));
        var rows = new List<string>();
        for (var i = 0; i < 1200; i++)
        {
            world.Sandbox.Objects.Put(Study.Bucket, $"harmonized/many-{i}.g.vcf.gz", 10 + i, Study.Etag(1));
            rows.Add(Study.Row(1 + (i % 3), path: $"s3://{Study.Bucket}/harmonized/many-{i}.g.vcf.gz"));
        }

        var manifest = await world.CheckedAsync(Study.Manifest([.. rows]));
        var run = await world.ApplyAsync(manifest);

        run.State.ShouldBe(RunState.Succeeded, run.Failure);
        (await world.Server.StepsAsync(run.Id)).Single(s => s.Name == "verify").Outcome.ShouldBe("3,600 records as planned");
        world.Sandbox.Requests.All.Count(r => r.Method == "GET" && r.Path.Contains("/GF_")).ShouldBe(0);
        world.Sandbox.Requests.MaximumSimultaneous.ShouldBeLessThanOrEqualTo(4, "GwoManifests:Parallel bounds what is under way at once");
    }

    // Tampers while the load waits at the first request of its verification.
    private static async Task<Run> TamperedAsync(GwoWorld world, Guid manifest, Func<Task> tamper)
    {
        var fault = world.Sandbox.Faults.Add(new Fault { Kind = FaultKind.Error, Method = "GET", Path = "/genomic-files/*" });
        var run = await world.ApplyAsync(manifest);
        run.State.ShouldBe(RunState.Failed);
        await tamper();
        world.Sandbox.Faults.Remove(fault);
        return await world.RetryAsync(run.Id);
    }

    private static string Find(GwoWorld world, int n) => world.Sandbox.DataService.Rows("genomic-files").Single(f => f.Text("external_id") == Study.Output(n)).KfId;
}
