using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Portal.Domain.Runs;
using Portal.Tests.Support;

namespace Portal.Tests.GwoManifests;

/// <summary>A volume's hash report beside a manifest.</summary>
public sealed class HashReportTests(TestDatabase database)
{
    private static readonly string Md5 = new('a', 32);
    private static readonly string Sha = new('b', 64);

    [Fact]
    public async Task Its_hashes_are_registered_with_the_files_by_path_whatever_else_it_holds()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        var manifest = await CheckedAsync(world, $"storageClass,uri,sizeInBytes,md5,sha256,etag\nSTANDARD,{Study.Output(1)},1001,{Md5.ToUpperInvariant()},{Sha},\"{Study.Etag(1)}\"\nSTANDARD,s3://elsewhere/x,5,,,\n");

        (await world.ApplyAsync(manifest)).Warnings.ShouldBe(0);

        var body = world.Writes.First(w => w.Body.Contains(Study.Output(1))).Body;
        JsonDocument.Parse(body).RootElement.GetProperty("hashes").GetRawText().ShouldBe($$"""{"etag":"{{Study.Etag(1)}}","md5":"{{Md5}}","sha256":"{{Sha}}"}""");
    }

    [Theory]
    [InlineData("1001,xyz,", "gives a md5 that is none")]
    [InlineData("1002,,", "in S3 it has")]
    [InlineData("many,,", "as the size")]
    [InlineData("1001,,11111111111111111111111111111111", "another etag than S3")]
    public async Task A_line_that_is_wrong_or_contradicts_s3_keeps_every_row_of_its_file_from_loading(string line, string message)
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        var manifest = await CheckedAsync(world, $"uri,sizeInBytes,md5,etag\n{Study.Output(1)},{line}\n", Study.Manifest(Study.Row(1), Study.Row(1, specimen: Study.Specimen(2)), Study.Row(3)));

        var issue = (await world.IssuesAsync(manifest)).Single(i => i.GetProperty("code").GetString() == "E18-bad-hash");

        (issue.GetProperty("row").GetInt32(), issue.GetProperty("column").GetString()).ShouldBe((2, "hash report"));
        issue.GetProperty("message").GetString().ShouldNotBeNull().ShouldContain(message);
        (await world.PlanAsync(manifest)).GetProperty("genomicFiles").EnumerateArray().Select(f => f.GetProperty("action").GetString()).ShouldBe(["SKIP", "CREATE"]);
    }

    [Fact]
    public async Task Two_lines_and_a_line_and_s3_that_disagree_are_both_told()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        world.Sandbox.Objects.SetChecksum(Study.Bucket, "harmonized/calls-2.g.vcf.gz", "md5", new string('c', 32));

        var manifest = await CheckedAsync(world, $"uri,sizeInBytes,md5\n{Study.Output(1)},1001,{Md5}\n{Study.Output(1)},1001,{new string('d', 32)}\n{Study.Output(2)},1002,{Md5}\n");

        (await world.IssueLinesAsync(manifest)).Where(i => i.Contains("E18")).ShouldBe([
            $"2\thash report\tE18-bad-hash\terror\t{new string('d', 32)}", $"3\thash report\tE18-bad-hash\terror\t{Md5}"]);
    }

    [Fact]
    public async Task What_is_no_hash_report_is_refused_with_the_columns_it_needs_and_nothing_is_kept()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);

        using var reply = await PostAsync(world, "path,size\nx,1\n", Study.Manifest(Study.Row(1)));

        reply.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await reply.Content.ReadAsStringAsync()).ShouldContain("uri, sizeInBytes and at least one of etag, md5");
        (await world.Client.GetFromJsonAsync<JsonElement>("/api/v1/gwo-manifests")).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    private static async Task<Guid> CheckedAsync(GwoWorld world, string report, string? manifest = null)
    {
        using var reply = await PostAsync(world, report, manifest ?? Study.Manifest(Study.Row(1), Study.Row(2), Study.Row(3)));
        reply.StatusCode.ShouldBe(HttpStatusCode.Created, await reply.Content.ReadAsStringAsync());
        var id = (await reply.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        (await world.CheckAsync(id)).State.ShouldBe(RunState.Succeeded);
        return id;
    }

    private static async Task<HttpResponseMessage> PostAsync(GwoWorld world, string report, string manifest)
    {
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(Encoding.UTF8.GetBytes(report)), "hashReport", "hashes.csv" },
            { new ByteArrayContent(Encoding.UTF8.GetBytes(manifest)), "file", "manifest.tsv" },
            { new StringContent(Study.Id), "studyId" },
        };
        return await world.Client.PostAsync("/api/v1/gwo-manifests", form);
    }
}
