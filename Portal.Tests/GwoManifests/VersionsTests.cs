using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;
using Portal.GwoManifests;
using Portal.Tests.Support;

namespace Portal.Tests.GwoManifests;

public sealed class VersionsTests(TestDatabase database)
{
    private static readonly string First = Study.Manifest(Study.Row(1, dataType: "gvcf"), Study.Row(2), Study.Row(3, specimen: "BS_TEST0009"));
    private static readonly string Second = Study.Manifest(Study.Row(1), Study.Row(2, workflow: "Germline-Mutation"), Study.Row(3, source: ""));

    [Fact]
    public async Task Another_file_is_the_next_version_with_a_check_issues_and_a_plan_of_its_own()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        var id = await world.CheckedAsync(First);

        var version = await UploadAsync(world, id, Second);

        (version.GetProperty("version").GetInt32(), version.GetProperty("state").GetString(), version.GetProperty("errors").ValueKind).ShouldBe((2, "Draft", JsonValueKind.Null));
        (await world.IssuesAsync(id)).ShouldBeEmpty();
        (await world.PlanAsync(id)).GetProperty("genomicFiles").GetArrayLength().ShouldBe(0);
        using var early = await world.PostApplyAsync(id, "good-rows", acknowledge: true);
        (await GwoWorld.RuleAsync(early)).ShouldBe("plan-stale");

