using Portal.Domain.GwoManifests;
using Portal.Jobs.Outside.S3;

namespace Portal.Jobs.GwoManifests;

/// <summary>A folder to list. Files at the root of a bucket are listed without what lies deeper.</summary>
internal sealed record S3Folder(string Bucket, string Prefix)
{
    public bool OnlyThis => Prefix.Length == 0;

    public override string ToString() => $"s3://{Bucket}/{Prefix}";
}

/// <summary>
/// Goes through listings once and keeps only what a manifest names, or almost names, however large the bucket is.
/// Folders within folders are listed with the outer one.
/// </summary>
internal sealed class ObjectMatcher
{
    private const int MostUnnamed = 1000;

    private readonly Lock _lock = new();
    private readonly HashSet<string> _wanted = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _byLooseCase = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<string>> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, S3Object> _objects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _lookalikes = new(StringComparer.Ordinal);
    private readonly List<DeniedPrefix> _denied = [];
    private readonly List<string> _listedInPart = [];
    private readonly HashSet<string> _belonging = new(StringComparer.Ordinal);
    private readonly HashSet<string> _companions = new(StringComparer.Ordinal);
    private readonly HashSet<string> _others;
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);
    private readonly List<string> _unnamed = [];
    private int _unnamedCount;

    /// <param name="paths">Of the files.</param>
    /// <param name="others">Paths the manifest names otherwise, such as sources: found in a folder they are no surprise.</param>
    public ObjectMatcher(IEnumerable<string> paths, IEnumerable<string>? others = null)
    {
        _others = new HashSet<string>(others ?? [], StringComparer.Ordinal);
        var folders = new HashSet<S3Folder>();
        foreach (var path in paths)
        {
            if (S3Path.TryParse(path, out var parsed) && _wanted.Add(path))
            {
                folders.Add(new S3Folder(parsed.Bucket, parsed.Prefix));
                _folders.Add($"s3://{parsed.Bucket}/{parsed.Prefix}");
                _byLooseCase.TryAdd(path, path);
                (_byName.TryGetValue(parsed.FileName, out var same) ? same : _byName[parsed.FileName] = []).Add(path);
            }
        }

        _belonging.UnionWith(_wanted.SelectMany(FileFormats.CompanionsOf).Where(c => !_wanted.Contains(c)));
        Folders = Merge(folders);
    }

    public IReadOnlyList<S3Folder> Folders { get; }

    public int Wanted => _wanted.Count;

    /// <returns>Whether the manifest names it.</returns>
    public bool Offer(S3Folder folder, ListedObject found)
    {
        var path = $"s3://{folder.Bucket}/{found.Key}";
        lock (_lock)
        {
            if (_wanted.Contains(path))
            {
                _objects[path] = new S3Object(found.Size, found.ETag, found.StorageClass);
                return true;
            }

            if (path.EndsWith('/') || _others.Contains(path))
            {
                return false;
            }

            Beside(path);
            if (_byLooseCase.TryGetValue(path, out var wanted))
            {
                _lookalikes[wanted] = path;
            }
            else if (_byName.TryGetValue(S3Path.FileNameOf(path), out var same))
            {
                same.ForEach(s => _lookalikes.TryAdd(s, path));
            }

            return false;
        }
    }

    public void Keep(string path, S3Object found)
    {
        lock (_lock)
        {
            _objects[path] = found;
        }
    }

    /// <summary>Wanted files below a folder that no listing has shown.</summary>
    public IReadOnlyList<string> MissingIn(S3Folder folder) => [.. WantedIn(folder).Where(w => !_objects.ContainsKey(w))];

    public IEnumerable<string> WantedIn(S3Folder folder) => _wanted.Where(w => w.StartsWith(folder.ToString(), StringComparison.Ordinal));

    public void ListedInPart(S3Folder folder)
    {
        lock (_lock)
        {
            _listedInPart.Add(folder.ToString());
        }
    }

    /// <param name="prefix">A folder, or one object.</param>
    public void Deny(string prefix, string why)
    {
        lock (_lock)
        {
            _denied.Add(new DeniedPrefix(prefix, why));
        }
    }

    public BucketScrape Result() => new()
    {
        Objects = _objects,
        Lookalikes = _lookalikes.Where(l => !_objects.ContainsKey(l.Key)).ToDictionary(StringComparer.Ordinal),
        Companions = _companions,
        Unnamed = _unnamedCount,
        UnnamedExamples = [.. _unnamed.Order(StringComparer.Ordinal)],
        ListedInPart = [.. _listedInPart.Order(StringComparer.Ordinal)],
        Denied = [.. _denied.OrderByDescending(d => d.Prefix.Length).ThenBy(d => d.Prefix, StringComparer.Ordinal)],
    };

    // Not named: counted where the manifest has files, and kept if it belongs to one that is named.
    private void Beside(string path)
    {
        if (!_folders.Contains(path[..(path.LastIndexOf('/') + 1)]))
        {
            return;
        }

        if (_unnamedCount++ < MostUnnamed)
        {
            _unnamed.Add(path);
        }

        if (_belonging.Contains(path))
        {
            _companions.Add(path);
        }
    }

    private static List<S3Folder> Merge(HashSet<S3Folder> folders)
    {
        var kept = new List<S3Folder>();
        foreach (var folder in folders.OrderBy(f => f.Bucket, StringComparer.Ordinal).ThenBy(f => f.Prefix, StringComparer.Ordinal))
        {
            if (kept.Count == 0 || kept[^1].Bucket != folder.Bucket || kept[^1].OnlyThis || !folder.Prefix.StartsWith(kept[^1].Prefix, StringComparison.Ordinal))
            {
                kept.Add(folder);
            }
        }

        return kept;
    }
}
