using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;
using Portal.Jobs.Outside.S3;

namespace Portal.Jobs.GwoManifests;

/// <summary>Lists the folders the manifest names, each once, and keeps what it asks for; adds checksums from S3 and from the hash report.</summary>
public sealed class ScrapeS3(ManifestWork work, S3Buckets buckets, AllowedBuckets allowed, HashReportReader hashReports, IOptions<GwoManifestOptions> options) : IStep
{
    public const string State = "s3";

    public string Name => "scrape-s3";

    public string Title => "Scrape S3";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var manifest = await work.FindAsync(context.Parameters<CheckParameters>().ManifestId, cancellationToken);
        var table = await work.ReadAsync(manifest, cancellationToken);
        var matcher = new ObjectMatcher(table.Rows.Select(r => r.Filepath), table.Rows.SelectMany(r => r.Sources));
        var scraper = new FolderScraper(buckets, matcher, options.Value, context);
        var patterns = allowed.For(manifest.StudyId);
        var folders = new ConcurrentBag<S3Folder>();
        foreach (var folder in matcher.Folders)
        {
            if (patterns.Allows(folder.Bucket, manifest.StudyId))
            {
                folders.Add(folder);
            }
            else
            {
                matcher.Deny(folder.ToString(), $"the bucket {folder.Bucket} is not one {manifest.StudyId} may read; {AllowedBuckets.Key} allows {string.Join(", ", patterns.Patterns)}");
            }
        }

        await scraper.ListAsync(folders, cancellationToken);
        await scraper.AskAsync(cancellationToken);
        var scrape = await WithReportAsync(manifest, matcher.Result(), context, cancellationToken);
        await work.SaveAsync(context, manifest.Id, State, scrape, cancellationToken);
        context.Progress(scraper.Seen, scraper.Seen, "objects");
        foreach (var denied in scrape.Denied)
        {
            context.Note($"{denied.Prefix} was not listed: {denied.Why}");
        }

        return StepResult.Done($"{scrape.Objects.Count:N0} of {Words.Count(matcher.Wanted, "file")} found in {Words.Count(matcher.Folders.Count, "folder")}");
    }

    private async Task<BucketScrape> WithReportAsync(GwoManifest manifest, BucketScrape scrape, StepContext context, CancellationToken cancellationToken)
    {
        if (manifest.HashReportKey is not { } key)
        {
            return scrape;
        }

        try
        {
            var joined = new HashJoin(scrape);
            await foreach (var line in hashReports.ReadAsync(key, manifest.HashReportName!, cancellationToken))
            {
                joined.Add(line);
            }

            context.Note($"{Words.Count(joined.Joined, "file")} with hashes from {manifest.HashReportName}; {Words.Count(joined.Unknown, "line")} of it name no file of the manifest");
            return joined.Result();
        }
        catch (UnreadableManifestException e)
        {
            throw new StepFailedException($"The hash report {manifest.HashReportName} cannot be read: {e.Message}", cause: e);
        }
        catch (FileNotFoundException e)
        {
            throw new StepFailedException("The hash report is no longer in the file store. Upload both files again.", e.Message, e);
        }
    }
}
