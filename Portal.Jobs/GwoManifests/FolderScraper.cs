using System.Collections.Concurrent;
using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;
using Portal.Jobs.Outside.S3;

namespace Portal.Jobs.GwoManifests;

/// <summary>
/// Lists folders to their end, unless the manifest names few files of a very large one: these are then asked for by key.
/// Objects that say they have a checksum are asked for it.
/// </summary>
internal sealed class FolderScraper(S3Buckets buckets, ObjectMatcher matcher, GwoManifestOptions options, StepContext context)
{
    private const int FewFiles = 1000;
    private readonly ConcurrentBag<string> _unseen = [];
    private readonly ConcurrentBag<(string Path, S3Object Found)> _withChecksum = [];
    private readonly ConcurrentDictionary<string, string> _silent = new(StringComparer.Ordinal);
    private long _seen;

    public long Seen => Interlocked.Read(ref _seen);

    public Task ListAsync(IReadOnlyCollection<S3Folder> folders, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(folders, Bounded(cancellationToken), async (folder, token) =>
        {
            try
            {
                await ListAsync(folder, token);
            }
            catch (BucketDeniedException e)
            {
                matcher.Deny(folder.ToString(), e.Message);
            }
        });

    /// <summary>One by one: what listings did not reach, and checksums.</summary>
    public async Task AskAsync(CancellationToken cancellationToken)
    {
        var done = 0;
        await Parallel.ForEachAsync(_unseen, Bounded(cancellationToken), async (path, token) =>
        {
            await FindAsync(path, token);
            context.Progress(Interlocked.Increment(ref done), _unseen.Count, "objects asked for");
        });
        await Parallel.ForEachAsync(_withChecksum, Bounded(cancellationToken), (item, token) => AddChecksumsAsync(item.Path, item.Found, token));
        foreach (var (bucket, why) in _silent.OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            context.Note($"Checksums of {bucket} are not used: {why}. Files keep their ETag only");
        }
    }

    private async Task ListAsync(S3Folder folder, CancellationToken cancellationToken)
    {
        var pages = 0;
        await foreach (var page in buckets.ListAsync(folder.Bucket, folder.Prefix, folder.OnlyThis, cancellationToken))
        {
            foreach (var found in page.Objects)
            {
                if (matcher.Offer(folder, found) && found.HasChecksum)
                {
                    _withChecksum.Add(($"s3://{folder.Bucket}/{found.Key}", new S3Object(found.Size, found.ETag, found.StorageClass)));
                }
            }

            context.Progress(Interlocked.Add(ref _seen, page.Objects.Count), null, "objects");
            if (++pages == options.MostListingPages && page.More && matcher.WantedIn(folder).Take(FewFiles).Count() < FewFiles)
            {
                var missing = matcher.MissingIn(folder);
                matcher.ListedInPart(folder);
                context.Note($"{folder} holds more than {Words.Count(Seen, "object")}; the {Words.Count(missing.Count, "file")} of it not seen so far are asked for one by one");
                foreach (var path in missing)
                {
                    _unseen.Add(path);
                }

                return;
            }
        }
    }

    private async Task FindAsync(string path, CancellationToken cancellationToken)
    {
        var parsed = S3Path.Parse(path);
        try
        {
            if (await buckets.AskAsync(parsed.Bucket, parsed.Key, cancellationToken) is { } found)
            {
                matcher.Keep(path, new S3Object(found.Size, found.ETag, found.StorageClass) { Checksums = Hex(found.Checksums) });
            }
        }
        catch (BucketDeniedException e)
        {
            matcher.Deny(path, e.Message);
        }
    }

    private async ValueTask AddChecksumsAsync(string path, S3Object found, CancellationToken cancellationToken)
    {
        var parsed = S3Path.Parse(path);
        if (_silent.ContainsKey(parsed.Bucket))
        {
            return;
        }

        try
        {
            matcher.Keep(path, found with { Checksums = Hex(await buckets.ChecksumsAsync(parsed.Bucket, parsed.Key, cancellationToken)) });
        }
        catch (BucketDeniedException e)
        {
            _silent.TryAdd(parsed.Bucket, e.Message);
        }
    }

    private static Dictionary<string, string>? Hex(IReadOnlyDictionary<string, string> base64)
    {
        var hex = base64.Select(c => (c.Key, Value: FileHashes.FromBase64(c.Key, c.Value))).Where(c => c.Value is not null).ToDictionary(c => c.Key, c => c.Value!, StringComparer.Ordinal);
        return hex.Count == 0 ? null : hex;
    }

    private ParallelOptions Bounded(CancellationToken cancellationToken) => new() { MaxDegreeOfParallelism = options.Parallel, CancellationToken = cancellationToken };
}
