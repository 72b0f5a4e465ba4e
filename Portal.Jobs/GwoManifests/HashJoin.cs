using System.Globalization;
using Portal.Domain.GwoManifests;

namespace Portal.Jobs.GwoManifests;

/// <summary>Joins a hash report with what S3 says, by path. What contradicts, or is no hash, makes the file one that cannot be trusted.</summary>
internal sealed class HashJoin(BucketScrape scrape)
{
    private readonly Dictionary<string, S3Object> _objects = new(scrape.Objects, StringComparer.Ordinal);
    private readonly List<HashFault> _faults = [];
    private readonly Dictionary<string, int> _rows = new(StringComparer.Ordinal);

    /// <summary>Lines that name no object of the manifest.</summary>
    public int Unknown { get; private set; }

    public int Joined => _rows.Count;

    public void Add(HashLine line)
    {
        if (!_objects.TryGetValue(line.Path, out var stored))
        {
            Unknown++;
            return;
        }

        var where = _rows.TryAdd(line.Path, line.Row) ? $"Row {line.Row} of the hash report" : $"Row {line.Row} of the hash report, after row {_rows[line.Path]},";
        if (!long.TryParse(line.Size, NumberStyles.None, CultureInfo.InvariantCulture, out var size))
        {
            Fault(line, line.Size, $"{where} gives “{line.Size}” as the size.", "The size in bytes, in digits only");
        }
        else if (size != stored.Size)
        {
            Fault(line, line.Size, $"{where} says the file has {size:N0} bytes; in S3 it has {stored.Size:N0}. It was written again since, or is another file.", $"{stored.Size}");
        }

        var known = new Dictionary<string, string>(stored.Checksums ?? new Dictionary<string, string>(StringComparer.Ordinal), StringComparer.Ordinal);
        foreach (var (name, value) in line.Hashes)
        {
            var there = name == FileHashes.ETag ? stored.ETag : known.GetValueOrDefault(name);
            if (FileHashes.Fault(name, value) is { } form)
            {
                Fault(line, value, $"{where} gives a {name} that is none.", form);
            }
            else if (there is not null && there != value)
            {
                Fault(line, value, $"{where} gives another {name} than {(name == FileHashes.ETag ? "S3" : "S3 or an earlier row")}.", there);
            }
            else if (name != FileHashes.ETag)
            {
                known[name] = value;
            }
        }

        _objects[line.Path] = stored with { Checksums = known.Count == 0 ? null : known };
    }

    public BucketScrape Result() => scrape with { Objects = _objects, HashFaults = _faults };

    private void Fault(HashLine line, string value, string message, string? expected) => _faults.Add(new HashFault(line.Path, value, message, expected));
}
