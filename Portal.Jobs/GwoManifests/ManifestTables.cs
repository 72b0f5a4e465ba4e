using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Primitives;
using Portal.Domain.GwoManifests;

namespace Portal.Jobs.GwoManifests;

/// <summary>Manifests read a moment ago on this node, so that the steps of a check take one apart once. What is stored under a key with a checksum never changes.</summary>
public sealed class ManifestTables(ManifestReader reader) : IDisposable
{
    private const int MostRows = 1_000_000;
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(3);
    private readonly MemoryCache _tables = new(new MemoryCacheOptions { SizeLimit = MostRows });

    /// <exception cref="UnreadableManifestException">The file is no table.</exception>
    public async Task<ManifestTable> ReadAsync(string storageKey, string sha256, string fileName, CancellationToken cancellationToken)
    {
        var key = (storageKey, sha256, fileName);
        if (_tables.TryGetValue(key, out ManifestTable? known) && known is not null)
        {
            return known;
        }

        var table = await reader.ReadAsync(storageKey, fileName, cancellationToken);
        // The token's timer lets go of it though nobody asks for anything any more.
        var forget = new CancellationTokenSource(Kept);
        using var entry = _tables.CreateEntry(key);
        entry.SetSize(table.Rows.Count + 1).AddExpirationToken(new CancellationChangeToken(forget.Token)).RegisterPostEvictionCallback((_, _, _, _) => forget.Dispose());
        entry.Value = table;
        return table;
    }

    public void Forget(string storageKey, string sha256, string fileName) => _tables.Remove((storageKey, sha256, fileName));

    public void Dispose() => _tables.Dispose();
}
