namespace Portal.Sandbox.Objects;

public sealed record StoredObject(string Key, long Size, string ETag, string StorageClass, DateTimeOffset LastModified)
{
    /// <summary>Hex by name: md5, sha1, sha256, sha512.</summary>
    public IReadOnlyDictionary<string, string> Checksums { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>COMPOSITE when they are of the parts it was uploaded in.</summary>
    public string ChecksumType { get; init; } = "FULL_OBJECT";
}

/// <summary>What is in the buckets: names, sizes and checksums; no content.</summary>
public sealed class ObjectStore
{
    private static readonly DateTimeOffset Uploaded = new(2025, 3, 3, 10, 0, 0, TimeSpan.Zero);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Bucket> _buckets = [];

    public IReadOnlyList<string> Buckets
    {
        get
        {
            lock (_gate)
            {
                return [.. _buckets.Keys.Order(StringComparer.Ordinal)];
            }
        }
    }

    public void CreateBucket(string bucket)
    {
        lock (_gate)
        {
            _ = Open(bucket);
        }
    }

    public void Put(string bucket, string key, long size, string etag, string storageClass = "STANDARD", DateTimeOffset? lastModified = null)
    {
        lock (_gate)
        {
            Open(bucket).Put(new(key, size, etag.Trim('"'), storageClass, lastModified ?? Uploaded));
        }
    }

    /// <summary>Gives an object that is there a checksum, as an upload with one would have.</summary>
    public void SetChecksum(string bucket, string key, string name, string hex, string type = "FULL_OBJECT")
    {
        lock (_gate)
        {
            var found = _buckets[bucket].Find(key) ?? throw new KeyNotFoundException($"There is no s3://{bucket}/{key}.");
            _buckets[bucket].Put(found with { Checksums = new Dictionary<string, string>(found.Checksums, StringComparer.Ordinal) { [name] = hex }, ChecksumType = type });
        }
    }

    public bool Remove(string bucket, string key)
    {
        lock (_gate)
        {
            return _buckets.TryGetValue(bucket, out var found) && found.Remove(key);
        }
    }

    /// <summary>From now on every request for this bucket is answered "AccessDenied".</summary>
    public void Deny(string bucket, bool denied = true)
    {
        lock (_gate)
        {
            Open(bucket).Denied = denied;
        }
    }

    public bool Contains(string bucket, string key) => Find(bucket, key) is not null;

    public int Count(string bucket)
    {
        lock (_gate)
        {
            return _buckets.TryGetValue(bucket, out var found) ? found.Count : 0;
        }
    }

    internal bool? IsDenied(string bucket)
    {
        lock (_gate)
        {
            return _buckets.TryGetValue(bucket, out var found) ? found.Denied : null;
        }
    }

    internal StoredObject? Find(string bucket, string key)
    {
        lock (_gate)
        {
            return _buckets.GetValueOrDefault(bucket)?.Find(key);
        }
    }

    internal ObjectListing List(string bucket, ListingRequest request)
    {
        lock (_gate)
        {
            return ObjectListing.Of(_buckets[bucket].Sorted(), request);
        }
    }

    private Bucket Open(string bucket)
    {
        if (!_buckets.TryGetValue(bucket, out var found))
        {
            _buckets.Add(bucket, found = new());
        }

        return found;
    }

    private sealed class Bucket
    {
        private readonly Dictionary<string, StoredObject> _objects = [];
        private StoredObject[]? _sorted;

        public bool Denied { get; set; }

        public int Count => _objects.Count;

        public void Put(StoredObject item) => (_objects[item.Key], _sorted) = (item, null);

        public bool Remove(string key)
        {
            _sorted = null;
            return _objects.Remove(key);
        }

        public StoredObject? Find(string key) => _objects.GetValueOrDefault(key);

        /// <summary>Sorted once after a change, not at every page.</summary>
        public StoredObject[] Sorted() => _sorted ??= [.. _objects.Values.OrderBy(o => o.Key, StringComparer.Ordinal)];
    }
}
