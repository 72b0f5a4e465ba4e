namespace Portal.Sandbox.DataService;

/// <summary>Value → rows of one field. A single row is kept bare: most external ids and links have just one.</summary>
internal sealed class FieldIndex(int position)
{
    private readonly Dictionary<string, object> _entries = [];

    public int Position => position;

    public RowList Find(string value)
    {
        switch (_entries.GetValueOrDefault(value))
        {
            case RowList rows:
                return rows;
            case Row row:
                var one = new RowList();
                one.Add(row);
                return one;
            default:
                return RowList.Empty;
        }
    }

    public void Add(Row row)
    {
        if (row.Values[position] is not string value)
        {
            return;
        }

        if (!_entries.TryGetValue(value, out var entry))
        {
            _entries.Add(value, row);
            return;
        }

        if (entry is not RowList rows)
        {
            rows = new RowList();
            rows.Add((Row)entry);
            _entries[value] = rows;
        }

        rows.Add(row);
    }

    public void Remove(Row row)
    {
        if (row.Values[position] is not string value || !_entries.TryGetValue(value, out var entry))
        {
            return;
        }

        if (entry is RowList { Count: > 1 } rows)
        {
            rows.Remove(row);
        }
        else
        {
            _entries.Remove(value);
        }
    }
}
