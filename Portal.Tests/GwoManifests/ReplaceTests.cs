using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;
using Portal.Sandbox.DataService;
using Portal.Tests.Support;

namespace Portal.Tests.GwoManifests;

/// <summary>Registered values stay unless somebody ticks them, each or all of a kind.</summary>
public sealed class ReplaceTests(TestDatabase database)
{
    private static readonly string TwoRows = Study.Manifest(Study.Row(1), Study.Row(2));

    [Fact]
    public async Task Without_a_tick_a_registered_value_stays_and_is_reported_and_what_was_missing_is_filled_in()
    {
        await using var world = await StartAsync();
        var manifest = await world.CheckedAsync(TwoRows);

        var run = await world.LoadAsync(manifest, new { acknowledgeWarnings = true });

        run.State.ShouldBe(RunState.Succeeded, run.Failure);
        run.Outcome.ShouldNotBeNull().ShouldContain("2 registered values left as they are");
        foreach (var n in new[] { 1, 2 })
        {
            (File(world, n).Text("data_type"), File(world, n).Text("file_format"), File(world, n)["size"]).ShouldBe(("Variant Calls", "gvcf", 1000L + n));
        }

        world.Writes.Where(w => w.Method == "PATCH").ShouldAllBe(w => !w.Body.Contains("data_type"));
        (await world.ArtifactAsync(run.Id, "left-as-registered.tsv")).ShouldContain("\tdata_type\tVariant Calls\tgVCF");
    }

    [Fact]
    public async Task A_tick_for_one_record_replaces_that_one_only()
    {
        await using var world = await StartAsync();
        var manifest = await world.CheckedAsync(TwoRows);

        await world.LoadAsync(manifest, new { acknowledgeWarnings = true, replace = new[] { new { field = "data_type", kfId = Id(2) } } });

        (File(world, 1).Text("data_type"), File(world, 2).Text("data_type")).ShouldBe(("Variant Calls", "gVCF"));
    }

