using Npgsql;
using NpgsqlTypes;
using Portal.Domain.GenomeCatalogues;

namespace Portal.Jobs.GenomeCatalogues;

/// <summary>The three tables a generation of genomes is written to by COPY, each with how a row of it is written.</summary>
internal static class GenomeRows
{
    public static RowsOf<GenomeSnapshot> Snapshots { get; } = new("genome_snapshot",
        "accession, type, taxon_lineage, biome_path, geographic_origin, length, num_contigs, n50, gc_content, num_proteins, completeness, contamination, busco_completeness, eggnog_coverage, "
        + "ipr_coverage, nc_rnas, trnas, rna5s, rna16s, rna23s, rna58s, rna18s, rna28s, num_genomes_total, has_pangenome, pangenome_size, pangenome_core_size, pangenome_accessory_size, geographic_range, identity",
        s => s.Accession, async (row, s) =>
        {
            await row.TextAsync(s.Type);
            await row.TextAsync(s.TaxonLineage);
            await row.TextAsync(s.BiomePath);
            await row.TextAsync(s.GeographicOrigin);
            await row.CountsAsync(s.Length, s.NumContigs, s.N50);
            await row.NumbersAsync(s.GcContent);
            await row.CountsAsync(s.NumProteins);
            await row.NumbersAsync(s.Completeness, s.Contamination, s.BuscoCompleteness, s.EggnogCoverage, s.IprCoverage);
            await row.CountsAsync(s.NcRnas);
            await row.NumbersAsync(s.Trnas, s.Rna5s, s.Rna16s, s.Rna23s, s.Rna58s, s.Rna18s, s.Rna28s);
            await row.CountsAsync(s.NumGenomesTotal);
            await row.WriteAsync(s.HasPangenome, NpgsqlDbType.Boolean);
            await row.CountsAsync(s.PangenomeSize, s.PangenomeCoreSize, s.PangenomeAccessorySize);
            await row.WriteAsync(s.GeographicRange, NpgsqlDbType.Array | NpgsqlDbType.Text);
            await row.JsonAsync(s.Identity);
        });

    public static RowsOf<GenomeAnnotations> Annotations { get; } = new("genome_annotations",
        "accession, cog_categories, kegg_classes, kegg_modules, antismash_gene_clusters",
        a => a.Accession, async (row, a) =>
        {
            await row.JsonAsync(a.CogCategories);
            await row.JsonAsync(a.KeggClasses);
            await row.JsonAsync(a.KeggModules);
            await row.JsonAsync(a.AntismashGeneClusters);
        });

    public static RowsOf<GenomeFiles> Files { get; } = new("genome_files", "accession, downloads", f => f.Accession, (row, f) => row.JsonAsync(f.Downloads));
}

/// <summary>A table of a generation.</summary>
/// <param name="Contents">Its columns beside the generation, the accession first.</param>
internal sealed record RowsOf<T>(string Table, string Contents, Func<T, string> AccessionOf, Func<CopyRow, T, Task> WriteAsync);

/// <summary>One row on its way.</summary>
internal sealed class CopyRow(NpgsqlBinaryImporter copy, CancellationToken cancellationToken)
{
    public Task TextAsync(string? text) => WriteAsync(text, NpgsqlDbType.Text);

    public Task JsonAsync(string json) => WriteAsync(json, NpgsqlDbType.Jsonb);

    public async Task CountsAsync(params int?[] counts)
    {
        foreach (var count in counts)
        {
            await (count is { } some ? copy.WriteAsync(some, NpgsqlDbType.Integer, cancellationToken) : copy.WriteNullAsync(cancellationToken));
        }
    }

    public async Task NumbersAsync(params double?[] numbers)
    {
        foreach (var number in numbers)
        {
            await (number is { } some ? copy.WriteAsync(some, NpgsqlDbType.Double, cancellationToken) : copy.WriteNullAsync(cancellationToken));
        }
    }

    public Task WriteAsync<T>(T? value, NpgsqlDbType type) => value is null ? copy.WriteNullAsync(cancellationToken) : copy.WriteAsync(value, type, cancellationToken);
}
