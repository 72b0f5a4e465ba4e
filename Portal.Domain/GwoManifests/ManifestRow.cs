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

    /// <summary>Where the layout names them itself.</summary>
    public string[] Experiments { get; init; } = [];

    /// <summary>Where the layout names it.</summary>
    public string StudyId { get; init; } = "";

    /// <summary>Cells of <see cref="ManifestProfile.Fields"/>; empty where the layout has none.</summary>
    public string[] Fields { get; init; } = [];

    /// <summary>Cells of the columns the rule pack looks at; empty while it is off.</summary>
    public string[] Others { get; init; } = [];

    /// <summary>Columns the row ends before.</summary>
    public int MissingCells { get; init; }

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
            && x.CavaticaId == y.CavaticaId && x.CavaticaTaskId == y.CavaticaTaskId && x.StudyId == y.StudyId
            && x.Experiments.AsSpan().SequenceEqual(y.Experiments) && x.Fields.AsSpan().SequenceEqual(y.Fields);

        public int GetHashCode(ManifestRow row) =>
            HashCode.Combine(row.Filepath, row.Specimens.Length > 0 ? row.Specimens[0] : "", row.Sources.Length > 0 ? row.Sources[^1] : "", row.Experiments.Length);
    }
}

/// <summary>A manifest as read: what the header says, the rows, and what the reader had to put right on the way.</summary>
public sealed class ManifestTable
{
    public required IReadOnlyList<string> Headers { get; init; }
    public required IReadOnlyList<ManifestRow> Rows { get; init; }

    /// <summary>Chosen by the headers.</summary>
    public ManifestProfile Profile { get; init; } = ManifestProfile.Gwo;

    /// <summary>The headers of more than one layout are all there, so which one is meant cannot be told.</summary>
    public bool MixesLayouts { get; init; }

    /// <summary>Which of the required ones are absent.</summary>
    public IReadOnlyList<string> MissingColumns { get; init; } = [];

    /// <summary>Which columns stand there more than once, with their positions counted from 1.</summary>
    public IReadOnlyList<(string Column, IReadOnlyList<int> Positions)> DuplicateColumns { get; init; } = [];

    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Some bytes are no characters of the encoding; a replacement character stands for them.</summary>
    public bool HasUnreadable { get; init; }

    /// <summary>Names of <see cref="ManifestRow.Others"/>.</summary>
    public IReadOnlyList<string> OtherColumns { get; init; } = [];
}
