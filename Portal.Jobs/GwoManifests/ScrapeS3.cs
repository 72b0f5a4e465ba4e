using Microsoft.Extensions.Options;
using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;
using Portal.Jobs.Outside.S3;

namespace Portal.Jobs.GwoManifests;

/// <summary>Lists the folders the manifest names, each once, and keeps what it asks for.</summary>
public sealed class ScrapeS3(ManifestWork work, S3Buckets buckets, AllowedBuckets allowed, IOptions<GwoManifestOptions> options) : IStep
{
    public const string State = "s3";

    public string Name => "scrape-s3";

    public string Title => "Scrape S3";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var manifest = await work.FindAsync(context.Parameters<CheckParameters>().ManifestId, cancellationToken);
        var table = await work.ReadAsync(manifest, cancellationToken);
        var matcher = new ObjectMatcher(table.Rows.Select(r => r.Filepath));
        var patterns = allowed.For(manifest.StudyId);
        var objects = 0L;
        await Parallel.ForEachAsync(matcher.Folders, new ParallelOptions { MaxDegreeOfParallelism = options.Value.Parallel, CancellationToken = cancellationToken }, async (folder, token) =>
        {
            if (!patterns.Allows(folder.Bucket, manifest.StudyId))
            {
                matcher.Deny(folder, $"the bucket {folder.Bucket} is not one {manifest.StudyId} may read; {AllowedBuckets.Key} allows {string.Join(", ", patterns.Patterns)}");
                return;
            }

            try
            {
                await foreach (var found in buckets.ListAsync(folder.Bucket, folder.Prefix, folder.OnlyThis, token))
                {
                    matcher.Offer(folder, found);
                    context.Progress(Interlocked.Increment(ref objects), null, "objects");
                }
            }
            catch (BucketDeniedException e)
            {
                matcher.Deny(folder, e.Message);
            }
        });

        var scrape = matcher.Result();
        await work.SaveAsync(context, manifest.Id, State, scrape, cancellationToken);
        context.Progress(objects, objects, "objects");
        foreach (var denied in scrape.Denied)
        {
            context.Note($"{denied.Prefix} was not listed: {denied.Why}");
        }

        return StepResult.Done($"{scrape.Objects.Count:N0} of {Words.Count(matcher.Wanted, "file")} found in {Words.Count(matcher.Folders.Count, "folder")}");
    }
}
