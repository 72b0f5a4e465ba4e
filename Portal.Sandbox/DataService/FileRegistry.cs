using System.Text.Json;
using System.Text.RegularExpressions;

namespace Portal.Sandbox.DataService;

/// <summary>The part of indexd: it keeps the hashes of a file and gives every new content a version id of its own.</summary>
internal static partial class FileRegistry
{
    /// <summary>Null, or what indexd says against these hashes.</summary>
    public static string? FindBadHash(object? hashes)
    {
        if (hashes is not RawJson raw)
        {
            return "at least one hash is needed";
        }

        using var document = JsonDocument.Parse(raw.Text);
        var all = document.RootElement.EnumerateObject().ToList();
        var bad = all.FindIndex(h => h.Value.ValueKind != JsonValueKind.String || !IsHash(h.Name, h.Value.GetString()!));
        return all.Count == 0 ? "at least one hash is needed"
            : bad < 0 ? null
            : $"'{all[bad].Value}' is no valid {all[bad].Name} hash";
    }

    public static string NextVersion() => Guid.NewGuid().ToString();

    private static bool IsHash(string name, string value) => name switch
    {
        "md5" => value.Length == 32 && Hex().IsMatch(value),
        "sha1" => value.Length == 40 && Hex().IsMatch(value),
        "sha256" => value.Length == 64 && Hex().IsMatch(value),
        "sha512" => value.Length == 128 && Hex().IsMatch(value),
        "crc" => value.Length == 8 && Hex().IsMatch(value),
        "etag" => Etag().IsMatch(value),
        _ => false,
    };

    [GeneratedRegex("^[0-9a-f]+$", RegexOptions.None, 1000)]
    private static partial Regex Hex();

    [GeneratedRegex("^[0-9a-f]{32}(-[0-9]+)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Etag();
}
