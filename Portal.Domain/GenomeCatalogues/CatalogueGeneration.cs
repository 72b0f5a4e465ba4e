namespace Portal.Domain.GenomeCatalogues;

/// <summary>A run that wrote rows of genomes, problems or a tree. The run stays as long as this does, and this as long as a release shows its rows.</summary>
public sealed class CatalogueGeneration
{
    public Guid RunId { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
}
