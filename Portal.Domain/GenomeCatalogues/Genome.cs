namespace Portal.Domain.GenomeCatalogues;

/// <summary>What a genome is in every release: its accession, and the names other archives give it. Filled by imports, never emptied.</summary>
public sealed class Genome
{
    public string Accession { get; set; } = "";
    public string? EnaGenomeAccession { get; set; }
    public string? EnaSampleAccession { get; set; }
    public string? EnaStudyAccession { get; set; }
    public string? NcbiGenomeAccession { get; set; }
    public string? NcbiSampleAccession { get; set; }
    public string? NcbiStudyAccession { get; set; }
    public string? ImgGenomeAccession { get; set; }
    public string? PatricGenomeAccession { get; set; }
}

/// <summary>The names of other archives: keys of the genome's JSON, columns, and whether no two genomes share one.</summary>
public sealed record ExternalAccession(string Key, bool Unique)
{
    public static IReadOnlyList<ExternalAccession> All { get; } =
    [
        new("ena_genome_accession", true), new("ena_sample_accession", false), new("ena_study_accession", false),
        new("ncbi_genome_accession", true), new("ncbi_sample_accession", false), new("ncbi_study_accession", false),
        new("img_genome_accession", true), new("patric_genome_accession", true),
    ];
}
