namespace Portal.Domain.GwoManifests;

/// <summary>Collects issues and remembers which rows an error took out.</summary>
public sealed class IssueList
{
    private readonly List<ManifestIssue> _issues = [];
    private readonly HashSet<int> _badRows = [];

    public IReadOnlySet<int> BadRows => _badRows;

    public int Count => _issues.Count;

    public void Add(int row, string column, string code, string value, string message, string? expected = null, string? hint = null,
        IssueSeverity? severity = null)
    {
        var level = severity ?? IssueCodes.Kind(code).Severity;
        _issues.Add(new ManifestIssue
        {
            Row = row,
            Column = column,
            Code = code,
            Severity = level,
            Value = value,
            Message = message,
            Expected = expected,
            Hint = hint,
        });
        if (level == IssueSeverity.Error)
        {
            Exclude(row);
        }
    }

    /// <summary>Leaves a row out whose problem is told elsewhere, once for many rows.</summary>
    public void Exclude(int row) => _badRows.Add(row);

    /// <summary>By row, then column, then code: the order people read a sheet in.</summary>
    public IReadOnlyList<ManifestIssue> Sorted()
    {
        _issues.Sort((a, b) => a.Row != b.Row ? a.Row.CompareTo(b.Row)
            : string.CompareOrdinal(a.Column, b.Column) is var byColumn and not 0 ? byColumn
            : string.CompareOrdinal(a.Code, b.Code) is var byCode and not 0 ? byCode
            : string.CompareOrdinal(a.Value, b.Value));
        return _issues;
    }
}
