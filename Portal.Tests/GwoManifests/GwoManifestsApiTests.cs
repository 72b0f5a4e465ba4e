using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Accounts;
using Portal.Domain.GwoManifests;
using Portal.GwoManifests;
using Portal.Tests.Support;

namespace Portal.Tests.GwoManifests;

public sealed class GwoManifestsApiTests(TestDatabase database)
{
    private static readonly string Good = Study.Manifest(Study.Row(1), Study.Row(2));

    [Fact]
    public async Task An_upload_is_kept_with_who_what_and_how_large_and_audited()
    {
        await using var world = await GwoWorld.StartAsync(database);

        using var reply = await world.PostFileAsync(Encoding.UTF8.GetBytes(Good), "C:\\data\\my manifest.tsv", Study.Id);

        reply.StatusCode.ShouldBe(HttpStatusCode.Created);
        var manifest = await reply.Content.ReadFromJsonAsync<JsonElement>();
        reply.Headers.Location!.ToString().ShouldEndWith($"/api/v1/gwo-manifests/{manifest.GetProperty("id")}");
        (manifest.GetProperty("studyId").GetString(), manifest.GetProperty("fileName").GetString(), manifest.GetProperty("rows").GetInt32(), manifest.GetProperty("state").GetString())
            .ShouldBe((Study.Id, "my manifest.tsv", 2, "Draft"));
        await using var db = world.Server.Db();
        (await db.AuditEntries.SingleAsync(a => a.Action == "gwo-manifest.upload")).Scope.ShouldBe(Scopes.Study(Study.Id));
    }

    [Theory]
    [InlineData("manifest.tsv", "a\tb\n", "SD_1", 400, "study-id")]
    [InlineData("manifest.tsv", "", Study.Id, 400, "unreadable-manifest")]
    [InlineData("manifest.exe", "a\tb\n", Study.Id, 400, "unreadable-manifest")]
    [InlineData("manifest.tsv", "a\tb\n", Study.Id, 201, null)]
    public async Task A_file_that_can_be_read_is_taken_and_any_other_refused_with_its_rule(string name, string content, string study, int status, string? rule)
    {
        await using var world = await GwoWorld.StartAsync(database);

        using var reply = await world.PostFileAsync(Encoding.UTF8.GetBytes(content), name, study);

        ((int)reply.StatusCode).ShouldBe(status);
        if (rule is not null)
        {
            (await GwoWorld.RuleAsync(reply)).ShouldBe(rule);
            (await world.Client.GetFromJsonAsync<JsonElement>("/api/v1/gwo-manifests")).GetProperty("items").GetArrayLength().ShouldBe(0);
        }
    }

