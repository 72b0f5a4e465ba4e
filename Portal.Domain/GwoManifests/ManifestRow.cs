namespace Portal.Domain.GwoManifests;

/// <summary>One data row, trimmed and with its lists split. <see cref="Row"/> is the number the spreadsheet shows: 2 is the first.</summary>
public sealed class ManifestRow
{
    public required int Row { get; init; }
    public required string CavaticaId { get; init; }
    public required string CavaticaTaskId { get; init; }
    public required string[] Specimens { get; init; }
    public required string Participant { get; init; }
    public required string Family { get; init; }
    public required string Filepath { get; init; }
    public required string DataType { get; init; }
    public required string WorkflowType { get; init; }
    public required string[] Sources { get; init; }

    /// <summary>Cells beyond the header that are not blank: something slipped to the right.</summary>
    public int SurplusCells { get; init; }

    /// <summary>Same content, wherever it stands in the file.</summary>
    public static IEqualityComparer<ManifestRow> SameContent { get; } = new ContentComparer();

    private sealed class ContentComparer : IEqualityComparer<ManifestRow>
    {
        public bool Equals(ManifestRow? x, ManifestRow? y) =>
            x is not null && y is not null && x.Filepath == y.Filepath && x.DataType == y.DataType
            && x.Specimens.AsSpan().SequenceEqual(y.Specimens) && x.Sources.AsSpan().SequenceEqual(y.Sources)
            && x.Participant == y.Participant && x.Family == y.Family && x.WorkflowType == y.WorkflowType
            && x.CavaticaId == y.CavaticaId && x.CavaticaTaskId == y.CavaticaTaskId;

        public int GetHashCode(ManifestRow row) =>
            HashCode.Combine(row.Filepath, row.Specimens.Length > 0 ? row.Specimens[0] : "", row.Sources.Length > 0 ? row.Sources[^1] : "");
    }
}

/// <summary>A manifest as read: what the header says, the rows, and what the reader had to put right on the way.</summary>
public sealed class ManifestTable
{
    public required IReadOnlyList<string> Headers { get; init; }
    public required IReadOnlyList<ManifestRow> Rows { get; init; }

    /// <summary>Which of the nine are absent.</summary>
    public IReadOnlyList<string> MissingColumns { get; init; } = [];

    /// <summary>Which of the nine stand there more than once, with their positions counted from 1.</summary>
    public IReadOnlyList<(string Column, IReadOnlyList<int> Positions)> DuplicateColumns { get; init; } = [];

    public IReadOnlyList<string> Notes { get; init; } = [];
}
