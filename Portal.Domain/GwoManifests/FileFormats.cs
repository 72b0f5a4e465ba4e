using System.Collections.Immutable;

namespace Portal.Domain.GwoManifests;

/// <summary>File name ending → format. The longest ending that matches wins; case does not matter.</summary>
public static class FileFormats
{
    public static ImmutableArray<(string Ending, string Format)> Table { get; } =
    [
        .. Of("fastq", ".fq", ".fastq", ".fq.gz", ".fastq.gz"),
        .. Of("bam", ".bam", ".hgv.bam"),
        .. Of("cram", ".cram"),
        .. Of("bai", ".bai", ".bam.bai"),
        .. Of("crai", ".crai", ".cram.crai"),
        .. Of("gvcf", ".g.vcf.gz"),
        .. Of("tbi", ".g.vcf.gz.tbi", ".vcf.gz.tbi"),
        .. Of("vcf", ".vcf", ".vcf.gz"),
        .. Of("html", ".peddy.html", ".html"),
        .. Of("Other", ".md5"),
        .. Of("maf", ".maf", ".maf.gz"),
        .. Of("txt", ".txt", ".txt.gz"),
        .. Of("tar", ".tar", ".tar.gz"),
        .. Of("tsv", ".tsv", ".tsv.gz"),
        .. Of("bed", ".bed", ".bed.gz"),
        .. new[] { "pdf", "dcm", "idat", "svs", "gpr", "cns", "png", "csv", "ped", "seg", "bcf", "csi", "md5sum" }.Select(f => ("." + f, f)),
    ];

    private static readonly (string Ending, string Format)[] LongestFirst = [.. Table.OrderByDescending(t => t.Ending.Length)];

    /// <summary>Null when the ending is not in the table.</summary>
    public static string? Of(string fileName)
    {
        foreach (var (ending, format) in LongestFirst)
        {
            if (fileName.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            {
                return format;
            }
        }

        return null;
    }

    private static IEnumerable<(string Ending, string Format)> Of(string format, params string[] endings) => endings.Select(e => (e, format));
}
