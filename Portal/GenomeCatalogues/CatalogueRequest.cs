using Portal.Domain.GenomeCatalogues;

namespace Portal.GenomeCatalogues;

/// <summary>Body of a scan or import: the reference's parameters in camelCase.</summary>
public sealed record CatalogueRequest
{
    public string? ResultsDirectory { get; init; }

    /// <summary>Folder of the genomes within the results; <c>website</c> when not given.</summary>
    public string? CatalogueDirectory { get; init; }

    public string? CatalogueName { get; init; }
    public string? CatalogueVersion { get; init; }

    /// <summary>A GOLD lineage: <c>root:Host-associated:Human:Digestive system</c>.</summary>
    public string? GoldBiome { get; init; }

    public string? PipelineVersion { get; init; }

    /// <summary><c>prokaryotes</c>, <c>eukaryotes</c> or <c>viruses</c>.</summary>
    public string? CatalogueType { get; init; }

    public bool UpdateMetadataOnly { get; init; }
    public string? CatalogueBiomeLabel { get; init; }

    /// <summary>There is one, <c>default</c>.</summary>
    public string? Database { get; init; }

    public CatalogueWish Wish => new()
    {
        ResultsDirectory = ResultsDirectory ?? "",
        CatalogueDirectory = CatalogueDirectory,
        CatalogueName = CatalogueName ?? "",
        CatalogueVersion = CatalogueVersion ?? "",
        GoldBiome = GoldBiome ?? "",
        PipelineVersion = PipelineVersion ?? "",
        CatalogueType = CatalogueType ?? "",
        UpdateMetadataOnly = UpdateMetadataOnly,
        CatalogueBiomeLabel = CatalogueBiomeLabel,
        Database = Database,
    };
}

/// <param name="Outline">One biome a line: indented with two blanks a level below “root”, or whole lineages.</param>
public sealed record BiomeOutline(string? Outline);

/// <param name="Added">How many were not known before.</param>
public sealed record BiomesAdded(int Added);

/// <param name="Catalogues">Addresses of the releases, all made public in one action.</param>
public sealed record PublishRequest(IReadOnlyList<string>? Catalogues, string? Why);
