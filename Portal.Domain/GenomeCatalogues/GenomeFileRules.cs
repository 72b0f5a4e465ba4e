using System.Collections.Immutable;

namespace Portal.Domain.GenomeCatalogues;

/// <summary>One file a genome may bring.</summary>
/// <param name="Name">With <c>{0}</c> for the accession.</param>
/// <param name="Label">What it is offered for download as; null for one that is only read.</param>
/// <param name="Format">As in the names: fasta, gff, tsv…</param>
/// <param name="Checked">Must be there for prokaryotes and eukaryotes, even if empty.</param>
/// <param name="Required">Must be there and hold something, whatever the catalogue's type.</param>
public sealed record GenomeFileRule(string Folder, string Name, string? Label, string Format, bool Checked = false, bool Required = false)
{
    public string NameFor(string accession) => Name.Replace("{0}", accession, StringComparison.Ordinal);

    public string PathFor(string accession) => $"{Folder}/{NameFor(accession)}";

    public string Group => Folder == GenomeFileRules.PanGenomeFolder ? "Pan-Genome analysis" : Download.GenomeAnalysis;

    public string FileType => Format switch
    {
        "fasta" or "fna" => "fasta",
        "tsv" or "tab" => "tsv",
        "csv" => "csv",
        "json" => "json",
        "nwk" => "tree",
        _ => "other",
    };
}

/// <summary>The files of a genome, in the order they are offered. Names, labels and rules as emgapi-v2 has them.</summary>
public static class GenomeFileRules
{
    public const string GenomeFolder = "genome";
    public const string PanGenomeFolder = "pan-genome";
    public const string CogSummary = "{0}_cog_summary.tsv";
    public const string KeggClasses = "{0}_kegg_classes.tsv";
    public const string KeggModules = "{0}_kegg_modules.tsv";
    public const string GeneClusters = "geneclusters.txt";

    public static ImmutableArray<GenomeFileRule> Genome { get; } =
    [
        new(GenomeFolder, "{0}.faa", "Predicted CDS (aa)", "fasta", Checked: true, Required: true),
        new(GenomeFolder, "{0}.fna", "Nucleic Acid Sequence", "fasta", Checked: true, Required: true),
        new(GenomeFolder, "{0}.fna.fai", "Nucleic Acid Sequence index", "fai", Required: true),
        new(GenomeFolder, "{0}.gff", "Genome Annotation", "gff", Checked: true, Required: true),
        new(GenomeFolder, "{0}_antismash.gff", "Genome antiSMASH Annotation", "gff"),
        new(GenomeFolder, "{0}_virify.gff", "Genome VIRify Annotation", "gff"),
        new(GenomeFolder, "{0}_virify_metadata.tsv", "Genome VIRify Regions", "tsv"),
        new(GenomeFolder, "{0}_sanntis.gff", "Genome SanntiS Annotation", "gff"),
        new(GenomeFolder, "{0}_eggNOG.tsv", "EggNog annotation", "tsv", Checked: true),
        new(GenomeFolder, "{0}_InterProScan.tsv", "InterProScan annotation", "tsv", Checked: true),
        new(GenomeFolder, "{0}_rRNAs.fasta", "Genome rRNA Sequence", "fasta"),
        new(GenomeFolder, "{0}_amrfinderplus.tsv", "Genome AMRFinderPlus Annotation", "tsv"),
        new(GenomeFolder, "{0}_crisprcasfinder.gff", "Genome CRISPRCasFinder Annotation", "gff"),
        new(GenomeFolder, "{0}_crisprcasfinder.tsv", "Genome CRISPRCasFinder Additional Records", "tsv"),
        new(GenomeFolder, "{0}_mobilome.gff", "Genome Mobilome Annotation", "gff"),
        new(GenomeFolder, "{0}_dbcan.gff", "Genome dbCAN Annotation", "gff"),
        new(GenomeFolder, "{0}_defense_finder.gff", "Genome Defense Finder Annotation", "gff"),
        new(GenomeFolder, "{0}_gecco.gff", "Genome GECCO Annotation", "gff"),
        new(GenomeFolder, "{0}_kegg_pathways.tsv", "KEGG Pathway Completeness", "tsv"),
        new(GenomeFolder, "{0}_annotation_coverage.tsv", null, "tsv", Checked: true),
        new(GenomeFolder, "{0}_cazy_summary.tsv", null, "tsv", Checked: true),
        new(GenomeFolder, CogSummary, null, "tsv", Checked: true),
        new(GenomeFolder, KeggClasses, null, "tsv", Checked: true),
        new(GenomeFolder, KeggModules, null, "tsv", Checked: true),
    ];

    /// <summary>Only looked at when the genome's JSON has a <c>pangenome</c>; all optional.</summary>
    public static ImmutableArray<GenomeFileRule> PanGenome { get; } =
    [
        new(PanGenomeFolder, "core_genes.txt", "Pangenome core genes list", "tab"),
        new(PanGenomeFolder, "pan-genome.fna", "Pangenome DNA sequence", "fasta"),
        new(PanGenomeFolder, "gene_presence_absence.Rtab", "Gene Presence / Absence matrix", "tsv"),
        new(PanGenomeFolder, "gene_presence_absence.csv", "Gene Presence / Absence list", "csv"),
        new(PanGenomeFolder, "mashtree.nwk", "Pairwise Mash distances of conspecific genomes", "nwk"),
    ];

    public static IEnumerable<GenomeFileRule> For(bool hasPangenome) => hasPangenome ? Genome.Concat(PanGenome) : Genome;
}
