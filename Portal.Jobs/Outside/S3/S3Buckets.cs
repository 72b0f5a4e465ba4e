using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Options;
using Portal.Domain.Runs;
using Portal.Jobs.Runs;

namespace Portal.Jobs.Outside.S3;

/// <summary>An object of a listing.</summary>
/// <param name="HasChecksum">S3 keeps a checksum of its whole content, which can be asked for.</param>
public readonly record struct ListedObject(string Key, long Size, string ETag, string? StorageClass, bool HasChecksum = false);

/// <summary>A page of a listing, and whether more follow.</summary>
public sealed record ListedPage(IReadOnlyList<ListedObject> Objects, bool More);

/// <summary>What is said of one object when it is asked for by its key.</summary>
/// <param name="Checksums">In base 64 by name; only those of the whole content.</param>
public sealed record AskedObject(long Size, string ETag, string? StorageClass, IReadOnlyDictionary<string, string> Checksums);

/// <summary>The bucket, folder or object is not ours to read; the message says why, in words.</summary>
public sealed class BucketDeniedException(string why, Exception cause) : Exception(why, cause);

/// <summary>Reads what buckets hold: listings, and single objects without their content.</summary>
public sealed class S3Buckets(IOptions<S3Options> options, RunTelemetry telemetry) : IDisposable
{
    private readonly Lazy<IAmazonS3> _client = new(() => Connect(options.Value));

    /// <summary>All objects whose key begins with the prefix, or only those right in the folder, page by page.</summary>
    /// <exception cref="BucketDeniedException">There is no such bucket, or it may not be listed.</exception>
    /// <exception cref="StepFailedException">S3 cannot be reached or the settings are wrong.</exception>
    public async IAsyncEnumerable<ListedPage> ListAsync(string bucket, string prefix, bool onlyThisFolder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = bucket, Prefix = prefix, Delimiter = onlyThisFolder ? "/" : null };
        do
        {
            var page = await S3Call.TranslateAsync($"listing s3://{bucket}/{prefix}", bucket, () => MeasuredAsync(() => _client.Value.ListObjectsV2Async(request, cancellationToken)), cancellationToken);
            request.ContinuationToken = page.IsTruncated == true ? page.NextContinuationToken : null;
            yield return new ListedPage([.. (page.S3Objects ?? []).Select(o => new ListedObject(o.Key, o.Size ?? 0, o.ETag?.Trim('"') ?? "", o.StorageClass?.Value, S3Checksums.AreWhole(o)))],
                request.ContinuationToken is not null);
        }
        while (request.ContinuationToken is not null);
    }

    /// <summary>Null when there is no such object.</summary>
    /// <exception cref="BucketDeniedException">It may not be read.</exception>
    /// <exception cref="StepFailedException">S3 cannot be reached or the settings are wrong.</exception>
    public async Task<AskedObject?> AskAsync(string bucket, string key, CancellationToken cancellationToken)
    {
        var request = new GetObjectMetadataRequest { BucketName = bucket, Key = key, ChecksumMode = ChecksumMode.ENABLED };
        var head = await S3Call.TranslateAsync($"asking for s3://{bucket}/{key}", bucket, () => MeasuredAsync(() => FoundAsync(() => _client.Value.GetObjectMetadataAsync(request, cancellationToken))), cancellationToken);
        return head is null ? null : new AskedObject(head.ContentLength, head.ETag?.Trim('"') ?? "", head.StorageClass?.Value, S3Checksums.Of(head));
    }

    /// <summary>Checksums of the whole content: by HEAD, and where that is not allowed by GetObjectAttributes, which is another right.</summary>
    /// <exception cref="BucketDeniedException">Neither is allowed.</exception>
    public async Task<IReadOnlyDictionary<string, string>> ChecksumsAsync(string bucket, string key, CancellationToken cancellationToken)
    {
        try
        {
            return (await AskAsync(bucket, key, cancellationToken))?.Checksums ?? S3Checksums.None;
        }
        catch (BucketDeniedException)
        {
            var request = new GetObjectAttributesRequest { BucketName = bucket, Key = key, ObjectAttributes = [ObjectAttributes.Checksum] };
            var found = await S3Call.TranslateAsync($"asking for the checksums of s3://{bucket}/{key}", bucket, () => MeasuredAsync(() => FoundAsync(() => _client.Value.GetObjectAttributesAsync(request, cancellationToken))), cancellationToken);
            return found?.Checksum is { } checksum ? S3Checksums.Of(checksum) : S3Checksums.None;
        }
    }

    public void Dispose()
    {
        if (_client.IsValueCreated)
        {
            _client.Value.Dispose();
        }
    }

    private static async Task<T?> FoundAsync<T>(Func<Task<T>> call) where T : class
    {
        try
        {
            return await call();
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound && e.ErrorCode is not "NoSuchBucket")
        {
            return null;
        }
    }

    private async Task<T> MeasuredAsync<T>(Func<Task<T>> call)
    {
        var (since, status) = (Stopwatch.GetTimestamp(), "failed");
        try
        {
            var answer = await call();
            status = "200";
            return answer;
        }
        catch (AmazonServiceException e) when (e.StatusCode != default)
        {
            status = ((int)e.StatusCode).ToString(CultureInfo.InvariantCulture);
            throw;
        }
        finally
        {
            telemetry.OutsideCall("s3", status, Stopwatch.GetElapsedTime(since));
        }
    }

    private static AmazonS3Client Connect(S3Options options)
    {
        var config = new AmazonS3Config { MaxErrorRetry = 4, Timeout = TimeSpan.FromSeconds(30) };
        if (!string.IsNullOrEmpty(options.Region))
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region);
        }

        if (!string.IsNullOrEmpty(options.ServiceUrl))
        {
            config.ServiceURL = options.ServiceUrl;
            config.AuthenticationRegion = string.IsNullOrEmpty(options.Region) ? "us-east-1" : options.Region;
        }

        config.ForcePathStyle = options.ForcePathStyle ?? !string.IsNullOrEmpty(options.ServiceUrl);
        return string.IsNullOrEmpty(options.AccessKey)
            ? new AmazonS3Client(config)
            : new AmazonS3Client(new BasicAWSCredentials(options.AccessKey, options.SecretKey), config);
    }
}
