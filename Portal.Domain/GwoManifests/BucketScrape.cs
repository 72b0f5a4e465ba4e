namespace Portal.Domain.GwoManifests;

/// <summary>What S3 says of one object. The ETag is no checksum of the content, so it is kept under its own name.</summary>
public sealed record S3Object(long Size, string ETag, string? StorageClass)
{
    /// <summary>md5, sha1, sha256 and sha512 of the whole content, as far as S3 or a hash report know them; see <see cref="FileHashes"/>.</summary>
    public IReadOnlyDictionary<string, string>? Checksums { get; init; }

    public bool IsArchived => StorageClass is "GLACIER" or "DEEP_ARCHIVE";
}

/// <summary>A folder that could not be listed, and why, in words.</summary>
public sealed record DeniedPrefix(string Prefix, string Why);

/// <summary>Why the hashes of one file cannot be trusted.</summary>
public sealed record HashFault(string Path, string Value, string Message, string? Expected);

/// <summary>What the buckets hold of what a manifest names.</summary>
public sealed record BucketScrape
{
    public IReadOnlyDictionary<string, S3Object> Objects { get; init; } = new Dictionary<string, S3Object>(StringComparer.Ordinal);

    /// <summary>For a path without object: one that differs in case only, or has the same name in another folder listed.</summary>
    public IReadOnlyDictionary<string, string> Lookalikes { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public IReadOnlyList<DeniedPrefix> Denied { get; init; } = [];

    /// <summary>Files beside one the manifest names, which belong to it (an index, or what an index is of) and are not named.</summary>
    public ISet<string> Companions { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>How many objects lie in the manifest's folders without being named.</summary>
    public int Unnamed { get; init; }

    /// <summary>The first of them.</summary>
    public IReadOnlyList<string> UnnamedExamples { get; init; } = [];

    /// <summary>Folders too large to be listed to their end: their objects were asked for one by one, and what lies beside them is not known.</summary>
    public IReadOnlyList<string> ListedInPart { get; init; } = [];

    public IReadOnlyList<HashFault> HashFaults { get; init; } = [];

    public DeniedPrefix? DenialOf(string path)
    {
        foreach (var denied in Denied)
        {
            if (path.StartsWith(denied.Prefix, StringComparison.Ordinal))
            {
                return denied;
            }
        }

        return null;
    }
}