    [Fact]
    public async Task A_file_larger_than_allowed_is_refused_with_the_key_that_limits_it()
    {
        await using var world = await GwoWorld.StartAsync(database, null, ("GwoManifests:MaxBytes", "100"));

        using var reply = await world.PostFileAsync(Encoding.UTF8.GetBytes(Good), "manifest.tsv", Study.Id);

        reply.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await reply.Content.ReadAsStringAsync()).ShouldContain("GwoManifests:MaxBytes");
    }

    [Fact]
    public async Task Only_curators_of_the_study_upload_check_and_apply_and_others_do_not_even_see()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        var manifest = await world.CheckedAsync(Good);
        using var viewer = await world.Server.ClientAsync(Role.Viewer, Scopes.Study(Study.Id));
        using var stranger = await world.Server.ClientAsync(Role.Curator, Scopes.Study("SD_0THER000"));
        var apply = new { policy = "good-rows" };

        (await world.PostFileAsync(Encoding.UTF8.GetBytes(Good), "m.tsv", Study.Id, viewer)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await world.PostFileAsync(Encoding.UTF8.GetBytes(Good), "m.tsv", Study.Id, stranger)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await viewer.GetAsync($"/api/v1/gwo-manifests/{manifest}/plan")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await viewer.PostAsync($"/api/v1/gwo-manifests/{manifest}/check", null)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await viewer.PostAsJsonAsync($"/api/v1/gwo-manifests/{manifest}/apply", apply)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        foreach (var path in new[] { "", "/issues", "/plan" })
        {
            (await stranger.GetAsync($"/api/v1/gwo-manifests/{manifest}{path}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }

        (await stranger.PostAsJsonAsync($"/api/v1/gwo-manifests/{manifest}/apply", apply)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await stranger.GetFromJsonAsync<JsonElement>("/api/v1/gwo-manifests")).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Without_a_plan_or_with_a_policy_nobody_knows_nothing_is_applied()
    {
        await using var world = await GwoWorld.StartAsync(database);
        var manifest = await world.UploadAsync(Good);

        using var none = await world.PostApplyAsync(manifest, "all-or-nothing", acknowledge: true);
        using var odd = await world.PostApplyAsync(manifest, "some-rows", acknowledge: true);

        (await GwoWorld.RuleAsync(none)).ShouldBe("plan-stale");
        odd.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Lists_and_issues_come_in_pages_to_who_asks_for_them()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        var manifest = await world.CheckedAsync(Study.Manifest(Study.Row(1, dataType: "a"), Study.Row(2, dataType: "b"), Study.Row(3, dataType: "c")));
        await world.UploadAsync(Good, fileName: "second.tsv");

        var first = await world.Client.GetFromJsonAsync<JsonElement>("/api/v1/gwo-manifests?limit=1");
        first.GetProperty("items")[0].GetProperty("fileName").GetString().ShouldBe("second.tsv");
        var second = await world.Client.GetFromJsonAsync<JsonElement>($"/api/v1/gwo-manifests?limit=1&cursor={first.GetProperty("next")}");
        (second.GetProperty("items")[0].GetProperty("id").GetGuid(), second.GetProperty("next").ValueKind).ShouldBe((manifest, JsonValueKind.Null));

        var issues = await world.Client.GetFromJsonAsync<JsonElement>($"/api/v1/gwo-manifests/{manifest}/issues?limit=2");
        issues.GetProperty("items").GetArrayLength().ShouldBe(2);
        var rest = await world.Client.GetFromJsonAsync<JsonElement>($"/api/v1/gwo-manifests/{manifest}/issues?limit=2&cursor={issues.GetProperty("next")}");
        rest.GetProperty("items").EnumerateArray().Single().GetProperty("value").GetString().ShouldBe("c");
    }

    [Fact]
    public async Task Screens_read_counts_groups_and_pages()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        var manifest = await world.CheckedAsync(Study.Manifest(Study.Row(1, dataType: "a"), Study.Row(2, dataType: "b"), Study.Row(3), Study.Row(3)));
        var queries = world.Server.Get<GwoManifestQueries>();

        var view = await queries.FindAsync(manifest, Grants.All, CancellationToken.None);
        var groups = await queries.IssueGroupsAsync(manifest, Grants.All, CancellationToken.None);
        var plan = await queries.PlanAsync(manifest, new PlanFilter(PlanEntity.GenomicFile, PlanAction.Create), 0, 10, Grants.All, CancellationToken.None);
        var studies = await queries.StudiesAsync(Grants.All, CancellationToken.None);

        (view!.State, view.Errors, view.Warnings, view.BadRows, view.PlanIsFresh).ShouldBe((ManifestState.Checked, 2, 1, 2, true));
        view.Count(PlanEntity.GenomicFile, PlanAction.Skip).ShouldBe(2);
        groups.Select(g => (g.Code, g.Count, g.DistinctValues, g.Sample)).ShouldBe([("E11-data-type", 2, 2, "a"), ("W01-duplicate-row", 1, 1, "same as row 4")]);
        plan.Rows.Single().GenomicFile.ShouldBe(Study.Output(3));
        studies.Items.Single().ShouldBe(new StudyChoice(Study.Id, "test"));
        studies.Trouble.ShouldBeNull();
    }

    [Fact]
    public async Task Checking_twice_at_once_is_one_check()
    {
        await using var world = await GwoWorld.WithStudyAsync(database, ("Runs:Parallel", "1"));
        world.Sandbox.Faults.Add(new Portal.Sandbox.Faults.Fault { Kind = Portal.Sandbox.Faults.FaultKind.Delay, DelayMilliseconds = 300 });
        var manifest = await world.UploadAsync(Good);

        var ids = new List<Guid>();
        for (var i = 0; i < 2; i++)
        {
            using var reply = await world.Client.PostAsync($"/api/v1/gwo-manifests/{manifest}/check", null);
            ids.Add((await reply.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid());
        }

        ids[1].ShouldBe(ids[0]);
    }
}
