namespace Portal.Sandbox.DataService;

/// <summary>The rows of one collection with the indexes its look-ups need. Not thread-safe: <see cref="DataServiceState"/> holds the lock.</summary>
public sealed class Table
{
    private readonly Dictionary<string, Row> _byId = [];
    private readonly Dictionary<(string, string), Row> _pairs = [];
    private readonly Dictionary<string, RowList> _byStudy = [];
    private readonly FieldIndex[] _indexes;
    private readonly int[] _unique;

    internal Table(Collection collection)
    {
        Collection = collection;
        _unique = [.. collection.Unique.Select(collection.PositionOf)];
        _indexes = [.. collection.Fields
            .Where(f => f.Type == FieldType.Reference || f.Name == "external_id")
            .Select(f => new FieldIndex(collection.PositionOf(f.Name)))];
    }

    public Collection Collection { get; }

    /// <summary>All rows in list order.</summary>
    public RowList Rows { get; } = [];

    public int Count => Rows.Count;

    public Row? Find(string kfId) => _byId.GetValueOrDefault(kfId);

    /// <summary>The rows with this value, or null where the field is not indexed.</summary>
    public RowList? FindBy(string field, string value) =>
        Collection.Find(field) is { } position ? IndexAt(position)?.Find(value) : null;

    internal RowList? FindBy(int position, string value) => IndexAt(position)?.Find(value);

    public RowList InStudy(string studyId) => _byStudy.GetValueOrDefault(studyId, RowList.Empty);

    internal Row? FindPair(object?[] values) => PairOf(values) is { } pair ? _pairs.GetValueOrDefault(pair) : null;

    internal void Add(Row row)
    {
        Rows.Add(row);
        _byId.Add(row.KfId, row);
        Index(row);
    }

    internal void Remove(Row row)
    {
        Unindex(row);
        JoinStudies(row, []);
        _byId.Remove(row.KfId);
        Rows.Remove(row);
    }

    internal void Replace(Row row, object?[] values)
    {
        Unindex(row);
        row.Values = values;
        Index(row);
    }

    internal void JoinStudies(Row row, string[] studies)
    {
        foreach (var left in row.Studies.Except(studies))
        {
            _byStudy[left].Remove(row);
        }

        foreach (var joined in studies.Except(row.Studies))
        {
            if (!_byStudy.TryGetValue(joined, out var rows))
            {
                _byStudy.Add(joined, rows = []);
            }

            rows.Add(row);
        }

        row.Studies = studies;
    }

    private void Index(Row row)
    {
        foreach (var index in _indexes)
        {
            index.Add(row);
        }

        if (PairOf(row.Values) is { } pair)
        {
            _pairs[pair] = row;
        }
    }

    private void Unindex(Row row)
    {
        foreach (var index in _indexes)
        {
            index.Remove(row);
        }

        if (PairOf(row.Values) is { } pair)
        {
            _pairs.Remove(pair);
        }
    }

    private (string, string)? PairOf(object?[] values) =>
        _unique.Length == 2 && values[_unique[0]] is string first && values[_unique[1]] is string second ? (first, second) : null;

    private FieldIndex? IndexAt(int position) => Array.Find(_indexes, index => index.Position == position);
}
