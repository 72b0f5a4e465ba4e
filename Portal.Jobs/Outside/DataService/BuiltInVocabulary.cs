namespace Portal.Jobs.Outside.DataService;

/// <summary>The enumerations of Data Service 1.36.0, for when it does not describe itself.</summary>
internal static class BuiltInVocabulary
{
    public static string[] DataTypes { get; } = Split("""
        Adapter Stat | Adapter Stats | Aligned Read | Aligned Read Index | Aligned Reads | Aligned Reads Index | Alignment Metrics | Alignment Stat |
        Alignment Stats | Alignment Summary | Alternative Splicing | Annotated Gene Fusion | Annotated Germline Copy Number Segments | Annotated Germline
        Structural Variation | Annotated Somatic Copy Number Segment | Annotated Somatic Mutation | Annotated Somatic Mutation Index | Annotated Somatic
        Mutations | Annotated Tumor Only Mutation | Annotated Tumor Only Mutation Index | Annotated Variant Call | Annotated Variant Call Index | Artifact
        Metric | Artifact Metrics | Chimeric Aligned Read | Chimeric Aligned Reads | Consensus Somatic Mutation | Consensus Somatic Mutation Index |
        Contamination Estimation | Control Copy Number | Control Copy Number Segment | Cutadapter Metrics | Denoised Germline Copy Ratios | Expression |
        Expression Counts | Extra-Chromosomal DNA | Familial Relationship | Familial Relationship Report | Familial Relationships | Familial Relationships
        Report | GC Metric | GC Metrics | Gender Metric | Gender Metrics | Gender QC Metric | Gender QC Metrics | Gene Expression | Gene Expression Count |
        Gene Expression Quantification | Gene Fusion | Gene Fusions | Gene Level Copy Number | Genome Aligned Read | Genome Aligned Read Index | Genome
        Aligned Reads | Genome Aligned Reads Index | Genomic Variant | Genomic Variant Index | Genotyped Germline Copy Number Intervals | Genotyped Germline
        Copy Number Intervals Index | Genotyped Germline Copy Number Segments | Genotyped Germline Copy Number Segments Index | Germline Copy Number Read
        Depth Stats | HLA Genotyping | Het Call QC Metric | Het Call QC Metrics | Histology Image | Histology Images | Insert Size Metric | Insert Size
        Metrics | Isoform Expression | Isoform Expression Quantification | Masked Consensus Somatic Mutation | Masked Consensus Somatic Mutation Index |
        Masked Somatic Mutation | Masked Somatic Mutation Index | Masked Tumor Only Mutation | Masked Tumor Only Mutation Index | Operation Report | Operation
        Reports | Other | Pathology Report | Pathology Reports | Pre-pass Somatic Structural Variation | Pre-pass Somatic Structural Variation Index |
        Pre-pass Tumor Only Structural Variation | Pre-pass Tumor Only Structural Variation Index | QC Metric | QC Metrics | Quality Score Distribution |
        RNAseq Alignment Metrics | Radiology Image | Radiology Images | Radiology Report | Radiology Reports | Raw Gene Fusion | Raw Germline Copy Number
        Segments | Raw Germline Structural Variation | Raw Germline Structural Variation Index | Raw Simple Somatic Mutation | Raw Simple Somatic Mutation
        Index | Raw Somatic Copy Number Segment | Raw Somatic Structural Variation | Raw Somatic Structural Variation Index | Raw Tumor Only Copy Number
        Segment | Raw Tumor Only Structural Variation | Raw Tumor Only Structural Variation Index | Raw Variant Call | Raw Variant Call Index | Recalibration
        Report | Reference Copy Number Profiling | Relatedness QC Metric | Relatedness QC Metrics | STAR Cell Ranger Counts | STAR Single Cell Counts | Simple
        Nucleotide Variation | Simple Nucleotide Variations | Single Cell QC Metrics | Somatic Copy Number BAF | Somatic Copy Number Diagram | Somatic Copy
        Number Metrics | Somatic Copy Number Ratio | Somatic Copy Number Scatter | Somatic Copy Number Segment | Somatic Copy Number Subclone Segment |
        Somatic Copy Number Variation | Somatic Copy Number Variations | Somatic Structural Variation | Somatic Structural Variations | Splice Junction | Tool
        Log | Transcriptome Aligned Read | Tumor Copy Number | Tumor Copy Number Segment | Tumor Only Assembled Haplotypes | Tumor Only Assembled Haplotypes
        Index | Tumor Only Copy Number BAF | Tumor Only Copy Number Ratio | Tumor Only Copy Number Variation | Tumor Only Structural Variation | Tumor Ploidy
        and Purity | Tumor Purity | Unaligned Read | Unaligned Reads | Variant Call | Variant Call Index | Variant Calling Metrics | Variant Calls | Variant
        Calls Index | Variant Summary | WGS Metric | WGS Metrics | WXS Metric | WXS Metrics | gVCF | gVCF Index
        """);

    /// <summary>By the name of the field.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Values { get; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
    {
        ["visibility_reason"] = Split("Ready For Release | Pre-Release | Sample Issue | Consent Hold | Sequencing Quality Issue | Other | Unknown"),
        ["file_version_descriptor"] = Split("latest | previous | unharmonized | Not Reported | Not Applicable | Not Allowed To Collect | Not Available | Reported Unknown"),
    };

    public static string[] WorkflowTypes { get; } = Split("""
        10x-Single-Cell-Alignment | Alignment | Family-Joint-Genotyping | GATK-HaplotypeCaller-gVCF | Germline-Mutation | Long-Reads-Mutation |
        RNAseq-Analysis | Single-VCF-Genotyping | Somatic-Mutation | Tumor-Only-Mutation
        """);

    /// <summary>Accepted by every enumeration.</summary>
    public static string[] Common { get; } = ["Not Reported", "Not Applicable", "Not Allowed To Collect", "Not Available", "Reported Unknown"];

    private static string[] Split(string text) =>
        text.ReplaceLineEndings(" ").Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