    [Fact]
    public async Task A_tick_for_all_of_a_kind_lands_in_the_audit_log_with_how_many_it_replaces()
    {
        await using var world = await StartAsync();
        var manifest = await world.CheckedAsync(TwoRows);

        await world.LoadAsync(manifest, new { acknowledgeWarnings = true, replace = new[] { new { field = "data_type" } } });

        (File(world, 1).Text("data_type"), File(world, 2).Text("data_type")).ShouldBe(("gVCF", "gVCF"));
        await using var db = world.Server.Db();
        var after = JsonDocument.Parse((await db.AuditEntries.SingleAsync(a => a.Action == "gwo-manifest.apply")).After!).RootElement;
        after.GetProperty("replaced").GetProperty("data_type").GetInt32().ShouldBe(2);
        after.GetProperty("replace").GetProperty("ticks")[0].GetProperty("field").GetString().ShouldBe("data_type");
        after.GetProperty("acknowledgeWarnings").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task A_tick_for_something_the_plan_does_not_replace_is_refused()
    {
        await using var world = await StartAsync();
        var manifest = await world.CheckedAsync(TwoRows);

        using var reply = await world.Client.PostAsJsonAsync($"/api/v1/gwo-manifests/{manifest}/apply", new { acknowledgeWarnings = true, replace = new[] { new { field = "file_name" } } });

        (await GwoWorld.RuleAsync(reply)).ShouldBe("replace");
        world.Writes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_size_is_changed_content_and_another_etag_alone_possibly_the_same_uploaded_again()
    {
        await using var world = await StartAsync(registered: false);
        Seed(world, 1, ("data_type", "gVCF"), ("size", 7L), ("hashes", Hashes("a")));
        Seed(world, 2, ("data_type", "gVCF"), ("size", 1002L), ("hashes", Hashes("b")));
        var manifest = await world.CheckedAsync(TwoRows);

        var plan = await world.PlanAsync(manifest);

        var changes = plan.GetProperty("genomicFiles").EnumerateArray().Select(f => f.GetProperty("changes").EnumerateArray()
            .Where(c => c.GetProperty("tick").GetString() == "content").Select(c => $"{c.GetProperty("field")}: {c.GetProperty("meaning")}").ToList()).ToList();
        changes[0].ShouldBe(["size: file content changed", "hashes: file content changed"]);
        changes[1].ShouldBe(["hashes: possibly uploaded again"]);
    }

    [Fact]
    public async Task Size_and_hashes_are_one_tick_so_that_they_never_contradict_each_other()
    {
        await using var world = await StartAsync(registered: false);
        Seed(world, 1, ("data_type", "gVCF"), ("size", 7L), ("hashes", Hashes("a")));
        var manifest = await world.CheckedAsync(Study.Manifest(Study.Row(1)));

        await world.LoadAsync(manifest, new { acknowledgeWarnings = true });
        File(world, 1)["size"].ShouldBe(7L);
        (await world.CheckAsync(manifest)).State.ShouldBe(RunState.Succeeded);
        await world.LoadAsync(manifest, new { acknowledgeWarnings = true, replace = new[] { new { field = "hashes" } } });

        File(world, 1)["size"].ShouldBe(1001L);
        File(world, 1)["hashes"]!.ToString().ShouldNotBeNull().ShouldContain(Study.Etag(1));
    }

    [Fact]
    public async Task Nothing_ticked_and_nothing_missing_writes_nothing()
    {
        await using var world = await StartAsync();
        await world.LoadAsync(await world.CheckedAsync(TwoRows), new { acknowledgeWarnings = true });
        var manifest = await world.CheckedAsync(TwoRows);
        world.Sandbox.Requests.Clear();

        var run = await world.LoadAsync(manifest, new { acknowledgeWarnings = true });

        run.Outcome.ShouldBe("everything was there already; nothing written; 2 registered values left as they are");
        (await world.Server.StepsAsync(run.Id))[0].Outcome.ShouldBe("0 writes planned, 4 unchanged, 2 left as registered");
        world.Writes.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_somebody_registered_otherwise_since_the_plan_is_not_overwritten_either()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        var manifest = await world.CheckedAsync(Study.Manifest(Study.Row(1)));
        Seed(world, 1, ("data_type", "Variant Calls"));

        var run = await world.LoadAsync(manifest, new { replaceAll = true });

        run.State.ShouldBe(RunState.Succeeded, run.Failure);
        (File(world, 1).Text("data_type"), File(world, 1).Text("file_format")).ShouldBe(("Variant Calls", "gvcf"));
        run.Outcome.ShouldNotBeNull().ShouldContain("1 registered value left as they are");
    }

    [Fact]
    public void A_choice_of_one_field_of_one_record_holds_for_nothing_else()
    {
        var may = new ReplaceChoice { Ticks = [new("data_type", "GF_1"), new("content")] }.Rule();

        (may("GF_1", "data_type"), may("GF_2", "data_type"), may("GF_2", "content"), may(null, "urls")).ShouldBe((true, false, true, false));
    }

    private static RawJson Hashes(string digit) => new($$"""{"etag":"{{new string(digit[0], 32)}}"}""");

    private static string Id(int n) => $"GF_BEF0RE0{n}";

    private static Row File(GwoWorld world, int n) => world.Sandbox.DataService.Rows("genomic-files").Single(f => f.Text("external_id") == Study.Output(n));

    private static void Seed(GwoWorld world, int n, params (string, object?)[] fields)
    {
        world.Sandbox.DataService.Seed("genomic-files", Id(n), Study.Fields([("external_id", Study.Output(n)), ("is_harmonized", true), .. fields]));
        world.Sandbox.DataService.Seed("biospecimen-genomic-files", null, Study.Fields(("biospecimen_id", Study.Specimen(n)), ("genomic_file_id", Id(n)), ("external_id", $"{Study.Specimen(n)}-{Study.Output(n)}")));
        world.Sandbox.DataService.Seed("sequencing-experiment-genomic-files", null, Study.Fields(("sequencing_experiment_id", Study.Experiment(n)), ("genomic_file_id", Id(n)), ("external_id", $"exp-{n}-{Study.Output(n)}")));
    }

    private async Task<GwoWorld> StartAsync(bool registered = true)
    {
        var world = await GwoWorld.WithStudyAsync(database);
        foreach (var n in registered ? new[] { 1, 2 } : [])
        {
            Seed(world, n, ("data_type", "Variant Calls"));
        }

        return world;
    }
}
