using System.Text.Json;
using Portal.Domain.Runs;
using Portal.Jobs.GwoManifests;
using Portal.Jobs.Outside.S3;
using Portal.Sandbox.Faults;
using Portal.Tests.Support;

namespace Portal.Tests.GwoManifests;

/// <summary>What is asked of S3, and how often.</summary>
public sealed class ScrapeTests(TestDatabase database)
{
    private static readonly string Sha = new('5', 64);

    [Fact]
    public async Task A_checksum_of_the_whole_content_goes_beside_the_etag()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        world.Sandbox.Objects.SetChecksum(Study.Bucket, "harmonized/calls-1.g.vcf.gz", "sha256", Sha);
        var manifest = await world.CheckedAsync(Study.Manifest(Study.Row(1), Study.Row(2)));

        await world.ApplyAsync(manifest);

        HashesOf(world, 1).ShouldBe($"etag {Study.Etag(1)}, sha256 {Sha}");
        HashesOf(world, 2).ShouldBe($"etag {Study.Etag(2)}");
        world.Sandbox.Requests.All.Count(r => r is { Service: "s3", Method: "HEAD" }).ShouldBe(1, "only the object whose listing names a checksum is asked for it");
    }

    [Fact]
    public async Task Checksums_of_the_parts_of_an_upload_are_not_taken_for_the_files()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        world.Sandbox.Objects.SetChecksum(Study.Bucket, "harmonized/calls-1.g.vcf.gz", "sha256", Sha, "COMPOSITE");
        var manifest = await world.CheckedAsync(Study.Manifest(Study.Row(1)));

        await world.ApplyAsync(manifest);

        HashesOf(world, 1).ShouldBe($"etag {Study.Etag(1)}");
    }

    [Fact]
    public async Task Where_head_is_not_allowed_the_attributes_are_asked_for_and_where_neither_is_the_etag_does()
    {
        await using var world = await GwoWorld.WithStudyAsync(database);
        world.Sandbox.Objects.SetChecksum(Study.Bucket, "harmonized/calls-1.g.vcf.gz", "md5", new string('7', 32));
        world.Sandbox.Faults.Add(new Fault { Kind = FaultKind.Error, Service = "s3", Method = "HEAD", Status = 403 });
        var manifest = await world.CheckedAsync(Study.Manifest(Study.Row(1)));
        await world.ApplyAsync(manifest);
        HashesOf(world, 1).ShouldBe($"etag {Study.Etag(1)}, md5 {new string('7', 32)}");

        world.Sandbox.Objects.SetChecksum(Study.Bucket, "harmonized/calls-2.g.vcf.gz", "md5", new string('8', 32));
        world.Sandbox.Faults.Add(new Fault { Kind = FaultKind.Error, Service = "s3", Method = "GET", Path = "*.gz", Status = 403 });
        await world.ApplyAsync(await world.CheckedAsync(Study.Manifest(Study.Row(2))));

        HashesOf(world, 2).ShouldBe($"etag {Study.Etag(2)}");
    }

    [Fact]
    public async Task Few_files_of_a_very_large_folder_are_asked_for_by_key_after_the_last_page_allowed()
    {
        await using var world = await GwoWorld.WithStudyAsync(database, ("GwoManifests:MostListingPages", "2"));
        for (var i = 0; i < 3500; i++)
        {
            world.Sandbox.Objects.Put(Study.Bucket, $"harmonized/another-{i:0000}.cram", 5, Study.Etag(9));
        }

        var manifest = await world.UploadAsync(Study.Manifest(Study.Row(1), Study.Row(2), Study.Row(3, path: Study.Output(7))));
        (await world.CheckAsync(manifest)).State.ShouldBe(RunState.Succeeded);

        world.Sandbox.Requests.All.Count(r => r is { Service: "s3", Method: "GET" }).ShouldBe(2);
        world.Sandbox.Requests.All.Count(r => r is { Service: "s3", Method: "HEAD" }).ShouldBe(3);
        (await world.IssueLinesAsync(manifest)).ShouldBe([$"4\tFilepath\tE09-not-in-s3\terror\t{Study.Output(7)}"]);
    }

    [Fact]
    public async Task A_key_that_may_not_be_read_is_one_issue_for_its_row()
    {
        await using var world = await GwoWorld.WithStudyAsync(database, ("GwoManifests:MostListingPages", "1"));
        for (var i = 0; i < 1500; i++)
        {
            world.Sandbox.Objects.Put(Study.Bucket, $"harmonized/another-{i:0000}.cram", 5, Study.Etag(9));
        }

        world.Sandbox.Faults.Add(new Fault { Kind = FaultKind.Error, Service = "s3", Method = "HEAD", Path = "*calls-1*", Status = 403 });
        var manifest = await world.CheckedAsync(Study.Manifest(Study.Row(1), Study.Row(2)));

        (await world.IssueLinesAsync(manifest)).ShouldBe([$"2\tFilepath\tE10-s3-denied\terror\t{Study.Output(1)}"]);
    }

    [Fact]
    public void Folders_within_folders_are_listed_with_the_outer_one_and_a_sibling_of_like_name_by_itself()
    {
        var matcher = new ObjectMatcher(["s3://b/x/1.bam", "s3://b/x/deep/2.bam", "s3://b/x-old/3.bam", "s3://c/4.bam"]);

        matcher.Folders.Select(f => f.ToString()).ShouldBe(["s3://b/x-old/", "s3://b/x/", "s3://c/"]);
        matcher.Folders[2].OnlyThis.ShouldBeTrue();
    }

    [Fact]
    public void What_lies_beside_named_files_is_counted_without_sources_markers_and_deeper_folders()
    {
        var matcher = new ObjectMatcher(["s3://b/x/1.bam", "s3://b/x/2.vcf.gz.tbi"], ["s3://b/x/source.cram"]);
        foreach (var key in new[] { "x/", "x/1.bam", "x/1.bam.bai", "x/2.vcf.gz", "x/source.cram", "x/other.txt", "x/deep/3.bam" })
        {
            matcher.Offer(matcher.Folders[0], new ListedObject(key, 1, "e", null));
        }

        var scrape = matcher.Result();
        (scrape.Unnamed, string.Join(' ', scrape.UnnamedExamples)).ShouldBe((3, "s3://b/x/1.bam.bai s3://b/x/2.vcf.gz s3://b/x/other.txt"));
        scrape.Companions.ShouldBe(["s3://b/x/1.bam.bai", "s3://b/x/2.vcf.gz"], ignoreOrder: true);
    }

    private static string HashesOf(GwoWorld world, int n)
    {
        var file = world.Sandbox.DataService.Rows("genomic-files").Single(f => f.Text("external_id") == Study.Output(n));
        using var hashes = JsonDocument.Parse(((Portal.Sandbox.DataService.RawJson)file["hashes"]!).Text);
        return string.Join(", ", hashes.RootElement.EnumerateObject().Select(h => $"{h.Name} {h.Value}").Order(StringComparer.Ordinal));
    }
}