        (await world.CheckAsync(id)).State.ShouldBe(RunState.Succeeded);
        (await world.IssueLinesAsync(id)).ShouldHaveSingleItem().ShouldStartWith("4\tSource Read\tE03");
        await using var db = world.Server.Db();
        (await db.AuditEntries.CountAsync(a => a.Action == "gwo-manifest.version" && a.Scope == Scopes.Study(Study.Id))).ShouldBe(1);
    }

    [Fact]
    public async Task The_same_file_again_is_said_to_be_the_same_and_makes_no_version()
    {
        await using var world = await GwoWorld.StartAsync(database);
        var id = await world.UploadAsync(First);

        using var reply = await PostAsync(world, id, First);

        reply.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await reply.Content.ReadAsStringAsync()).ShouldContain("the same file as version 1");
        (await world.Client.GetFromJsonAsync<JsonElement>($"/api/v1/gwo-manifests/{id}/versions")).GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task Versions_are_compared_row_by_row_field_by_field_and_issue_by_issue()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        var id = await world.CheckedAsync(First);
        await UploadAsync(world, id, Second);
        await world.CheckAsync(id);

        var diff = (await world.Server.Get<VersionComparison>().OfAsync(id, 2, Grants.All, CancellationToken.None)).ShouldNotBeNull();

        (diff.From, diff.Added, diff.Removed, diff.Changed).ShouldBe((1, 0, 0, 3));
        diff.Rows.Select(r => (r.OldRow, r.Row, string.Join(';', r.Fields.Select(f => $"{f.Field}: {f.Old} → {f.New}")))).ShouldBe(
        [
            (2, 2, "Data Type: gvcf → gVCF"), (3, 3, "Workflow Type: alignment → Germline-Mutation"),
            (4, 4, $"KF Biospecimen ID: BS_TEST0009 → {Study.Specimen(3)};Source Read: {Study.Source(3)} → "),
        ], ignoreOrder: true);
        diff.Issues!.ShouldContain(new IssueChange(IssueCodes.DataType, "Data Type", 1, 0, 0));
        diff.Issues!.ShouldContain(new IssueChange(IssueCodes.Blank, "Source Read", 0, 1, 0));
        (await world.Server.Get<VersionComparison>().OfAsync(id, 1, Grants.All, CancellationToken.None)).ShouldBeNull();
        var json = await world.Client.GetFromJsonAsync<JsonElement>($"/api/v1/gwo-manifests/{id}/versions/2/diff");
        json.GetProperty("changed").GetInt32().ShouldBe(3);
    }

    [Fact]
    public async Task Every_version_stays_as_it_was_with_who_made_it_and_what_was_done_with_it()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        var id = await world.CheckedAsync(First);
        await UploadAsync(world, id, Second);
        await UploadAsync(world, id, First);
        await world.CheckAsync(id);
        await world.ApplyAsync(id, "good-rows");

        var history = await world.Server.Get<VersionQueries>().HistoryAsync(id, Grants.All, CancellationToken.None);

        history.Select(v => (v.Number, v.Errors, Runs: string.Join(',', v.Runs.Select(r => r.Workflow)))).ShouldBe(
            [(3, 2, "gwo-manifest-apply,gwo-manifest-check"), (2, 0, ""), (1, 2, "gwo-manifest-check")]);
        (await world.Client.GetStringAsync($"/api/v1/gwo-manifests/{id}/versions/2/file")).ShouldBe(Second);
        (await world.Client.GetStringAsync($"/api/v1/gwo-manifests/{id}/versions/1/file")).ShouldBe(First);
        (await world.Client.GetAsync($"/api/v1/gwo-manifests/{id}/versions/4/file")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_records_of_a_load_are_listed_with_their_place_in_the_data_service()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        var id = await world.CheckedAsync(First);
        var load = await world.ApplyAsync(id, "good-rows");
        var versions = world.Server.Get<VersionQueries>();

        var (records, total) = await versions.RecordsAsync(id, load.Id, PlanEntity.GenomicFile, 0, 10, Grants.All, CancellationToken.None);

        total.ShouldBe(1);
        records[0].GenomicFile.ShouldBe(Study.Output(2));
        records[0].Url.ShouldBe($"{world.Server.Get<Microsoft.Extensions.Options.IOptions<Portal.Jobs.GwoManifests.GwoManifestOptions>>().Value.DataServiceUrl!.TrimEnd('/')}/genomic-files/{records[0].KfId}");
        // A run of another manifest is none of this one's.
        var other = await world.UploadAsync(Second);
        (await versions.RecordsAsync(other, load.Id, PlanEntity.GenomicFile, 0, 10, Grants.All, CancellationToken.None)).Total.ShouldBe(0);
    }

    [Fact]
    public async Task While_a_run_works_on_a_version_there_is_no_other()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        var id = await world.UploadAsync(First);
        world.Sandbox.Faults.Add(new Portal.Sandbox.Faults.Fault { Kind = Portal.Sandbox.Faults.FaultKind.Delay, DelayMilliseconds = 400 });
        using var check = await world.Client.PostAsync($"/api/v1/gwo-manifests/{id}/check", null);
        var run = (await check.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();

        using var reply = await PostAsync(world, id, Second);

        (await GwoWorld.RuleAsync(reply)).ShouldBe("run-under-way");
        await world.Server.UntilFinalAsync(run);
    }

    [Fact]
    public async Task A_check_of_a_former_version_that_is_tried_again_publishes_nothing()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        var id = await world.UploadAsync(First);
        world.Sandbox.Faults.Add(new Portal.Sandbox.Faults.Fault { Kind = Portal.Sandbox.Faults.FaultKind.Error });
        var failed = await world.CheckAsync(id);
        failed.State.ShouldBe(RunState.Failed);
        world.Sandbox.Faults.Clear();
        await UploadAsync(world, id, Second);

        var again = await world.RetryAsync(failed.Id);

        again.State.ShouldBe(RunState.Failed);
        again.Failure!.ShouldContain("version 1, and the manifest is at version 2");
        (await world.IssuesAsync(id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Only_curators_of_the_study_make_versions_and_edit_and_others_do_not_even_see()
    {
        await using var world = await GwoWorld.StartAsync(database);
        var id = await world.UploadAsync(First);
        using var viewer = await world.Server.ClientAsync(Role.Viewer, Scopes.Study(Study.Id));
        using var stranger = await world.Server.ClientAsync(Role.Curator, Scopes.Study("SD_0THER000"));
        var drafts = world.Server.Get<DraftCommands>();
        var edit = ManifestEdit.Cell(2, 0, "a", "b");

        (await PostAsync(world, id, Second, viewer)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await PostAsync(world, id, Second, stranger)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await viewer.GetAsync($"/api/v1/gwo-manifests/{id}/versions")).StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (var path in new[] { "versions", "versions/1/file", "versions/1/diff", "annotated.csv", "annotated.xlsx", "report.json", "left-out.tsv" })
        {
            (await stranger.GetAsync($"/api/v1/gwo-manifests/{id}/{path}")).StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
        }

        var looksOn = await world.Server.ActorAsync(Role.Viewer, Scopes.Study(Study.Id));
        await Should.ThrowAsync<NotAllowedException>(() => drafts.AddAsync(id, 1, edit, looksOn, CancellationToken.None));
        var elsewhere = await world.Server.ActorAsync(Role.Curator, Scopes.Study("SD_0THER000"));
        await Should.ThrowAsync<NotFoundException>(() => drafts.AddAsync(id, 1, edit, elsewhere, CancellationToken.None));
    }

    internal static async Task<JsonElement> UploadAsync(GwoWorld world, Guid id, string content, string fileName = "manifest.tsv")
    {
        using var reply = await PostAsync(world, id, content, fileName: fileName);
        reply.StatusCode.ShouldBe(HttpStatusCode.Created, await reply.Content.ReadAsStringAsync());
        return await reply.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static async Task<HttpResponseMessage> PostAsync(GwoWorld world, Guid id, string content, HttpClient? client = null, string fileName = "manifest.tsv")
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Encoding.UTF8.GetBytes(content)), "file", fileName } };
        return await (client ?? world.Client).PostAsync($"/api/v1/gwo-manifests/{id}/versions", form);
    }
}
