using System.Text.Json;
using System.Text.Json.Nodes;

namespace Portal.E2E.Support;

/// <summary>A folder of results as a genomes pipeline leaves it, with as little in its files as an import asks for.</summary>
/// <param name="Name">Below the folder of results: "human-gut/1.0".</param>
/// <param name="Edition">The second differs in the completeness of every fifth genome.</param>
public sealed record CatalogueFolder(string Name, int Genomes, int From = 1, int Edition = 1)
{
    private static readonly string[] Phyla = ["Bacillota_A", "Bacteroidota", "Actinomycetota", "Pseudomonadota", "Cyanobacteriota", "Bacillota", "Verrucomicrobiota", "Spirochaetota", "Fusobacteriota", "Bacillota_C"];

    public static string Accession(int number) => $"MGYG{number:000000000}";

    /// <returns>The folder that was written.</returns>
    public string LayDown(PortalProcess portal)
    {
        var folder = Path.Combine(portal.ResultsRoot, Name);
        var website = Directory.CreateDirectory(Path.Combine(folder, "website")).FullName;
        var tree = new JsonArray();
        foreach (var numbers in Enumerable.Range(From, Genomes).GroupBy(Phylum))
        {
            var classes = new JsonArray([.. numbers.GroupBy(n => n % 7).Select(c => Node($"c__{numbers.Key}ia{c.Key}", "c", [.. c.Select(n => Node(Accession(n), "genome", []))]))]);
            tree.Add(Node($"p__{numbers.Key}", "p", [.. classes.Select(c => c!.DeepClone())]));
        }

        File.WriteAllText(Path.Combine(website, "phylo_tree.json"), Node("Domain", "root", [Node("d__Bacteria", "d", [.. tree.Select(t => t!.DeepClone())])]).ToJsonString());
        File.WriteAllText(Path.Combine(website, "catalogue_summary.json"), $$"""{ "Total proteins": "{{Genomes * 2_500}}", "Clusters with pan-genomes": {{Genomes / 2}} }""");
        foreach (var number in Enumerable.Range(From, Genomes))
        {
            Write(Directory.CreateDirectory(Path.Combine(website, Accession(number))).FullName, number);
        }

        return folder;
    }

    /// <summary>An example of the sandbox takes this folder's place, with its links.</summary>
    public async Task TakeOverAsync(PortalProcess portal, string example)
    {
        var (from, to) = (Path.Combine(portal.Folder, "sandbox", "results", example), Path.Combine(portal.ResultsRoot, Name));
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        using var copy = System.Diagnostics.Process.Start("cp", ["-a", from, to]);
        await copy.WaitForExitAsync();
        copy.ExitCode.ShouldBe(0, $"cp of {from}");
    }

    private static string Phylum(int number) => Phyla[number * number % 31 % Phyla.Length];

    private static JsonObject Node(string name, string type, JsonNode[] children) =>
        children.Length == 0 ? new() { ["name"] = name, ["type"] = type, ["coungen"] = 1 } : new() { ["name"] = name, ["type"] = type, ["children"] = new JsonArray(children) };

    private void Write(string folder, int number)
    {
        var accession = Accession(number);
        File.WriteAllText(Path.Combine(folder, $"{accession}.json"), Json(number));
        var genome = Directory.CreateDirectory(Path.Combine(folder, "genome")).FullName;
        foreach (var (end, text) in new[]
        {
            (".faa", $">{accession}_00001\nMSK\n"), (".fna", $">{accession}_1\nACGT\n"), (".fna.fai", $"{accession}_1\t4\t20\t4\t5\n"), (".gff", "##gff-version 3\n"), ("_eggNOG.tsv", "#query\n"), ("_InterProScan.tsv", "x\n"),
            ("_annotation_coverage.tsv", "Genome\tAnnotation\tCounts\tCoverage\n"), ("_cazy_summary.tsv", "Genome\tCAZy_category\tCounts\n"),
            ("_cog_summary.tsv", "Genome\tCOG_category\tCounts\n" + string.Concat("CEGHJKLMOPRST".Select(c => $"{accession}\t{c}\t{c * 3 % 97 + number % 40}\n"))),
            ("_kegg_classes.tsv", "Genome\tKEGG_class\tCounts\n" + string.Concat(Enumerable.Range(9_101, 9).Select(c => $"{accession}\t0{c}\t{c * 7 % 160 + number % 30}\n"))),
            ("_kegg_modules.tsv", "Genome\tKEGG_module\tCounts\n" + string.Concat(Enumerable.Range(1, 30).Select(m => $"{accession}\tM{m:00000}\t{m * 11 % 37 + 1}\n"))),
            ("_rRNAs.fasta", ">16S\nACGT\n"),
        })
        {
            File.WriteAllText(Path.Combine(genome, accession + end), text);
        }
    }

    private string Json(int number)
    {
        var phylum = Phylum(number);
        var quality = (number * 7_919L % 1_000) / 1_000d;
        var json = new JsonObject
        {
            ["accession"] = Accession(number), ["completeness"] = Edition > 1 && number % 5 == 0 ? 90.59 : Math.Round(100 - 50 * quality * quality * quality, 2), ["contamination"] = Math.Round(number * 104_729L % 500 / 100d * quality, 2),
            ["eggnog_coverage"] = 93.78, ["ipr_coverage"] = 86.42, ["gc_content"] = Math.Round(28 + number * 31 % 4_000 / 100d, 2), ["length"] = 1_800_000 + number * 91_193 % 3_200_000, ["n_50"] = 12_000 + number * 7_331 % 340_000,
            ["nc_rnas"] = 63, ["trnas"] = 20, ["num_contigs"] = 1 + number * 37 % 300, ["num_proteins"] = 1_800 + number * 53 % 3_000, ["rna_5s"] = 88.24, ["rna_16s"] = 99.74, ["rna_23s"] = 99.83,
            ["taxon_lineage"] = $"d__Bacteria;p__{phylum};c__{phylum}ia{number % 7};o__Order{number % 23};f__Family{number % 41};g__Genus{number % 83};s__Genus{number % 83} sp{number:00000}",
            ["gold_biome"] = "root:Host-associated:Human:Digestive system:Large intestine", ["type"] = number % 4 == 1 ? "Isolate" : "MAG", ["geographic_origin"] = "Europe", ["ena_genome_accession"] = $"GCA_{number:000000000}.1",
        };
        if (number % 3 != 0)
        {
            json["pangenome"] = new JsonObject { ["num_genomes_total"] = 2 + number * 13 % 1_200, ["pangenome_size"] = 3_154, ["pangenome_core_size"] = 1_350, ["pangenome_accessory_size"] = 1_804, ["geographic_range"] = new JsonArray("Europe", "North America") };
        }

        return json.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
    }
}
