namespace Portal.Sandbox.DataService;

internal sealed record ListPage(IReadOnlyList<Row> Rows, int Total);

/// <summary>Answers one page: starts from the shortest index a filter offers, and remembers totals until the next write.</summary>
internal sealed class DataServiceLists(DataServiceState state)
{
    private readonly Dictionary<string, int> _totals = [];
    private long _totalsVersion = -1;

    public ListPage Read(Collection collection, ListQuery query)
    {
        lock (state.Gate)
        {
            var table = state.Tables[collection.Path];
            var source = Source(table, query);
            var needed = query.Limit;
            var rows = new List<Row>(Math.Min(needed, source.Count));
            for (var i = query.After is { } after ? source.FirstAfter(after, query.AfterSequence) : 0; i < source.Count && rows.Count < needed; i++)
            {
                if (Matches(source[i], query))
                {
                    rows.Add(source[i]);
                }
            }

            return new(rows, Total(collection, source, query));
        }
    }

    private RowList Source(Table table, ListQuery query)
    {
        if (query.KfId is { } id)
        {
            return [.. table.Find(id) is { } row ? new[] { row } : []];
        }

        var best = query.StudyId is { } study ? table.InStudy(study) : table.Rows;
        foreach (var filter in query.Fields)
        {
            if (filter.Value is string value && table.FindBy(filter.Position, value) is { } rows && rows.Count < best.Count)
            {
                best = rows;
            }
        }

        foreach (var filter in query.Through)
        {
            var own = state.Schema[filter.LinkCollection].References.First(r => r.Target == table.Collection.Path).Name;
            var linked = new RowList();
            foreach (var link in state.Tables[filter.LinkCollection].FindBy(filter.Field, filter.KfId)!)
            {
                if (table.Find(link.Text(own) ?? "") is { } row)
                {
                    linked.Add(row);
                }
            }

            best = linked.Count <= best.Count ? linked : best;
        }

        return best;
    }

    private bool Matches(Row row, ListQuery query)
    {
        foreach (var filter in query.Fields)
        {
            if (!Equals(row.Values[filter.Position], filter.Value))
            {
                return false;
            }
        }

        return (query.StudyId is null || row.Studies.Contains(query.StudyId))
            && query.Through.All(filter => IsLinked(row, filter));
    }

    private bool IsLinked(Row row, ThroughFilter filter)
    {
        var link = state.Schema[filter.LinkCollection];
        var values = new object?[link.Fields.Count];
        values[link.PositionOf(link.References.First(r => r.Target == row.Collection.Path).Name)] = row.KfId;
        values[link.PositionOf(filter.Field)] = filter.KfId;
        return state.Tables[filter.LinkCollection].FindPair(values) is not null;
    }

    private int Total(Collection collection, RowList source, ListQuery query)
    {
        if (query is { Fields.Count: 0, Through.Count: 0 })
        {
            return source.Count;
        }

        if (_totalsVersion != state.Version)
        {
            _totals.Clear();
            _totalsVersion = state.Version;
        }

        var key = $"{collection.Path}|{query.KfId}|{query.StudyId}|{string.Join('|', query.Fields)}|{string.Join('|', query.Through)}";
        if (!_totals.TryGetValue(key, out var total))
        {
            _totals.Add(key, total = source.Count(row => Matches(row, query)));
        }

        return total;
    }
}
