using System.Globalization;
using System.Text.Json;

namespace Portal.Sandbox.Objects;

/// <summary>Loads a bucket listing: an array of <c>{Bucket, Key, Size, ETag, StorageClass, LastModified, Checksums, ChecksumType}</c>, checksums in hex by name.</summary>
public static class ObjectSeed
{
    public static void Load(ObjectStore store, JsonElement listing)
    {
        foreach (var item in listing.EnumerateArray())
        {
            store.Put(
                Text(item, "Bucket") ?? throw Missing("Bucket"),
                Text(item, "Key") ?? throw Missing("Key"),
                item.TryGetProperty("Size", out var size) ? size.GetInt64() : 0,
                Text(item, "ETag") ?? throw Missing("ETag"),
                Text(item, "StorageClass") ?? "STANDARD",
                Text(item, "LastModified") is { } moment
                    ? DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)
                    : null);
            foreach (var checksum in item.TryGetProperty("Checksums", out var checksums) ? checksums.EnumerateObject() : default)
            {
                store.SetChecksum(Text(item, "Bucket")!, Text(item, "Key")!, checksum.Name, checksum.Value.GetString() ?? "", Text(item, "ChecksumType") ?? "FULL_OBJECT");
            }
        }
    }

    private static string? Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static InvalidDataException Missing(string name) => new($"An object of the seed has no \"{name}\".");
}
