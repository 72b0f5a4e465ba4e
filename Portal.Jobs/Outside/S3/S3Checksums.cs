using Amazon.S3;
using Amazon.S3.Model;

namespace Portal.Jobs.Outside.S3;

/// <summary>Checksums S3 keeps. Those of an upload in parts are of the parts unless S3 says FULL_OBJECT, and tell nothing of the whole.</summary>
internal static class S3Checksums
{
    private static readonly HashSet<string> Strong = new(["MD5", "SHA1", "SHA256", "SHA512"], StringComparer.OrdinalIgnoreCase);

    public static IReadOnlyDictionary<string, string> None { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whether asking for them is worth a request: CRCs find damage, but are no identity of a file.</summary>
    public static bool AreWhole(S3Object listed) => IsWhole(listed.ChecksumType) && listed.ChecksumAlgorithm?.Any(Strong.Contains) == true;

    public static IReadOnlyDictionary<string, string> Of(GetObjectMetadataResponse head) =>
        IsWhole(head.ChecksumType) ? Named(head.ChecksumMD5, head.ChecksumSHA1, head.ChecksumSHA256, head.ChecksumSHA512) : None;

    public static IReadOnlyDictionary<string, string> Of(Checksum checksum) =>
        IsWhole(checksum.ChecksumType) ? Named(checksum.ChecksumMD5, checksum.ChecksumSHA1, checksum.ChecksumSHA256, checksum.ChecksumSHA512) : None;

    // Servers older than the distinction say nothing; what is of parts shows then by its “-3”, and is no hash for the reader.
    private static bool IsWhole(ChecksumType? type) => type is null || type == ChecksumType.FULL_OBJECT;

    private static IReadOnlyDictionary<string, string> Named(params ReadOnlySpan<string?> values)
    {
        var named = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (at, name) in new[] { "md5", "sha1", "sha256", "sha512" }.Index())
        {
            if (values[at] is { Length: > 0 } value)
            {
                named[name] = value;
            }
        }

        return named;
    }
}
