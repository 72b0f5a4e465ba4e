using System.Text.Json.Nodes;
using Portal.Domain.GenomeCatalogues;

namespace Portal.Sandbox.Catalogues;

/// <summary>A catalogue that never was, of the shape real ones have: the same genomes for the same numbers.</summary>
/// <param name="From">Number of the first genome.</param>
/// <param name="Edition">Two editions differ in some genomes' quality and lineage.</param>
/// <param name="FileLines">How many genes, features and table rows each file has; more of them make a heavier folder.</param>
public sealed record MadeUpCatalogue(CatalogueType Type, int Genomes, int From = 1, int Edition = 1, string Biome = "root:Host-associated:Human:Digestive system", int FileLines = 8)
{
    public IEnumerable<string> Accessions => Enumerable.Range(From, Genomes).Select(n => $"MGYG{n:000000000}");

    /// <summary>Writes <c>website/</c> with everything in it below <paramref name="results"/>.</summary>
    public void WriteTo(string results)
    {
        var website = Directory.CreateDirectory(Path.Combine(results, "website")).FullName;
        var leaves = new JsonArray();
        for (var number = From; number < From + Genomes; number++)
        {
            var genome = new MadeUpGenome(this, number);
            genome.WriteTo(website);
            leaves.Add(new JsonObject { ["name"] = genome.Accession, ["type"] = "genome", ["countgen"] = 1 });
        }

        var domain = new JsonObject { ["name"] = Type == CatalogueType.Eukaryotes ? "d__Eukaryota" : "d__Bacteria", ["type"] = "d", ["countgen"] = Genomes, ["children"] = leaves };
        File.WriteAllText(Path.Combine(website, "phylo_tree.json"), new JsonObject { ["name"] = "Domain", ["type"] = "root", ["children"] = new JsonArray(domain) }.ToJsonString());
        File.WriteAllText(Path.Combine(website, "catalogue_summary.json"), new JsonObject
        {
            ["Total proteins"] = $"{Genomes * 2_500}",
            ["Proteins clustered at 90% amino acid identity"] = Genomes * 1_900,
            ["Clusters with isolate genomes"] = (Genomes + 3) / 4,
            ["Clusters with pan-genomes"] = Genomes / 2,
        }.ToJsonString());
    }
}
