using System.Globalization;
using System.Runtime.CompilerServices;
using Portal.Domain.GwoManifests;

namespace Portal.Jobs.GwoManifests;

/// <summary>One line of a hash report, as it stands there.</summary>
public sealed record HashLine(int Row, string Path, string Size, IReadOnlyList<(string Name, string Value)> Hashes);

/// <summary>Reads a volume's hash report: <c>uri</c>, <c>sizeInBytes</c> and at least one of etag, md5, sha1, sha256, sha512. Other columns mean nothing here.</summary>
public sealed class HashReportReader(ManifestReader reader)
{
    private static readonly string[] Names = [FileHashes.ETag, .. FileHashes.Checksums];

    /// <exception cref="UnreadableManifestException">It is no table, or lacks a column; the message says which.</exception>
    public async IAsyncEnumerable<HashLine> ReadAsync(string storageKey, string fileName, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var sheet = await reader.OpenAsync(storageKey, fileName, cancellationToken);
        var header = await sheet.ReadAsync(cancellationToken) ? Enumerable.Range(0, sheet.Cells).Select(i => ManifestCells.Trim(sheet.Cell(i))).ToList() : [];
        var (uri, size) = (At("uri"), At("sizeInBytes"));
        var hashes = Names.Select(n => (Name: n, At: At(n))).Where(h => h.At >= 0).ToList();
        if (uri < 0 || size < 0 || hashes.Count == 0)
        {
            throw new UnreadableManifestException($"A hash report has the columns uri, sizeInBytes and at least one of {string.Join(", ", Names)}; this file has {(header.Count == 0 ? "none" : string.Join(", ", header))}.");
        }

        while (await sheet.ReadAsync(cancellationToken))
        {
            if (Cell(uri) is { Length: > 0 } path)
            {
                yield return new HashLine(sheet.Row, path, Cell(size), [.. hashes.Select(h => (h.Name, Value: Cell(h.At).Trim('"').ToLower(CultureInfo.InvariantCulture))).Where(h => h.Value.Length > 0)]);
            }
        }

        int At(string name) => header.FindIndex(h => h.Equals(name, StringComparison.OrdinalIgnoreCase));

        string Cell(int at) => ManifestCells.Trim(sheet.Cell(at));
    }

    /// <summary>Reads it to its end, to say before it is kept whether it is one.</summary>
    public async Task<int> CountAsync(string storageKey, string fileName, CancellationToken cancellationToken)
    {
        var lines = 0;
        await foreach (var _ in ReadAsync(storageKey, fileName, cancellationToken))
        {
            lines++;
        }

        return lines;
    }
}
