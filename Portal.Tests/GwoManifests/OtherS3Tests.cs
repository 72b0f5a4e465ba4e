using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Portal.Domain.Runs;
using Portal.Tests.Support;

namespace Portal.Tests.GwoManifests;

/// <summary>The whole path with other people's S3 server.</summary>
public sealed class OtherS3Tests(TestDatabase database)
{
    private const int Objects = 1100;

    [Fact]
    public async Task A_folder_of_more_objects_than_a_page_holds_is_read_to_its_last_and_loaded()
    {
        await using var s3 = await S3Rver.StartAsync(Study.Bucket);
        Assert.SkipWhen(s3 is null, S3Rver.WhyNot);
        await FillAsync(s3);
        await using var world = await GwoWorld.StartAsync(database, null,
            ("S3:ServiceUrl", s3.Url), ("S3:AccessKey", S3Rver.Key), ("S3:SecretKey", S3Rver.Key), ("S3:Region", "us-east-1"), ("S3:ForcePathStyle", "true"));
        Study.Put(world.Sandbox);

        var manifest = await world.CheckedAsync(Study.Manifest(Row(1, 0), Row(2, 999), Row(3, Objects - 1), Row(3, Objects)));

        (await world.IssueLinesAsync(manifest)).ShouldBe([$"5\tFilepath\tE09-not-in-s3\terror\t{Path(Objects)}"]);
        var run = await world.ApplyAsync(manifest, "good-rows");
        run.State.ShouldBe(RunState.Succeeded, run.Failure);
        world.Sandbox.HarmonizedFiles().Select(f => f[..f.LastIndexOf('\t')]).ShouldBe(new[] { 0, 999, Objects - 1 }.Select(n => $"{Path(n)}\tfile-{n:0000}.g.vcf.gz\tgvcf\tgVCF\t{Content(n).Length}"));
        world.Sandbox.HarmonizedFiles().ShouldAllBe(f => f.Length - f.LastIndexOf('\t') == 33, "an ETag has 32 digits");
    }

    private static string Row(int specimen, int n) => Study.Row(specimen, path: Path(n));

    private static string Path(int n) => $"s3://{Study.Bucket}/harmonized/file-{n:0000}.g.vcf.gz";

    private static string Content(int n) => $"content of {n}";

    private static async Task FillAsync(S3Rver s3)
    {
        using var client = new AmazonS3Client(new BasicAWSCredentials(S3Rver.Key, S3Rver.Key), new AmazonS3Config { ServiceURL = s3.Url, ForcePathStyle = true, AuthenticationRegion = "us-east-1" });
        await Parallel.ForAsync(0, Objects, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (n, token) =>
            await client.PutObjectAsync(new PutObjectRequest { BucketName = Study.Bucket, Key = $"harmonized/file-{n:0000}.g.vcf.gz", ContentBody = Content(n), UseChunkEncoding = false }, token));
    }
}
