using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Portal.Domain.GenomeCatalogues;

namespace Portal.Sandbox.Catalogues;

/// <summary>One genome of a <see cref="MadeUpCatalogue"/>; its number decides everything about it.</summary>
internal sealed class MadeUpGenome(MadeUpCatalogue catalogue, int number)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private static readonly string[] Phyla = ["Bacillota", "Bacteroidota", "Actinomycetota", "Pseudomonadota", "Cyanobacteriota"];
    private static readonly string[] Continents = ["Europe", "North America", "Asia", "Africa"];

    public string Accession { get; } = $"MGYG{number:000000000}";

    private bool HasPangenome => number % 2 == 0;

    private bool IsEdited => catalogue.Edition > 1 && number % 10 == 3;

    public void WriteTo(string website)
    {
        var folder = Directory.CreateDirectory(Path.Combine(website, Accession)).FullName;
        File.WriteAllText(Path.Combine(folder, $"{Accession}.json"), Json().ToJsonString(Indented));
        var genome = Directory.CreateDirectory(Path.Combine(folder, "genome")).FullName;
        foreach (var (name, text) in Files())
        {
            File.WriteAllText(Path.Combine(genome, name), text);
        }

        if (HasPangenome)
        {
            var pangenome = Directory.CreateDirectory(Path.Combine(folder, "pan-genome")).FullName;
            File.WriteAllText(Path.Combine(pangenome, "core_genes.txt"), Lines(i => $"gene_{i}"));
            File.WriteAllText(Path.Combine(pangenome, "gene_presence_absence.Rtab"), $"Gene\t{Accession}\n" + Lines(i => $"gene_{i}\t1"));
            File.WriteAllText(Path.Combine(pangenome, "mashtree.nwk"), $"({Accession}.fna:0.01);\n");
        }
    }

    private JsonObject Json()
    {
        var json = new JsonObject
        {
            ["accession"] = Accession,
            ["completeness"] = IsEdited ? 90.59 : Math.Round(80 + number * 7 % 2_000 / 100d, 2),
            ["contamination"] = Math.Round(number * 3 % 500 / 100d, 2),
            ["eggnog_coverage"] = 90.1,
            ["ena_genome_accession"] = $"GCA_{number:000000000}.1",
            ["ena_sample_accession"] = $"SAMEA{number:0000000}",
            ["ena_study_accession"] = "ERP105624",
            ["gc_content"] = Math.Round(28 + number % 40 + 0.26, 2),
            ["genome_accession"] = $"MADEUP{number:00000}",
            ["geographic_origin"] = Continents[number % Continents.Length],
            ["gold_biome"] = catalogue.Biome,
            ["ipr_coverage"] = 86.42,
            ["length"] = 2_000_000 + number * 1_117 % 3_000_000,
            ["n_50"] = 20_000 + number * 331 % 400_000,
            ["nc_rnas"] = 40 + number % 60,
            ["num_contigs"] = 20 + number % 300,
            ["num_proteins"] = 1_800 + number % 2_500,
            ["rna_5s"] = 88.24,
            ["taxon_lineage"] = Lineage(),
            ["trnas"] = 20 + number % 40,
            ["type"] = number % 4 == 1 ? "Isolate" : "MAG",
        };
        foreach (var (key, value) in catalogue.Type == CatalogueType.Eukaryotes
            ? new[] { ("busco_completeness", 88.5), ("rna_18s", 99.1), ("rna_28s", 98.2), ("rna_5.8s", 1.0) }
            : [("rna_16s", 99.74), ("rna_23s", 99.83)])
        {
            json[key] = value;
        }

        if (HasPangenome)
        {
            json["pangenome"] = new JsonObject
            {
                ["geographic_range"] = new JsonArray("North America", IsEdited ? "South America" : "Europe"),
                ["num_genomes_total"] = 2 + number % 1_000,
                ["pangenome_size"] = 3_154,
                ["pangenome_core_size"] = 1_350,
                ["pangenome_accessory_size"] = 1_804,
            };
        }

        return json;
    }

    private string Lineage()
    {
        var phylum = Phyla[(number + (IsEdited ? 1 : 0)) % Phyla.Length];
        return string.Create(CultureInfo.InvariantCulture,
            $"d__{(catalogue.Type == CatalogueType.Eukaryotes ? "Eukaryota" : "Bacteria")};p__{phylum};c__{phylum}ia;o__{phylum}ales;f__Family{number % 37};g__Genus{number % 211};s__Genus{number % 211} sp{number:000000000}");
    }

    private IEnumerable<(string Name, string Text)> Files()
    {
        yield return ($"{Accession}.faa", Lines(i => $">{Accession}_{i:00000} hypothetical protein\nMSKTLEELLKQ"));
        yield return ($"{Accession}.fna", $">{Accession}_1\n{new string('A', 60)}\n{new string('C', 60)}\n");
        yield return ($"{Accession}.fna.fai", $"{Accession}_1\t120\t{Accession.Length + 4}\t60\t61\n");
        yield return ($"{Accession}.gff", "##gff-version 3\n" + Lines(i => $"{Accession}_1\tProdigal:2.6.3\tCDS\t{i}\t{i + 90}\t.\t+\t0\tID={Accession}_{i:00000}"));
        yield return ($"{Accession}_eggNOG.tsv", "#query\tseed_ortholog\tevalue\n" + Lines(i => $"{Accession}_{i:00000}\t1.X\t1e-50"));
        yield return ($"{Accession}_InterProScan.tsv", Lines(i => $"{Accession}_{i:00000}\tmd5\t100\tPfam\tPF0000{i % 10}"));
        yield return ($"{Accession}_annotation_coverage.tsv", $"Genome\tAnnotation\tCounts\tCoverage\n{Accession}\tInterProScan\t2400\t80.00\n{Accession}\teggNOG\t2550\t85.00\n");
        yield return ($"{Accession}_cazy_summary.tsv", $"Genome\tCAZy_category\tCounts\n{Accession}\tGH\t{number % 90}\n{Accession}\tGT\t26\n");
        yield return ($"{Accession}_cog_summary.tsv", "Genome\tCOG_category\tCounts\n" + string.Concat("CEGHJKLMS".Select(c => $"{Accession}\t{c}\t{c + number % 100}\n")));
        yield return ($"{Accession}_kegg_classes.tsv", "Genome\tKEGG_class\tCounts\n" + Lines(i => $"{Accession}\t{9_100 + i % 90:00000}\t{(i * 13 + number) % 400}"));
        yield return ($"{Accession}_kegg_modules.tsv", "Genome\tKEGG_module\tCounts\n" + Lines(i => $"{Accession}\tM{i:00000}\t{(i * 7 + number) % 60}"));
        yield return ($"{Accession}_rRNAs.fasta", $">{Accession}_16S_rRNA\n{new string('G', 60)}\n");
        if (number % 3 == 0)
        {
            yield return ($"{Accession}_antismash.gff", $"##gff-version 3\n{Accession}_1\tantiSMASH\tregion\t1\t90\t.\t+\t.\tID=region_1\n");
            yield return ("geneclusters.txt", $"{Accession}\t1\tterpene\t{Accession}_00001;{Accession}_00002\t-\n");
        }
    }

    private string Lines(Func<int, string> line)
    {
        var text = new StringBuilder();
        for (var i = 1; i <= catalogue.FileLines; i++)
        {
            text.Append(line(i)).Append('\n');
        }

        return text.ToString();
    }
}
