using System.Text.Json;
using System.Text.Json.Serialization;
using Portal.Domain.GenomeCatalogues;

namespace Portal.GenomeCatalogues;

/// <summary>A release as pages and API show it.</summary>
public sealed record ReleaseView
{
    public required string Slug { get; init; }
    public required string Name { get; init; }
    public required string Version { get; init; }
    public required string Series { get; init; }
    public required string BiomeLabel { get; init; }
    public required CatalogueType Type { get; init; }
    public required string Biome { get; init; }
    public required ReleaseStatus Status { get; init; }
    public required string PipelineVersion { get; init; }
    public required CatalogueFigures Figures { get; init; }
    public required JsonElement OtherStats { get; init; }
    public required IReadOnlyList<Download> Downloads { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required string CreatedBy { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public DateTimeOffset? PublishedAt { get; init; }
    public DateTimeOffset? RetiredAt { get; init; }

    // Where its rows and files are is nobody's business outside.
    [JsonIgnore] public Guid SeriesId { get; init; }
    [JsonIgnore] public Guid? Generation { get; init; }
    [JsonIgnore] public string FilesDirectory { get; init; } = "";
}

/// <summary>Which releases; null leaves all.</summary>
/// <param name="Biome">A lineage or path; what lies below it counts.</param>
/// <param name="Text">Part of the name or label.</param>
public sealed record ReleaseFilter(string? BiomeLabel = null, CatalogueType? Type = null, string? Biome = null, ReleaseStatus? Status = null, string? Text = null);

/// <summary>Which genomes of a release. Lineage is the beginning of one: <c>d__Bacteria;p__Firmicutes_A</c>.</summary>
public sealed record GenomeFilter(string? Text = null, string? Type = null, string? Lineage = null, double? MinCompleteness = null, double? MaxContamination = null)
{
    public bool IsEmpty => this == new GenomeFilter();
}

/// <summary>What a list of genomes is sorted by; "-completeness" is downwards.</summary>
public enum GenomeOrder
{
    Accession,
    Completeness,
    Contamination,
    Length,
    Genomes,
}

/// <summary>A genome in one release.</summary>
public sealed record GenomeView(string Accession, string Catalogue, ReleaseStatus Status, GenomeSnapshot Genome, Genome Identity, IReadOnlyList<Download> Downloads);

/// <summary>A release a genome is in.</summary>
public sealed record GenomeRelease(string Slug, string Name, ReleaseStatus Status, DateTimeOffset UpdatedAt, Guid Generation);

/// <summary>A count of something with what it is in words, where that is known.</summary>
public sealed record DescribedCount(string Name, int Count, string? Description);

/// <summary>A genome's annotations, with words for what the codes mean.</summary>
public sealed record AnnotationsView(
    string Accession, string Catalogue, IReadOnlyList<DescribedCount> CogCategories, IReadOnlyList<DescribedCount> KeggClasses, IReadOnlyList<DescribedCount> KeggModules, IReadOnlyList<DescribedCount> AntismashGeneClusters);
