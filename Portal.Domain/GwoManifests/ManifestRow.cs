namespace Portal.Domain.GwoManifests;

/// <summary>One data row, trimmed and with its lists split. <see cref="Row"/> is the number the spreadsheet shows: 2 is the first.</summary>
public sealed class ManifestRow
{
    private readonly Rare? _rare;

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
    public string[] Experiments
    {
        get => _rare?.Experiments ?? [];
        init => _rare = value.Length == 0 ? _rare : (_rare ?? Rare.None) with { Experiments = value };
    }

    /// <summary>Where the layout names it.</summary>
    public string StudyId
    {
        get => _rare?.StudyId ?? "";
        init => _rare = value.Length == 0 ? _rare : (_rare ?? Rare.None) with { StudyId = value };
    }

    /// <summary>Cells of <see cref="ManifestProfile.Fields"/>; empty where the layout has none.</summary>
    public string[] Fields
    {
        get => _rare?.Fields ?? [];
        init => _rare = value.Length == 0 ? _rare : (_rare ?? Rare.None) with { Fields = value };
    }

    /// <summary>Cells of the columns the rule pack looks at; empty where there are none.</summary>
    public string[] Others
    {
        get => _rare?.Others ?? [];
        init => _rare = value.Length == 0 ? _rare : (_rare ?? Rare.None) with { Others = value };
    }

    /// <summary>Columns the row ends before.</summary>
    public int MissingCells
    {
        get => _rare?.MissingCells ?? 0;
        init => _rare = value == 0 ? _rare : (_rare ?? Rare.None) with { MissingCells = value };
    }

    /// <summary>Cells beyond the header that are not blank: something slipped to the right.</summary>
    public int SurplusCells
    {
        get => _rare?.SurplusCells ?? 0;
        init => _rare = value == 0 ? _rare : (_rare ?? Rare.None) with { SurplusCells = value };
    }

    /// <summary>Same content, wherever it stands in the file.</summary>
    public static IEqualityComparer<ManifestRow> SameContent { get; } = new ContentComparer();

    // What most rows of a GWO manifest do not have, apart, so that a million of them stay small.
    private sealed record Rare(string[] Experiments, string StudyId, string[] Fields, string[] Others, int MissingCells, int SurplusCells)
    {
        public static Rare None { get; } = new([], "", [], [], 0, 0);
    }

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
