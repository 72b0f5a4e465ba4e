using System.Collections;

namespace Portal.Sandbox.DataService;

/// <summary>Rows in list order. Almost everything is added at the end, so a sorted list beats a tree.</summary>
public sealed class RowList : IReadOnlyList<Row>
{
    public static readonly RowList Empty = [];

    private readonly List<Row> _rows = [];

    public int Count => _rows.Count;

    public Row this[int index] => _rows[index];

    public IEnumerator<Row> GetEnumerator() => _rows.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal void Add(Row row)
    {
        if (_rows.Count == 0 || _rows[^1].Sequence < row.Sequence)
        {
            _rows.Add(row);
            return;
        }

        var position = FirstNotBefore(row.Sequence);
        if (_rows[position] != row)
        {
            _rows.Insert(position, row);
        }
    }

    internal void Remove(Row row)
    {
        var position = FirstNotBefore(row.Sequence);
        if (position < _rows.Count && _rows[position] == row)
        {
            _rows.RemoveAt(position);
        }
    }

    /// <summary>Position of the first row behind a cursor: created later, or at the same moment with a later uuid.</summary>
    internal int FirstAfter(long createdAt, long sequence) =>
        Search(row => row.CreatedAt > createdAt || (row.CreatedAt == createdAt && row.Sequence > sequence));

    private int FirstNotBefore(long sequence) => Search(row => row.Sequence >= sequence);

    private int Search(Func<Row, bool> reached)
    {
        var (low, high) = (0, _rows.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = reached(_rows[middle]) ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
