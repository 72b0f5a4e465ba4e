namespace Portal.Domain.GwoManifests;

/// <summary>Collects issues and remembers which rows an error took out.</summary>
public sealed class IssueList(StudyRules? rules = null)
{
    private readonly List<ManifestIssue> _issues = [];
    private readonly HashSet<int> _badRows = [];
    private readonly HashSet<(int Row, string Column)> _badCells = [];

    public IReadOnlySet<int> BadRows => _badRows;

    public int Count => _issues.Count;

    /// <summary>Whether the study wants to hear of it at all.</summary>
    public bool IsOff(string code) => Choice(code) == SeverityChoice.Off;

    /// <param name="severity">Where the case decides and not the study.</param>
    /// <returns>Whether it is an error.</returns>
    public bool Add(int row, string column, string code, string value, string message, string? expected = null, string? hint = null,
        IssueSeverity? severity = null)
    {
        var choice = severity is null ? Choice(code) : SeverityChoice.Error;
        if (choice == SeverityChoice.Off)
        {
            return false;
        }

        var level = severity ?? (choice == SeverityChoice.Error ? IssueSeverity.Error : IssueSeverity.Warning);
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
            _badCells.Add((row, column));
        }

        return level == IssueSeverity.Error;
    }

    public bool HasError(int row, string column) => _badCells.Contains((row, column));

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

    private SeverityChoice Choice(string code) => rules?.Of(code) ?? IssueCodes.Kind(code).Usual;
}
