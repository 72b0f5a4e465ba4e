using Portal.Domain.GwoManifests;

namespace Portal.Jobs.GwoManifests;

/// <summary>Which layout the headers are of, and where each of its columns stands; spelled exactly if possible, else nearly, and then said so.</summary>
public sealed class ManifestHeader
{
    public const int MostColumns = 500;

    private readonly Dictionary<string, int> _positions = new(StringComparer.Ordinal);
    private readonly List<(string Column, IReadOnlyList<int> Positions)> _duplicates = [];
    private readonly List<string> _notes = [];

    private ManifestHeader(ManifestProfile profile, IReadOnlyList<string> headers, IReadOnlyList<string> loose)
    {
        (Profile, Headers) = (profile, headers);
        foreach (var column in profile.Columns)
        {
            Place(column, loose);
        }

        Width = Headers.Count - Headers.Reverse().TakeWhile(h => h.Length == 0).Count();
        Missing = [.. profile.Required.Where(c => !_positions.ContainsKey(c))];
    }

    public ManifestProfile Profile { get; }
    public IReadOnlyList<string> Headers { get; }
    public IReadOnlyList<string> Missing { get; }
    public bool MixesLayouts { get; private init; }
    public IReadOnlyList<(string Column, IReadOnlyList<int> Positions)> Duplicates => _duplicates;
    public IReadOnlyList<string> Notes => _notes;
    public bool IsComplete => Missing.Count == 0;

    /// <summary>Position of a column, or -1.</summary>
    public int this[string column] => _positions.GetValueOrDefault(column, -1);

    /// <summary>How many cells a row has when nothing slipped: up to the last header that is not blank.</summary>
    public int Width { get; }

    public static ManifestHeader Read(ManifestSheet sheet) => Read(sheet.Cells, sheet.Cell);

    /// <exception cref="UnreadableManifestException">There are more columns than any manifest has.</exception>
    public static ManifestHeader Read(int count, Func<int, string> cell)
    {
        if (count > MostColumns)
        {
            throw new UnreadableManifestException($"The file has {count:N0} columns; a manifest has a few, and at most {MostColumns} are read. Look whether it is the right file.");
        }

        var headers = Enumerable.Range(0, count).Select(i => ManifestCells.Trim(cell(i))).ToList();
        var loose = headers.Select(ManifestColumns.Loose).ToList();
        var read = ManifestProfile.All.Select(p => new ManifestHeader(p, headers, loose)).ToList();
        var complete = read.FindAll(h => h.IsComplete);
        return complete.Count > 1 ? new ManifestHeader(ManifestProfile.Gwo, headers, loose) { MixesLayouts = true }
            : complete is [var only] ? only
            : read.MaxBy(h => h.Share())!;
    }

    // How much of what only this layout has is there; the first of equals is taken.
    private double Share()
    {
        var own = Profile.Required.Where(c => !ManifestProfile.All.Any(p => p != Profile && p.Required.Any(r => ManifestColumns.Loose(r) == ManifestColumns.Loose(c)))).ToList();
        return own.Count(_positions.ContainsKey) / (double)own.Count;
    }

    private void Place(string column, IReadOnlyList<string> loose)
    {
        string[] names = [column, .. Profile.Aliases.Where(a => a.Value == column).Select(a => a.Key)];
        var exact = PositionsOf(Headers, names);
        var found = exact.Count > 0 ? exact : PositionsOf(loose, [.. names.Select(ManifestColumns.Loose)]);
        if (found.Count == 0)
        {
            return;
        }

        _positions[column] = found[0];
        if (found.Count > 1)
        {
            _duplicates.Add((column, [.. found.Select(p => p + 1)]));
        }
        else if (exact.Count == 0 || (Headers[found[0]] != column && Profile == ManifestProfile.Gwo))
        {
            _notes.Add($"The header “{Headers[found[0]]}” was taken for “{column}”");
        }
    }

    private static List<int> PositionsOf(IReadOnlyList<string> headers, string[] names) =>
        [.. Enumerable.Range(0, headers.Count).Where(i => Array.IndexOf(names, headers[i]) >= 0)];
}
