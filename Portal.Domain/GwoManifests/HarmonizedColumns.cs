using System.Collections.Immutable;

namespace Portal.Domain.GwoManifests;

/// <summary>The headers of the layout of 2024.</summary>
public static class HarmonizedColumns
{
    public const string Study = "study_id";
    public const string Experiment = "kf_sequencing_experiment_id";
    public const string Biospecimen = "biospecimen_id";
    public const string FileName = "file_name";
    public const string FileFormat = "file_format";
    public const string CavaticaId = "cavatica_file_id";
    public const string CavaticaVolume = "cavatica_volume";
    public const string FileType = "file_type";
    public const string DataType = "data_type";
    public const string DataCategory = "data_category";
    public const string WorkflowType = "workflow_type";
    public const string WorkflowTool = "workflow_tool";
    public const string WorkflowVersion = "workflow_version";
    public const string ReferenceGenome = "reference_genome";
    public const string ControlledAccess = "controlled_access";
    public const string Version = "file_version_descriptor";
    public const string Visible = "visible";
    public const string VisibilityReason = "visibility_reason";
    public const string VisibilityComment = "visibility_comment";
    public const string Filepath = "file_path";

    public static ImmutableArray<string> All { get; } =
    [
        Study, Experiment, Biospecimen, FileName, FileFormat, CavaticaId, CavaticaVolume, FileType, DataType, DataCategory, WorkflowType, WorkflowTool,
        WorkflowVersion, ReferenceGenome, ControlledAccess, Version, Visible, VisibilityReason, VisibilityComment, Filepath,
    ];

    public static ImmutableArray<string> Required { get; } = [Study, Experiment, Biospecimen, Filepath, DataType, Visible, VisibilityReason];

    public static ImmutableArray<string> Needed { get; } = [Study, Experiment, Biospecimen, Filepath, Visible, VisibilityReason];

    /// <summary>Columns that become fields of the same name; <c>file_type</c> becomes the workflow's endpoint.</summary>
    public static ImmutableArray<FileField> Fields { get; } =
    [
        new(FileFormat, "file_format"), new(CavaticaVolume, "cavatica_volume"), new(FileType, "workflow_endpoint"), new(DataCategory, "data_category"),
        new(WorkflowTool, "workflow_tool"), new(WorkflowVersion, "workflow_version"), new(ReferenceGenome, "reference_genome"),
        new(ControlledAccess, "controlled_access", IsBoolean: true), new(Version, "file_version_descriptor"),
        new(Visible, "visible", IsBoolean: true), new(VisibilityReason, "visibility_reason"), new(VisibilityComment, "visibility_comment"),
    ];
}
