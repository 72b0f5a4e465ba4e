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
public readonly record struct ListedObject(string Key, long Size, string ETag, string? StorageClass);

/// <summary>The bucket or folder is not ours to list; the message says why, in words.</summary>
public sealed class BucketDeniedException(string why, Exception cause) : Exception(why, cause);

/// <summary>Reads listings of buckets.</summary>
public sealed class S3Buckets(IOptions<S3Options> options, RunTelemetry telemetry) : IDisposable
{
    private readonly Lazy<IAmazonS3> _client = new(() => Connect(options.Value));

    /// <summary>All objects whose key begins with the prefix, or only those right in the folder.</summary>
    /// <exception cref="BucketDeniedException">There is no such bucket, or it may not be listed.</exception>
    /// <exception cref="StepFailedException">S3 cannot be reached or the settings are wrong.</exception>
    public async IAsyncEnumerable<ListedObject> ListAsync(string bucket, string prefix, bool onlyThisFolder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = bucket, Prefix = prefix, Delimiter = onlyThisFolder ? "/" : null };
        do
        {
            var page = await PageAsync(request, cancellationToken);
            foreach (var found in page.S3Objects ?? [])
            {
                yield return new ListedObject(found.Key, found.Size ?? 0, found.ETag?.Trim('"') ?? "", found.StorageClass?.Value);
            }

            request.ContinuationToken = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (request.ContinuationToken is not null);
    }

    public void Dispose()
    {
        if (_client.IsValueCreated)
        {
            _client.Value.Dispose();
        }
    }

    private async Task<ListObjectsV2Response> PageAsync(ListObjectsV2Request request, CancellationToken cancellationToken)
    {
        var where = $"s3://{request.BucketName}/{request.Prefix}";
        try
        {
            return await MeasuredAsync(() => _client.Value.ListObjectsV2Async(request, cancellationToken));
        }
        catch (AmazonS3Exception e) when (e.ErrorCode is "NoSuchBucket")
        {
            throw new BucketDeniedException($"there is no bucket {request.BucketName}", e);
        }
        catch (AmazonS3Exception e) when (e.ErrorCode is "AccessDenied" or "AllAccessDisabled" or "InvalidBucketName")
        {
            throw new BucketDeniedException(e.ErrorCode == "InvalidBucketName" ? $"{request.BucketName} is no valid bucket name" : "S3 does not allow listing it", e);
        }
        catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.Moved or HttpStatusCode.TemporaryRedirect || e.ErrorCode is "AuthorizationHeaderMalformed")
        {
            throw new StepFailedException($"The bucket {request.BucketName} is in another region than {S3Options.Section}:{nameof(S3Options.Region)} says. Correct the setting.", e.Message, e);
        }
        catch (AmazonServiceException e)
        {
            throw new StepFailedException($"S3 failed while listing {where}: {e.ErrorCode ?? ((int)e.StatusCode).ToString()}, {e.Message.TrimEnd('.')}. Try again later, or check the {S3Options.Section} settings.", e.Message, e);
        }
        catch (Exception e) when (e is AmazonClientException or HttpRequestException or IOException or TimeoutException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new StepFailedException($"S3 cannot be reached while listing {where}: {e.Message.TrimEnd('.')}. Check the {S3Options.Section} settings and the network.", (e.InnerException ?? e).Message, e);
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
