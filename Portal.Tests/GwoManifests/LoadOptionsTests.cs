using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Sandbox.DataService;
using Portal.Tests.Support;

namespace Portal.Tests.GwoManifests;

/// <summary>What a load says of everything it creates, and the defaults of a study for it.</summary>
public sealed class LoadOptionsTests(TestDatabase database)
{
    private static readonly string OneRow = Study.Manifest(Study.Row(1));

    [Fact]
    public async Task What_a_load_says_stands_on_the_file_and_visibility_on_both_links_too()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        var manifest = await world.CheckedAsync(OneRow);

        var run = await world.LoadAsync(manifest, new
        {
            options = new { visible = false, visibilityReason = "Pre-Release", visibilityComment = "Release 3 candidate", availability = "Immediate Download", referenceGenome = "GRCh38", controlledAccess = true },
        });

        run.State.ShouldBe(RunState.Succeeded, run.Failure);
        run.Warnings.ShouldBe(0);
        var file = world.Sandbox.DataService.Rows("genomic-files").Single(f => f["is_harmonized"] is true);
        (file.Text("availability"), file.Text("reference_genome"), file["controlled_access"]).ShouldBe(("Immediate Download", "GRCh38", true));
        foreach (var record in Created(world, file))
        {
            (record["visible"], record.Text("visibility_reason"), record.Text("visibility_comment")).ShouldBe((false, "Pre-Release", "Release 3 candidate"));
        }
    }

    [Fact]
    public async Task What_nobody_says_is_not_sent()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        var manifest = await world.CheckedAsync(OneRow);

        await world.LoadAsync(manifest, new { });

        foreach (var write in world.Writes)
        {
            using var body = JsonDocument.Parse(write.Body);
            body.RootElement.EnumerateObject().Select(p => p.Name).ShouldNotContain(n => n.StartsWith("visibility_", StringComparison.Ordinal));
            body.RootElement.EnumerateObject().Select(p => p.Name).Intersect(["availability", "reference_genome", "controlled_access"]).ShouldBeEmpty();
            body.RootElement.GetProperty("visible").GetBoolean().ShouldBeTrue();
        }
    }

    [Fact]
    public async Task A_studys_defaults_fill_what_a_load_leaves_open_unless_it_wants_none()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        await SetAsync(world, new { visible = false, visibilityReason = "Pre-Release", referenceGenome = "GRCh38" });
        var manifest = await world.CheckedAsync(Study.Manifest(Study.Row(1)));
        var bare = await world.CheckedAsync(Study.Manifest(Study.Row(2)));

        await world.LoadAsync(manifest, new { options = new { referenceGenome = "GRCh37" } });
        await world.LoadAsync(bare, new { useDefaults = false });

        var first = File(world, 1);
        (first["visible"], first.Text("visibility_reason"), first.Text("reference_genome")).ShouldBe((false, "Pre-Release", "GRCh37"));
        var second = File(world, 2);
        (second["visible"], second.Text("visibility_reason"), second.Text("reference_genome")).ShouldBe((true, null, null));
    }

    [Fact]
    public async Task Only_the_studys_administrator_sets_defaults_and_the_audit_log_says_from_what_to_what()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        await SetAsync(world, new { referenceGenome = "GRCh37" });
        await SetAsync(world, new { referenceGenome = "GRCh38" });
        using var curator = await world.Server.ClientAsync(Role.Curator, Scopes.Study(Study.Id));
        using var stranger = await world.Server.ClientAsync(Role.Admin, Scopes.Study("SD_0THER000"));

        (await PutAsync(curator, "x", new { })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await PutAsync(stranger, "x", new { })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await curator.GetFromJsonAsync<JsonElement>($"/api/v1/gwo-manifests/defaults/{Study.Id}")).GetProperty("options").GetProperty("referenceGenome").GetString().ShouldBe("GRCh38");
        await using var db = world.Server.Db();
        var entry = await db.AuditEntries.Where(a => a.Action == "gwo-study.defaults").OrderByDescending(a => a.At).FirstAsync();
        entry.Before.ShouldNotBeNull().ShouldContain("GRCh37");
        entry.After.ShouldNotBeNull().ShouldContain("GRCh38");
    }

    [Fact]
    public async Task An_edit_over_somebody_elses_is_refused()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        var version = await VersionAsync(world);
        await SetAsync(world, new { referenceGenome = "GRCh37" });

        var late = await PutAsync(world.Client, version, new { referenceGenome = "GRCh38" });

        late.StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await world.Client.PutAsJsonAsync($"/api/v1/gwo-manifests/defaults/{Study.Id}", new { })).StatusCode.ShouldBe(HttpStatusCode.PreconditionRequired);
    }

    [Fact]
    public async Task A_reason_the_data_service_does_not_know_is_refused_before_anything_is_written()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        var manifest = await world.CheckedAsync(OneRow);

        using var reply = await world.Client.PostAsJsonAsync($"/api/v1/gwo-manifests/{manifest}/apply", new { options = new { visibilityReason = "Not Reported" } });

        reply.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await reply.Content.ReadAsStringAsync()).ShouldContain("Pre-Release");
        world.Writes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Options_never_change_what_is_registered_already()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        await world.LoadAsync(await world.CheckedAsync(OneRow), new { });
        world.Sandbox.Requests.Clear();

        var again = await world.LoadAsync(await world.CheckedAsync(OneRow), new { options = new { visible = false, referenceGenome = "GRCh38" } });

        again.State.ShouldBe(RunState.Succeeded);
        world.Writes.ShouldBeEmpty();
        (File(world, 1)["visible"], File(world, 1).Text("reference_genome")).ShouldBe((true, null));
    }

    [Fact]
    public async Task An_archived_object_is_cold_storage_whatever_was_said()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        world.Sandbox.Objects.Put(Study.Bucket, "harmonized/calls-1.g.vcf.gz", 1001, Study.Etag(1), "DEEP_ARCHIVE");
        var manifest = await world.CheckedAsync(OneRow);

        await world.LoadAsync(manifest, new { acknowledgeWarnings = true, options = new { availability = "Immediate Download" } });

        File(world, 1).Text("availability").ShouldBe("Cold Storage");
    }

    private static IEnumerable<Row> Created(GwoWorld world, Row file) =>
    [
        file,
        .. world.Sandbox.DataService.Rows("biospecimen-genomic-files").Where(l => l.Text("genomic_file_id") == file.KfId),
        .. world.Sandbox.DataService.Rows("sequencing-experiment-genomic-files").Where(l => l.Text("genomic_file_id") == file.KfId),
    ];

    private static Row File(GwoWorld world, int n) => world.Sandbox.DataService.Rows("genomic-files").Single(f => f.Text("external_id") == Study.Output(n));

    private static async Task<string> VersionAsync(GwoWorld world)
    {
        using var stored = await world.Client.GetAsync($"/api/v1/gwo-manifests/defaults/{Study.Id}");
        return stored.Headers.ETag!.Tag.Trim('"');
    }

    private static async Task SetAsync(GwoWorld world, object options)
    {
        using var reply = await PutAsync(world.Client, await VersionAsync(world), options);
        reply.StatusCode.ShouldBe(HttpStatusCode.OK, await reply.Content.ReadAsStringAsync());
    }

    private static Task<HttpResponseMessage> PutAsync(HttpClient client, string version, object options)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/gwo-manifests/defaults/{Study.Id}") { Content = JsonContent.Create(options) };
        request.Headers.IfMatch.ParseAdd($"\"{version}\"");
        return client.SendAsync(request);
    }
}
