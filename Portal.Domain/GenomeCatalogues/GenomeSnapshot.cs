namespace Portal.Domain.GenomeCatalogues;

/// <summary>A genome as one import saw it. Counts in bases, genes or features; shares in percent.</summary>
public sealed record GenomeSnapshot
{
    public Guid Generation { get; init; }
    public required string Accession { get; init; }
    public required string Type { get; init; }
    public required string TaxonLineage { get; init; }
    public required string BiomePath { get; init; }
    public string? GeographicOrigin { get; init; }
    public int Length { get; init; }
    public int NumContigs { get; init; }
    public int N50 { get; init; }
    public double GcContent { get; init; }
    public int NumProteins { get; init; }
    public double Completeness { get; init; }
    public double Contamination { get; init; }
    public double? BuscoCompleteness { get; init; }
    public double EggnogCoverage { get; init; }
    public double IprCoverage { get; init; }
    public int NcRnas { get; init; }
    public double Trnas { get; init; }
    public double? Rna5s { get; init; }
    public double? Rna16s { get; init; }
    public double? Rna23s { get; init; }
    public double? Rna58s { get; init; }
    public double? Rna18s { get; init; }
    public double? Rna28s { get; init; }
    public int NumGenomesTotal { get; init; } = 1;
    public bool HasPangenome { get; init; }
    public int? PangenomeSize { get; init; }
    public int? PangenomeCoreSize { get; init; }
    public int? PangenomeAccessorySize { get; init; }
    public string[]? GeographicRange { get; init; }

    /// <summary>JSON object of the <see cref="ExternalAccession"/>s this import gave.</summary>
    public string Identity { get; init; } = "{}";
}

/// <summary>What the annotation tables of a genome say; each JSON is an array. Apart from the snapshot, because lists do not need it.</summary>
public sealed record GenomeAnnotations
{
    public Guid Generation { get; init; }
    public required string Accession { get; init; }

    /// <summary><c>[{"name": "C", "count": 218}]</c></summary>
    public required string CogCategories { get; init; }

    /// <summary><c>[{"class_id": "09101", "count": 193}]</c></summary>
    public required string KeggClasses { get; init; }

    /// <summary><c>[{"name": "M00001", "count": 20}]</c></summary>
    public required string KeggModules { get; init; }

    /// <summary><c>[{"name": "terpene", "count": 2, "features": "gene_1;gene_2"}]</c></summary>
    public required string AntismashGeneClusters { get; init; }
}

/// <summary>The files of a genome that can be downloaded: a JSON array of <see cref="Download"/>s.</summary>
public sealed record GenomeFiles
{
    public Guid Generation { get; init; }
    public required string Accession { get; init; }
    public required string Downloads { get; init; }
}
