using System.Collections.Concurrent;
using Portal.Domain.Runs;
using Portal.Jobs.Outside.DataService;

namespace Portal.Jobs.GwoManifests;

/// <summary>Genomic files registered under the paths a manifest names, outputs and sources alike.</summary>
internal sealed class RegisteredFiles(DataServiceClient client, string studyId, NamedInManifest named, int parallel, StepContext context)
{
    private const int PageSize = 1000;
    private readonly Dictionary<string, List<ServiceFile>> _byPath = new(StringComparer.Ordinal);
    private readonly HashSet<string> _outside = new(StringComparer.Ordinal);

    /// <summary>Ids of files the study's list does not show.</summary>
    public IReadOnlyCollection<string> OutsideStudy => _outside;

    public IReadOnlyList<ServiceFile> this[string path] => _byPath[path];

    public bool Knows(string path) => _byPath.ContainsKey(path);

    /// <summary>Files whose links matter: all outputs, and the sources that can serve.</summary>
    public HashSet<string> LinksWanted() => [.. _byPath.Values.SelectMany(f => f).Select(f => f.KfId)];

    public async Task ListAsync(CancellationToken cancellationToken)
    {
        await foreach (var file in client.ListAsync<ServiceFile>(DataServiceClient.Files, [("study_id", studyId)],
            (done, total) => context.Progress(done, total, "registered files"), cancellationToken))
        {
            Keep(file);
        }
    }

    /// <summary>By whichever takes fewer requests: one per path, or the whole list without the study.</summary>
    public async Task LookUpMissingAsync(CancellationToken cancellationToken)
    {
        var missing = named.Outputs.Concat(named.Sources.Where(s => !named.Outputs.Contains(s))).Where(p => !_byPath.ContainsKey(p)).ToList();
        if (missing.Count == 0)
        {
            return;
        }

        var pages = missing.Count <= 2 ? int.MaxValue : (await client.CountAsync(DataServiceClient.Files, [], cancellationToken) / PageSize) + 1;
        if (missing.Count <= pages)
        {
            context.Note($"{Words.Count(missing.Count, "path")} the study's list does not show, each asked for");
            await LookUpAsync(missing, cancellationToken);
        }
        else
        {
            context.Note($"{Words.Count(missing.Count, "path")} the study's list does not show, looked for in the list of all files ({Words.Count(pages, "page")})");
            await PageAllAsync(missing, cancellationToken);
        }
    }

    private async Task LookUpAsync(List<string> missing, CancellationToken cancellationToken)
    {
        var found = new ConcurrentBag<ServiceFile>();
        var done = 0;
        await Parallel.ForEachAsync(missing, new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellationToken }, async (path, token) =>
        {
            await foreach (var file in client.ListAsync<ServiceFile>(DataServiceClient.Files, [("external_id", path)], cancellationToken: token))
            {
                found.Add(file);
            }

            context.Progress(Interlocked.Increment(ref done), missing.Count, "paths asked for");
        });

        foreach (var file in found.OrderBy(f => f.KfId, StringComparer.Ordinal))
        {
            Keep(file, outside: true);
        }
    }

    private async Task PageAllAsync(List<string> missing, CancellationToken cancellationToken)
    {
        var wanted = missing.ToHashSet(StringComparer.Ordinal);
        await foreach (var file in client.ListAsync<ServiceFile>(DataServiceClient.Files, [],
            (done, total) => context.Progress(done, total, "registered files"), cancellationToken))
        {
            if (file.ExternalId is { } path && wanted.Contains(path))
            {
                Keep(file, outside: true);
            }
        }
    }

    private void Keep(ServiceFile file, bool outside = false)
    {
        if (file.ExternalId is not { } path || (!named.Outputs.Contains(path) && !named.Sources.Contains(path)))
        {
            return;
        }

        (_byPath.TryGetValue(path, out var same) ? same : _byPath[path] = []).Add(file);
        if (outside)
        {
            _outside.Add(file.KfId);
        }
    }
}
