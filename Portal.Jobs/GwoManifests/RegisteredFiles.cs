using System.Collections.Concurrent;
using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;
using Portal.Jobs.Outside.DataService;

namespace Portal.Jobs.GwoManifests;

/// <summary>Genomic files registered under the paths a manifest names, outputs and sources alike.</summary>
internal sealed class RegisteredFiles(DataServiceClient client, string studyId, NamedInManifest named, int parallel, StepContext context)
{
    private const int PageSize = 1000;
    private readonly Dictionary<string, List<ServiceFile>> _byPath = new(StringComparer.Ordinal);
    private readonly HashSet<string> _outside = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _near = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _sourcesByLooseCase = Index(named.Sources, s => s, StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _sourcesByName = Index(named.Sources, S3Path.FileNameOf, StringComparer.Ordinal);
    private bool _listedAll;

    /// <summary>Ids of files the study's list does not show; where all files were listed instead, those without a link into the study.</summary>
    public IReadOnlyCollection<string> OutsideStudy(Func<string, bool> isLinked) =>
        _listedAll ? [.. LinksWanted().Where(f => !isLinked(f))] : _outside;

    /// <summary>For sources nothing is registered of: a path that differs in case only, or has the same file name.</summary>
    public IReadOnlyDictionary<string, string> NearSources => _near;

    public IReadOnlyList<ServiceFile> this[string path] => _byPath[path];

    public bool Knows(string path) => _byPath.ContainsKey(path);

    /// <summary>Files whose links matter: all outputs, and the sources that can serve.</summary>
    public HashSet<string> LinksWanted() => [.. _byPath.Values.SelectMany(f => f).Select(f => f.KfId)];

    /// <summary>Ids of the registered outputs.</summary>
    public HashSet<string> OutputFiles() => [.. named.Outputs.Where(Knows).SelectMany(o => _byPath[o]).Select(f => f.KfId)];

    public async Task ListAsync(CancellationToken cancellationToken)
    {
        _listedAll = await ListsAllAsync(cancellationToken);
        (string, string)[] filters = _listedAll ? [] : [("study_id", studyId)];
        await foreach (var file in client.ListAsync<ServiceFile>(DataServiceClient.Files, filters,
            (done, total) => context.Progress(done, total, "registered files"), cancellationToken))
        {
            Keep(file);
        }
    }

    // When more paths must be new to the study than the list of all files has pages, that list is read anyway, and holds the study's too.
    private async Task<bool> ListsAllAsync(CancellationToken cancellationToken)
    {
        var paths = named.Outputs.Count + named.Sources.Count;
        if (paths <= PageSize)
        {
            return false;
        }

        var ofStudy = await client.CountAsync(DataServiceClient.Files, [("study_id", studyId)], cancellationToken);
        var all = await client.CountAsync(DataServiceClient.Files, [], cancellationToken);
        return paths - ofStudy > (all / PageSize) + 1;
    }

    /// <summary>By whichever takes fewer requests: one per path, or the whole list without the study.</summary>
    public async Task LookUpMissingAsync(CancellationToken cancellationToken)
    {
        var missing = named.Outputs.Concat(named.Sources.Where(s => !named.Outputs.Contains(s))).Where(p => !_byPath.ContainsKey(p)).ToList();
        if (missing.Count == 0 || _listedAll)
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
        if (file.ExternalId is not { } path)
        {
            return;
        }

        if (!named.Names(path))
        {
            Near(path);
            return;
        }

        if (!named.Outputs.Contains(path))
        {
            file = new ServiceFile { KfId = file.KfId, IsHarmonized = file.IsHarmonized, Visible = file.Visible }; // nothing else matters of a source
        }

        (_byPath.TryGetValue(path, out var same) ? same : _byPath[path] = []).Add(file);
        if (outside)
        {
            _outside.Add(file.KfId);
        }
    }

    private void Near(string path)
    {
        if (_sourcesByLooseCase.TryGetValue(path, out var wanted))
        {
            _near[wanted] = path;
        }
        else if (_sourcesByName.TryGetValue(S3Path.FileNameOf(path), out wanted))
        {
            _near.TryAdd(wanted, path);
        }
    }

    private static Dictionary<string, string> Index(IEnumerable<string> paths, Func<string, string> key, StringComparer comparer)
    {
        var index = new Dictionary<string, string>(comparer);
        foreach (var path in paths)
        {
            index.TryAdd(key(path), path);
        }

        return index;
    }
}
