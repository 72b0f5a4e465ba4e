namespace Portal.Sandbox.Demo;

/// <summary>One row of a GWO manifest, in the order of its columns.</summary>
public sealed record DemoRow(
    string CavaticaId, string CavaticaTaskId, string BiospecimenId, string ParticipantId, string FamilyId,
    string Filepath, string DataType, string WorkflowType, string SourceRead)
{
    public const string Header =
        "Cavatica ID\tCavatica Task ID\tKF Biospecimen ID\tKF Participant ID\tKF Family ID\tFilepath\tData Type\tWorkflow Type\tSource Read";

    public string Line => string.Join('\t', CavaticaId, CavaticaTaskId, BiospecimenId, ParticipantId, FamilyId, Filepath, DataType, WorkflowType, SourceRead);
}

/// <summary>An issue a check of the manifest must find; the header is row 1.</summary>
public sealed record ExpectedIssue(int Row, string Column, string Code);

/// <summary>A manifest to try, with what must be found in it.</summary>
public sealed record DemoManifest(
    string FileName, string Title, string Description, string StudyId, IReadOnlyList<DemoRow> Rows, IReadOnlyList<ExpectedIssue> Issues)
{
    public string Content { get; } = DemoRow.Header + "\n" + string.Concat(Rows.Select(row => row.Line + "\n"));
}
