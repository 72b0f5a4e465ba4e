using System.Collections.Frozen;

namespace Portal.Domain.GenomeCatalogues;

/// <summary>The keys of a genome's JSON: which must be there, which are known and left out, and what else is known.</summary>
public static class GenomeKeys
{
    private static readonly string[] Always =
    [
        "accession", "completeness", "contamination", "eggnog_coverage", "gc_content", "gold_biome", "ipr_coverage", "length", "n_50", "nc_rnas", "num_contigs", "num_proteins", "rna_5s",
        "taxon_lineage", "trnas", "type",
    ];

    /// <summary>Alphabetical, so that a report reads the same each time.</summary>
    public static IReadOnlyList<string> Required(CatalogueType type) => type switch
    {
        CatalogueType.Prokaryotes => [.. Always.Concat(["rna_16s", "rna_23s"]).Order(StringComparer.Ordinal)],
        CatalogueType.Eukaryotes => [.. Always.Concat(["busco_completeness", "rna_18s", "rna_28s", "rna_5.8s"]).Order(StringComparer.Ordinal)],
        _ => ["gold_biome", "taxon_lineage", "type"], // what no row can be without
    };

    public static FrozenSet<string> Known { get; } = Always.Concat(
    [
        "rna_16s", "rna_23s", "busco_completeness", "rna_18s", "rna_28s", "rna_5.8s", "geographic_origin", "num_genomes_total", "pangenome",
        .. ExternalAccession.All.Select(a => a.Key),
        // Known, and of no use here: names at submission, and what the producer writes when it cannot tell the archive.
        "genome_accession", "study_accession", "sample_accession", "genome_set", "annotations",
    ]).ToFrozenSet(StringComparer.Ordinal);
}
