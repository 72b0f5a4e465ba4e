using System.Collections.Concurrent;

namespace Portal.Sandbox.Ena;

/// <summary>What ENA knows in this world: taxa, runs, files, and the fields it returns at the moment.</summary>
public sealed class EnaState
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, EnaTaxonRow> _taxa = [];
    private readonly Dictionary<long, long> _merged = [];
    private readonly SortedDictionary<string, EnaRunRow> _runs = new(StringComparer.Ordinal);
    private readonly HashSet<string> _fields = new(EnaFields.Returned, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte[]> _files = new(StringComparer.Ordinal);

    /// <summary>As older portals did: nothing at all instead of a header.</summary>
    public bool NothingForZeroRows { get; set; }

    /// <summary>Every answer of the search ends after so many rows; null: whole.</summary>
    public int? EndAnswersAfter { get; set; }

    public IReadOnlyCollection<string> Fields
    {
        get
        {
            lock (_lock)
            {
                return [.. EnaFields.Returned.Where(_fields.Contains)];
            }
        }
    }

    public IReadOnlyList<EnaRunRow> Runs
    {
        get
        {
            lock (_lock)
            {
                return [.. _runs.Values];
            }
        }
    }

    /// <summary>The schema moves on: this field is gone.</summary>
    public void Remove(string field)
    {
        lock (_lock)
        {
            _fields.Remove(field);
        }
    }

    public void Add(EnaTaxonRow taxon)
    {
        lock (_lock)
        {
            _taxa[taxon.Id] = taxon;
        }
    }

    public void Merge(long old, long into)
    {
        lock (_lock)
        {
            _merged[old] = into;
        }
    }

    /// <summary>The taxonomy no longer knows it; its runs stay.</summary>
    public void Forget(long id)
    {
        lock (_lock)
        {
            _taxa.Remove(id);
        }
    }

    /// <summary>Adds a run, or puts it in the place of the one with its accession.</summary>
    public void Add(EnaRunRow run)
    {
        lock (_lock)
        {
            _runs[run.Accession] = run;
        }
    }

    public bool Withdraw(string accession)
    {
        lock (_lock)
        {
            return _runs.Remove(accession);
        }
    }

    public void Store(string path, byte[] content) => _files[path] = content;

    public byte[]? File(string path) => _files.GetValueOrDefault(path);

    /// <summary>The taxon itself, its successor where it was merged, or nothing.</summary>
    public EnaTaxonRow? Find(long id)
    {
        lock (_lock)
        {
            return _taxa.GetValueOrDefault(_merged.TryGetValue(id, out var into) ? into : id);
        }
    }

    public IReadOnlyList<string> LineageOf(EnaTaxonRow taxon)
    {
        var names = new List<string>();
        lock (_lock)
        {
            for (var above = taxon.Parent; above is { } id && _taxa.TryGetValue(id, out var row); above = row.Parent)
            {
                names.Insert(0, row.Name);
            }
        }

        return names;
    }

    /// <summary>The ids of a taxon and of everything below it.</summary>
    public IReadOnlySet<long> Below(long root)
    {
        lock (_lock)
        {
            var below = new HashSet<long> { root };
            while (_taxa.Values.Where(t => t.Parent is { } p && below.Contains(p) && below.Add(t.Id)).Any())
            {
                // One level more with each round.
            }

            return below;
        }
    }
}
