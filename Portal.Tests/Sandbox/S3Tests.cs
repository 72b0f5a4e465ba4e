using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Portal.Sandbox;
using Portal.Sandbox.Faults;
using Shouldly;
using Xunit;

namespace Portal.Tests.Sandbox;

public sealed class S3Tests
{
    private const string Bucket = "kf-study-us-east-1-dev-sd-aaaa0001";

    [Fact]
    public async Task More_than_a_page_of_keys_is_listed_in_order_and_once()
    {
        await using var sandbox = await SandboxHost.StartAsync(new());
        var keys = Enumerable.Range(0, 2_500).Select(i => $"harmonized/a b+ü&{i:d5}.g.vcf.gz").ToList();
        keys.ForEach(key => sandbox.Objects.Put(Bucket, key, 10, "0123456789abcdef0123456789abcdef-2"));
        sandbox.Objects.Put(Bucket, "other/file", 1, "0123456789abcdef0123456789abcdef");
        using var s3 = Client(sandbox);

        var (found, pages, request) = (new List<S3Object>(), 0, new ListObjectsV2Request { BucketName = Bucket, Prefix = "harmonized/" });
        ListObjectsV2Response page;
        do
        {
            page = await s3.ListObjectsV2Async(request);
            request.ContinuationToken = page.NextContinuationToken;
            found.AddRange(page.S3Objects);
            pages++;
        }
        while (page.IsTruncated == true);

        pages.ShouldBe(3);
        found.Select(o => o.Key).ShouldBe(keys);
        found[0].ETag.ShouldBe("\"0123456789abcdef0123456789abcdef-2\"");
        found[0].Size.ShouldBe(10);
        found[0].StorageClass.ShouldBe(S3StorageClass.Standard);
    }

    [Fact]
    public async Task A_delimiter_folds_keys_into_common_prefixes_across_pages()
    {
        await using var sandbox = await SandboxHost.StartAsync(new());
        foreach (var key in new[] { "a/1", "a/2", "b/1", "c", "d/1", "d/2" })
        {
            sandbox.Objects.Put(Bucket, key, 1, "0123456789abcdef0123456789abcdef");
        }

        using var s3 = Client(sandbox);
        var first = await s3.ListObjectsV2Async(new() { BucketName = Bucket, Delimiter = "/", MaxKeys = 2 });
        var second = await s3.ListObjectsV2Async(new() { BucketName = Bucket, Delimiter = "/", MaxKeys = 2, ContinuationToken = first.NextContinuationToken });
        var later = await s3.ListObjectsV2Async(new() { BucketName = Bucket, StartAfter = "b/1" });

        first.CommonPrefixes.ShouldBe(["a/", "b/"]);
        first.IsTruncated.ShouldBe(true);
        second.CommonPrefixes.ShouldBe(["d/"]);
        second.S3Objects.ShouldHaveSingleItem().Key.ShouldBe("c");
        second.IsTruncated.ShouldBe(false);
        later.S3Objects.Select(o => o.Key).ShouldBe(["c", "d/1", "d/2"]);
    }

    [Fact]
    public async Task The_head_of_an_object_tells_size_checksum_and_class()
    {
        await using var sandbox = await SandboxHost.StartAsync(new());
        var moment = new DateTimeOffset(2025, 4, 1, 8, 0, 0, TimeSpan.Zero);
        sandbox.Objects.Put(Bucket, "a b/c.cram", 5_000_000_000, "0123456789abcdef0123456789abcdef", "DEEP_ARCHIVE", moment);
        using var s3 = Client(sandbox);

        var head = await s3.GetObjectMetadataAsync(Bucket, "a b/c.cram");

        head.ContentLength.ShouldBe(5_000_000_000);
        head.ETag.ShouldBe("\"0123456789abcdef0123456789abcdef\"");
        head.StorageClass.ShouldBe(S3StorageClass.DeepArchive);
        head.LastModified!.Value.ToUniversalTime().ShouldBe(moment.UtcDateTime);
        (await s3.GetBucketLocationAsync(Bucket)).HttpStatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Missing_and_closed_buckets_and_missing_keys_have_their_own_codes()
    {
        await using var sandbox = await SandboxHost.StartAsync(new());
        sandbox.Objects.CreateBucket(Bucket);
        sandbox.Objects.Deny("closed");
        using var s3 = Client(sandbox);

        (await Should.ThrowAsync<AmazonS3Exception>(s3.ListObjectsV2Async(new() { BucketName = "nowhere" }))).ErrorCode.ShouldBe("NoSuchBucket");
        (await Should.ThrowAsync<AmazonS3Exception>(s3.ListObjectsV2Async(new() { BucketName = "closed" }))).ErrorCode.ShouldBe("AccessDenied");
        (await Should.ThrowAsync<AmazonS3Exception>(s3.GetObjectMetadataAsync(Bucket, "nothing"))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Faults_reach_S3_when_they_name_it()
    {
        await using var sandbox = await SandboxHost.StartAsync(new());
        sandbox.Objects.CreateBucket(Bucket);
        sandbox.Faults.Add(new() { Kind = FaultKind.Error, Service = "s3", Times = 1 });
        using var s3 = Client(sandbox);

        var failure = await Should.ThrowAsync<AmazonS3Exception>(s3.ListObjectsV2Async(new() { BucketName = Bucket }));

        failure.ErrorCode.ShouldBe("SlowDown");
        (await s3.ListObjectsV2Async(new() { BucketName = Bucket })).HttpStatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static AmazonS3Client Client(SandboxHost sandbox) => new(
        sandbox.Settings["S3:AccessKey"], sandbox.Settings["S3:SecretKey"],
        new AmazonS3Config
        {
            ServiceURL = sandbox.Settings["S3:ServiceUrl"],
            AuthenticationRegion = sandbox.Settings["S3:Region"],
            ForcePathStyle = true,
            MaxErrorRetry = 0,
        });
}
