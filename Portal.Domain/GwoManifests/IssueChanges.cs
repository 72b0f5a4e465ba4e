namespace Portal.Domain.GwoManifests;

/// <summary>What became of the issues of one kind in one column since the version before.</summary>
public sealed record IssueChange(string Code, string Column, int Solved, int New, int Remaining);

/// <summary>Compares the issues of two versions: an issue remains when the same row has the same kind in the same column, whatever the value is now.</summary>
public sealed class IssueChanges
{
    private readonly Dictionary<(int Row, string Code, string Column), int> _before = [];
    private readonly Dictionary<(string Code, string Column), int[]> _counts = [];

    private const int Solved = 0;
    private const int Fresh = 1;
    private const int Remaining = 2;

    public IReadOnlyList<IssueChange> Result
    {
        get
        {
            var solved = new Dictionary<(string, string), int[]>(_counts.ToDictionary(c => c.Key, c => (int[])c.Value.Clone()));
            foreach (var (key, count) in _before)
            {
                Count(solved, (key.Code, key.Column), Solved, count);
            }

            return [.. solved.Select(c => new IssueChange(c.Key.Item1, c.Key.Item2, c.Value[Solved], c.Value[Fresh], c.Value[Remaining]))
                .OrderBy(c => c.Code, StringComparer.Ordinal).ThenBy(c => c.Column, StringComparer.Ordinal)];
        }
    }

    /// <param name="rowNow">The row it is in the new version, 0 for the whole file, null when it is gone.</param>
    public void Had(string code, string column, int? rowNow)
    {
        if (rowNow is { } row)
        {
            var key = (row, code, column);
            _before[key] = _before.GetValueOrDefault(key) + 1;
        }
        else
        {
            Count(_counts, (code, column), Solved, 1);
        }
    }

    public void Has(string code, string column, int row)
    {
        var key = (row, code, column);
        if (_before.TryGetValue(key, out var left) && left > 0)
        {
            _before[key] = left - 1;
            Count(_counts, (code, column), Remaining, 1);
        }
        else
        {
            Count(_counts, (code, column), Fresh, 1);
        }
    }

    private static void Count(Dictionary<(string, string), int[]> counts, (string, string) key, int what, int many)
    {
        if (many > 0)
        {
            (counts.TryGetValue(key, out var triple) ? triple : counts[key] = new int[3])[what] += many;
        }
    }
}
