using Portal.Domain.GwoManifests;
using Portal.Jobs.GwoManifests;

namespace Portal.GwoManifests;

/// <summary>Two versions side by side: which rows are the same, and what is different in them.</summary>
internal sealed class SheetMatch
{
    private readonly IndexedSheet _old;
    private readonly IndexedSheet _now;
    private readonly List<RowPrint> _before;
    private readonly List<RowPrint> _after;
    private readonly RowMatch _match;

    public SheetMatch(IndexedSheet old, IndexedSheet now)
    {
        (_old, _now) = (old, now);
        (_before, _after) = ([.. old.Prints()], [.. now.Prints()]);
        _match = RowMatch.Of(_before, _after);
    }

    /// <summary>0 stays the whole file; null: the row is gone.</summary>
    public int? RowNow(int oldRow)
    {
        var index = oldRow == 0 ? -1 : _old.IndexOf(oldRow);
        return oldRow == 0 ? 0 : index >= 0 && _match.NewOf[index] is >= 0 and var now ? _now.RowAt(now) : null;
    }

    public VersionDiff Rows(int from, int to, int most)
    {
        var changes = new List<RowChange>();
        var (added, removed, changed) = (0, 0, 0);
        for (var j = 0; j < _after.Count; j++)
        {
            var i = _match.OldOf[j];
            if (i < 0)
            {
                added++;
                Note(new RowChange(RowChangeKind.Added, null, _now.RowAt(j), []));
            }
            else if (_before[i].Content != _after[j].Content && Fields(i, j) is { Count: > 0 } fields)
            {
                changed++;
                Note(new RowChange(RowChangeKind.Changed, _old.RowAt(i), _now.RowAt(j), fields));
            }
        }

        for (var i = 0; i < _before.Count; i++)
        {
            if (_match.NewOf[i] < 0)
            {
                removed++;
                Note(new RowChange(RowChangeKind.Removed, _old.RowAt(i), null, []));
            }
        }

        return new VersionDiff(from, to, added, removed, changed, changes, null);

        void Note(RowChange change)
        {
            if (changes.Count < most)
            {
                changes.Add(change);
            }
        }
    }

    // By name, so that a column moved or added elsewhere is no change of the others.
    private List<FieldChange> Fields(int i, int j)
    {
        var (old, now) = (_old.Read(i), _now.Read(j));
        var names = _old.Places.Keys.Union(_now.Places.Keys, StringComparer.Ordinal).Where(n => n != AnnotatedCopy.Header);
        return [.. names.Select(n => new FieldChange(n, Cell(_old, old, n), Cell(_now, now, n) ?? "")).Where(c => (c.Old ?? "") != c.New)];
    }

    private static string? Cell(IndexedSheet sheet, string[] cells, string column) =>
        sheet.Places.TryGetValue(column, out var place) && place < cells.Length ? ManifestCells.Trim(cells[place]) : null;
}
