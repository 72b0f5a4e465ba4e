using System.Collections.Immutable;

namespace Portal.Domain.GwoManifests;

/// <summary>A column that becomes a field of the genomic file as it is, beyond those every layout has.</summary>
/// <param name="Field">What the Data Service calls it.</param>
public sealed record FileField(string Column, string Field, bool IsBoolean = false);

/// <summary>A layout a manifest can have: its headers, which cells must be filled, and which column means what.</summary>
public sealed class ManifestProfile
{
    /// <summary>One row per specimen, file and source; experiments are found through the source.</summary>
    public static ManifestProfile Gwo { get; } = new()
    {
        Name = "gwo",
        Title = "GWO manifest",
        Columns = ManifestColumns.All,
        Required = ManifestColumns.All,
        Needed = ManifestColumns.Needed,
        Biospecimen = ManifestColumns.Biospecimen,
        Filepath = ManifestColumns.Filepath,
        DataType = ManifestColumns.DataType,
        WorkflowType = ManifestColumns.WorkflowType,
        CavaticaId = ManifestColumns.CavaticaId,
        Origin = ManifestColumns.SourceRead,
        Aliases = new Dictionary<string, string>(StringComparer.Ordinal) { ["cavatica_task"] = ManifestColumns.CavaticaTaskId },
    };

    /// <summary>One row per file; specimens and experiments are named by their ids.</summary>
    public static ManifestProfile Harmonized { get; } = new()
    {
        Name = "harmonized-2024",
        Title = "harmonized genomics manifest (2024)",
        Columns = HarmonizedColumns.All,
        Required = HarmonizedColumns.Required,
        Needed = HarmonizedColumns.Needed,
        Biospecimen = HarmonizedColumns.Biospecimen,
        Filepath = HarmonizedColumns.Filepath,
        DataType = HarmonizedColumns.DataType,
        WorkflowType = HarmonizedColumns.WorkflowType,
        CavaticaId = HarmonizedColumns.CavaticaId,
        Origin = HarmonizedColumns.Experiment,
        Fields = HarmonizedColumns.Fields,
        Aliases = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["sequencing_experiment_id"] = HarmonizedColumns.Experiment,
            ["file_id"] = HarmonizedColumns.CavaticaId,
            ["volume_name"] = HarmonizedColumns.CavaticaVolume,
        },
    };

    public static ImmutableArray<ManifestProfile> All { get; } = [Gwo, Harmonized];

    /// <summary>Stable; what the API calls it.</summary>
    public required string Name { get; init; }

    public required string Title { get; init; }

    /// <summary>Every header that is read.</summary>
    public required ImmutableArray<string> Columns { get; init; }

    /// <summary>Headers without which the file is not of this layout.</summary>
    public required ImmutableArray<string> Required { get; init; }

    /// <summary>Columns whose cells must be filled.</summary>
    public required ImmutableArray<string> Needed { get; init; }

    public required string Biospecimen { get; init; }
    public required string Filepath { get; init; }
    public required string DataType { get; init; }
    public required string WorkflowType { get; init; }
    public required string CavaticaId { get; init; }

    /// <summary>The column that leads to the sequencing experiments: through the source, or by their ids.</summary>
    public required string Origin { get; init; }

    /// <summary>In the order of <see cref="ManifestRow.Fields"/>.</summary>
    public ImmutableArray<FileField> Fields { get; init; } = [];

    /// <summary>Other names of columns, as they are found in the wild.</summary>
    public required IReadOnlyDictionary<string, string> Aliases { get; init; }

    /// <summary>Experiments are named by id, so no source leads to them.</summary>
    public bool NamesExperiments => Origin == HarmonizedColumns.Experiment;

    public static ManifestProfile? Named(string? name) => All.FirstOrDefault(p => p.Name == name);

    /// <summary>The column a field of the genomic file comes from.</summary>
    public string ColumnOf(string field) => field switch
    {
        "data_type" => DataType,
        "workflow_type" => WorkflowType,
        "cavatica_file_id" => CavaticaId,
        _ => Fields.FirstOrDefault(f => f.Field == field)?.Column ?? Filepath,
    };
}
