using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Portal.Domain.Runs;

namespace Portal.Jobs.Outside.S3;

/// <summary>What goes wrong at S3, in words for whoever has to put it right.</summary>
internal static class S3Call
{
    /// <param name="doing">"listing s3://bucket/folder/"</param>
    public static async Task<T> TranslateAsync<T>(string doing, string bucket, Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call();
        }
        catch (AmazonS3Exception e) when (e.ErrorCode is "NoSuchBucket")
        {
            throw new BucketDeniedException($"there is no bucket {bucket}", e);
        }
        catch (AmazonS3Exception e) when (e.ErrorCode is "AccessDenied" or "AllAccessDisabled" or "InvalidBucketName" || e.StatusCode == HttpStatusCode.Forbidden && e.ErrorCode is null or "" or "Forbidden")
        {
            throw new BucketDeniedException(e.ErrorCode == "InvalidBucketName" ? $"{bucket} is no valid bucket name" : $"S3 does not allow {(doing.StartsWith("listing", StringComparison.Ordinal) ? "listing" : "reading")} it", e);
        }
        catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.Moved or HttpStatusCode.TemporaryRedirect || e.ErrorCode is "AuthorizationHeaderMalformed")
        {
            throw new StepFailedException($"The bucket {bucket} is in another region than {S3Options.Section}:{nameof(S3Options.Region)} says. Correct the setting.", e.Message, e);
        }
        catch (AmazonServiceException e)
        {
            throw new StepFailedException($"S3 failed while {doing}: {e.ErrorCode ?? ((int)e.StatusCode).ToString()}, {e.Message.TrimEnd('.')}. Try again later, or check the {S3Options.Section} settings.", e.Message, e);
        }
        catch (Exception e) when (e is AmazonClientException or HttpRequestException or IOException or TimeoutException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new StepFailedException($"S3 cannot be reached while {doing}: {e.Message.TrimEnd('.')}. Check the {S3Options.Section} settings and the network.", (e.InnerException ?? e).Message, e);
        }
    }
}
