using System.Collections.Immutable;

namespace Portal.Domain.GwoManifests;

/// <summary>Hashes as the Data Service takes them, by name. An ETag is kept under its own name and never taken for an md5.</summary>
public static class FileHashes
{
    public const string ETag = "etag";

    /// <summary>Checksums of the content, the strongest last.</summary>
    public static ImmutableArray<string> Checksums { get; } = ["md5", "sha1", "sha256", "sha512"];

    /// <summary>What is wrong with it, in words; null when nothing is.</summary>
    public static string? Fault(string name, string value) => name switch
    {
        "md5" => Length(value, 32),
        "sha1" => Length(value, 40),
        "sha256" => Length(value, 64),
        "sha512" => Length(value, 128),
        ETag => value.Split('-') is [var hash, .. var parts] && Length(hash, 32) is null && (parts.Length == 0 || parts is [{ Length: > 0 } number] && number.All(char.IsAsciiDigit)) ? null : "32 hex digits, and after several parts a dash and their number",
        _ => "one of md5, sha1, sha256, sha512, etag",
    };

    /// <summary>Base 64, as S3 gives them, to hex; null when it is of parts (“…-3”) or damaged.</summary>
    public static string? FromBase64(string name, string? value)
    {
        var bytes = new byte[64];
        return value is not null && Convert.TryFromBase64String(value, bytes, out var length) && Convert.ToHexStringLower(bytes[..length]) is var hex && Fault(name, hex) is null ? hex : null;
    }

    /// <summary>The ETag and all checksums known of an object.</summary>
    public static IReadOnlyDictionary<string, string> Of(S3Object stored)
    {
        var hashes = new Dictionary<string, string>(StringComparer.Ordinal) { [ETag] = stored.ETag };
        foreach (var name in Checksums)
        {
            if (stored.Checksums?.GetValueOrDefault(name) is { } value)
            {
                hashes[name] = value;
            }
        }

        return hashes;
    }

    /// <summary>The change from what is registered; null where everything known is registered alike.</summary>
    public static FieldChange? ChangeOf(IReadOnlyDictionary<string, string>? registered, S3Object stored)
    {
        var differing = Of(stored).Where(h => registered?.GetValueOrDefault(h.Key) != h.Value).ToList();
        var old = differing.Where(h => registered?.ContainsKey(h.Key) == true).Select(h => (h.Key, registered![h.Key])).ToList();
        return differing.Count == 0 ? null : new FieldChange("hashes", old.Count == 0 ? null : Say(old), Say([.. differing.Select(h => (h.Key, h.Value))]));
    }

    /// <summary>Whether such a text tells of a checksum, not only of an ETag.</summary>
    public static bool NamesChecksum(string? text) => text is not null && Checksums.Any(c => text.Contains($"{c} ", StringComparison.Ordinal));

    // An ETag alone stands there bare, as it does everywhere else.
    private static string Say(List<(string Name, string Value)> hashes) =>
        hashes is [(ETag, var etag)] ? etag : string.Join(", ", hashes.Select(h => $"{h.Name} {h.Value}"));

    private static string? Length(string value, int digits) => value.Length == digits && value.All(char.IsAsciiHexDigitLower) ? null : $"{digits} hex digits";
}
