using Portal.Domain.GwoManifests;

namespace Portal.Jobs.GwoManifests;

/// <summary>Where each of the nine columns stands; spelled exactly if possible, else nearly, and then said so.</summary>
public sealed class ManifestHeader
{
    private readonly Dictionary<string, int> _positions = new(StringComparer.Ordinal);
    private readonly List<(string Column, IReadOnlyList<int> Positions)> _duplicates = [];
    private readonly List<string> _notes = [];

    public required IReadOnlyList<string> Headers { get; init; }
    public IReadOnlyList<string> Missing => [.. ManifestColumns.All.Where(c => !_positions.ContainsKey(c))];
    public IReadOnlyList<(string Column, IReadOnlyList<int> Positions)> Duplicates => _duplicates;
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Position of a column, or -1.</summary>
    public int this[string column] => _positions.GetValueOrDefault(column, -1);

    /// <summary>How many cells a row has when nothing slipped.</summary>
    public int Width => Headers.Count;

    public static ManifestHeader Read(ManifestSheet sheet)
    {
        var cells = Enumerable.Range(0, sheet.Cells).Select(i => ManifestCells.Trim(sheet.Cell(i))).ToList();
        // A sheet is as wide as its longest row: what has no header is no column, whichever kind of file it is.
        var header = new ManifestHeader { Headers = cells[..(cells.FindLastIndex(c => c.Length > 0) + 1)] };
        foreach (var column in ManifestColumns.All)
        {
            header.Place(column);
        }

        return header;
    }

    private void Place(string column)
    {
        var exact = PositionsOf(h => h == column);
        var found = exact.Count > 0 ? exact : PositionsOf(h => ManifestColumns.Loose(h) == ManifestColumns.Loose(column));
        if (found.Count == 0)
        {
            return;
        }

        _positions[column] = found[0];
        if (found.Count > 1)
        {
            _duplicates.Add((column, [.. found.Select(p => p + 1)]));
        }
        else if (exact.Count == 0)
        {
            _notes.Add($"The header “{Headers[found[0]]}” was taken for “{column}”");
        }
    }

    private List<int> PositionsOf(Func<string, bool> matches) =>
        [.. Headers.Select((h, i) => (h, i)).Where(x => matches(x.h)).Select(x => x.i)];
}
