using Portal.Domain.GwoManifests;
using Portal.Jobs.GwoManifests;

namespace Portal.GwoManifests;

/// <summary>Which rows of the file the grid shows.</summary>
public enum GridRows
{
    /// <summary>Rows with the selected kind of issue.</summary>
    Issue,

    /// <summary>Rows with any issue, and short stretches between them.</summary>
    Issues,
    All,
}

/// <summary>One line of the grid: a row of the file, or a gap that says how many rows are left away.</summary>
/// <param name="Old">The cell before it was edited; null where it was not.</param>
public sealed record GridLine(int Position, int Row, IReadOnlyList<string> Cells, IReadOnlyList<string?> Old, IReadOnlyList<GwoIssue> Issues, bool Removed, int Gap = 0);

/// <summary>A file laid out as lines, with the edits over it: knows every line's place, holds none of its cells.</summary>
public sealed class GridView
{
    /// <summary>Rows without issues that are shown all the same, because a gap would take as much room.</summary>
    private const int ShortStretch = 2;

    private readonly List<int>? _lines; // index of the row; for a gap the complement of how many rows are left away
    private readonly Dictionary<int, int> _positions = [];

    private GridView(IndexedSheet sheet, ManifestEdits edits, List<int>? lines)
    {
        (Sheet, Edits, _lines) = (sheet, edits, lines);
        for (var i = 0; lines is not null && i < lines.Count; i++)
        {
            if (lines[i] >= 0)
            {
                _positions[lines[i]] = i;
            }
        }
    }

    public IndexedSheet Sheet { get; }

    public ManifestEdits Edits { get; }

    public int Count => _lines?.Count ?? Sheet.Count;

    /// <param name="rows">Row numbers in order; null: all of them.</param>
    /// <param name="context">Short stretches between them are shown, longer ones told.</param>
    public static GridView Of(IndexedSheet sheet, ManifestEdits edits, IReadOnlyList<int>? rows, bool context)
    {
        if (rows is null)
        {
            return new GridView(sheet, edits, null);
        }

        var lines = new List<int>(rows.Count);
        var last = -1;
        foreach (var index in rows.Select(sheet.IndexOf).Where(i => i >= 0))
        {
            var between = context && last >= 0 ? index - last - 1 : 0;
            if (between > ShortStretch)
            {
                lines.Add(~between);
            }
            else
            {
                lines.AddRange(Enumerable.Range(index - between, between));
            }

            lines.Add(index);
            last = index;
        }

        return new GridView(sheet, edits, lines);
    }

    /// <summary>The same lines, edited otherwise.</summary>
    public GridView With(ManifestEdits edits) => new(Sheet, edits, _lines);

    /// <summary>Where a row stands, or -1.</summary>
    public int PositionOf(int row) => Sheet.IndexOf(row) is >= 0 and var index ? _lines is null ? index : _positions.GetValueOrDefault(index, -1) : -1;

    /// <summary>The row at a place; null for a gap.</summary>
    public int? RowAt(int position) => Index(position) is >= 0 and var index ? Sheet.RowAt(index) : null;

    /// <summary>Row numbers of a window, without its gaps.</summary>
    public int[] RowsOf(int from, int count) => [.. Window(from, count).Select(Index).Where(i => i >= 0).Select(Sheet.RowAt)];

    public IReadOnlyList<GridLine> Read(int from, int count, ILookup<int, GwoIssue> issues) => [.. Window(from, count).Select(p => Line(p, issues))];

    /// <summary>The cell as it is now.</summary>
    public string CellAt(int row, int column)
    {
        var cells = Sheet.IndexOf(row) is >= 0 and var index ? Edits.Over(row, Sheet.Read(index)) : [];
        return column < cells.Length ? cells[column] : "";
    }

    /// <summary>How many cells of a column hold this value now, in rows that stay.</summary>
    public int CountEqual(int column, string value)
    {
        var count = 0;
        foreach (var (row, cells) in Sheet.All())
        {
            var now = Edits.Over(row, cells);
            count += ManifestEdits.Same(column < now.Length ? now[column] : "", value) && !Edits.Removes(row) ? 1 : 0;
        }

        return count;
    }

    private IEnumerable<int> Window(int from, int count) => Enumerable.Range(from, Math.Max(0, Math.Min(count, Count - from)));

    private int Index(int position) => _lines is null ? position : _lines[position];

    private GridLine Line(int position, ILookup<int, GwoIssue> issues)
    {
        var index = Index(position);
        if (index < 0)
        {
            return new GridLine(position, 0, [], [], [], false, ~index);
        }

        var (row, cells) = (Sheet.RowAt(index), Sheet.Read(index));
        var now = Edits.Over(row, cells);
        var width = Sheet.Headers.Count;
        return new GridLine(position, row, [.. Enumerable.Range(0, width).Select(c => At(now, c))],
            ReferenceEquals(now, cells) ? [] : [.. Enumerable.Range(0, width).Select(c => At(cells, c) == At(now, c) ? null : At(cells, c))],
            [.. issues[row]], Edits.Removes(row));
    }

    private static string At(string[] cells, int column) => column < cells.Length ? cells[column] : "";
}
