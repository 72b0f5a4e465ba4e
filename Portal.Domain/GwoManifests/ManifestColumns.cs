using System.Collections.Immutable;

namespace Portal.Domain.GwoManifests;

/// <summary>The nine headers of a GWO manifest, as people and issues spell them.</summary>
public static class ManifestColumns
{
    public const string CavaticaId = "Cavatica ID";
    public const string CavaticaTaskId = "Cavatica Task ID";
    public const string Biospecimen = "KF Biospecimen ID";
    public const string Participant = "KF Participant ID";
    public const string Family = "KF Family ID";
    public const string Filepath = "Filepath";
    public const string DataType = "Data Type";
    public const string WorkflowType = "Workflow Type";
    public const string SourceRead = "Source Read";

    public static ImmutableArray<string> All { get; } =
        [CavaticaId, CavaticaTaskId, Biospecimen, Participant, Family, Filepath, DataType, WorkflowType, SourceRead];

    /// <summary>The four whose cells must be filled.</summary>
    public static ImmutableArray<string> Needed { get; } = [Biospecimen, Filepath, DataType, SourceRead];

    /// <summary>What headers are compared by when they are not spelled exactly: case, blanks and <c>_</c> do not matter.</summary>
    public static string Loose(string header)
    {
        var words = header.Replace('_', ' ').Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return string.Join(' ', words).Trim('\uFEFF').ToLowerInvariant();
    }
}
