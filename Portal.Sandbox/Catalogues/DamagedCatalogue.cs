using System.Text.Json.Nodes;
using Portal.Domain.GenomeCatalogues;

namespace Portal.Sandbox.Catalogues;

/// <summary>One thing that is wrong on purpose, and where a report must say so.</summary>
/// <param name="What">In words.</param>
/// <param name="Code">Of the rule it breaks.</param>
/// <param name="Path">Below the catalogue's folder.</param>
public sealed record CatalogueDamage(string What, string Code, string Path);

/// <summary>A catalogue with one of every mistake somebody could make, each in a genome of its own.</summary>
public static class DamagedCatalogue
{
    private const long MoreThanAnyJson = 6_000_000;

    /// <summary>Writes it below <paramref name="results"/>; what is wrong with it.</summary>
    public static IReadOnlyList<CatalogueDamage> WriteTo(string results)
    {
        var mistakes = Mistakes();
        new MadeUpCatalogue(CatalogueType.Prokaryotes, mistakes.Count).WriteTo(results);
        var website = Path.Combine(results, "website");
        var damages = new List<CatalogueDamage>
        {
            new("the summary is no JSON", "W05-summary-missing", "catalogue_summary.json"),
            new("the tree is missing", "W06-tree-missing", "phylo_tree.json"),
            new("a file nobody expects", "W07-unexpected-file", "notes.docx"),
        };
        File.WriteAllText(Path.Combine(website, "catalogue_summary.json"), "{\"Total proteins\": ");
        File.Delete(Path.Combine(website, "phylo_tree.json"));
        File.WriteAllText(Path.Combine(website, "notes.docx"), "draft");
        for (var number = 1; number <= mistakes.Count; number++)
        {
            var (what, code, path, make) = mistakes[number - 1];
            var accession = $"MGYG{number:000000000}";
            make(new DamagedGenome(website, accession));
            damages.Add(new(what, code, path.StartsWith('/') ? path[1..] : $"{accession}/{path.Replace("{0}", accession, StringComparison.Ordinal)}"));
        }

        return damages;
    }

    private static IReadOnlyList<(string What, string Code, string Path, Action<DamagedGenome> Make)> Mistakes()
    {
        const string json = "{0}.json";
        const string cog = "genome/{0}_cog_summary.tsv";
        return
        [
            ("the JSON is missing", "G02-json-missing", json, g => File.Delete(g.JsonFile)),
            ("the JSON is empty", "G03-json-malformed", json, g => File.WriteAllText(g.JsonFile, "")),
            ("the JSON breaks off", "G03-json-malformed", json, g => File.WriteAllText(g.JsonFile, "{\"accession\": \"MGYG")),
            ("the JSON is a list", "G03-json-malformed", json, g => File.WriteAllText(g.JsonFile, "[]")),
            ("the JSON is not UTF-8", "G03-json-malformed", json, g => File.WriteAllBytes(g.JsonFile, [.. "{\""u8, 0xC3, 0x28, .. "\":1}"u8])),
            ("the JSON is nested without end", "G03-json-malformed", json, g => File.WriteAllText(g.JsonFile, new string('[', 10_000))),
            ("a required key is missing", "G04-keys-missing", json, g => g.Edit(j => j.Remove("length"))),
            ("five required keys are missing", "G04-keys-missing", json, g => g.Edit(j => new[] { "n_50", "trnas", "type", "rna_5s", "gc_content" }.ToList().ForEach(k => j.Remove(k)))),
            ("a required value is null", "G04-keys-missing", json, g => g.Edit(j => j["completeness"] = null)),
            ("a length in words", "G05-value-wrong", json, g => g.Edit(j => j["length"] = "long")),
            ("a negative count", "G05-value-wrong", json, g => g.Edit(j => j["num_contigs"] = -1)),
            ("a count with a fraction", "G05-value-wrong", json, g => g.Edit(j => j["n_50"] = 20.5)),
            ("more than 100 percent", "G05-value-wrong", json, g => g.Edit(j => j["completeness"] = 120)),
            ("a number as a text", "G05-value-wrong", json, g => g.Edit(j => j["gc_content"] = "28.26")),
            ("a type that is none", "G05-value-wrong", json, g => g.Edit(j => j["type"] = "plasmid")),
            ("a lineage without end", "G05-value-wrong", json, g => g.Edit(j => j["taxon_lineage"] = new string('x', 401))),
            ("an origin without end", "G05-value-wrong", json, g => g.Edit(j => j["geographic_origin"] = new string('x', 81))),
            ("an archive accession without end", "G05-value-wrong", json, g => g.Edit(j => j["ena_sample_accession"] = new string('S', 21))),
            ("a NUL in a text", "G05-value-wrong", json, g => g.Edit(j => j["geographic_origin"] = "Eur\0ope")),
            ("a pan-genome that is a list", "G05-value-wrong", json, g => g.Edit(j => j["pangenome"] = new JsonArray())),
            ("a negative pan-genome", "G05-value-wrong", json, g => g.Edit(j => j["pangenome"] = new JsonObject { ["pangenome_size"] = -5 })),
            ("a range of numbers", "G05-value-wrong", json, g => g.Edit(j => j["pangenome"] = new JsonObject { ["geographic_range"] = new JsonArray(1, 2) })),
            ("the JSON of another genome", "G06-accession-differs", json, g => g.Edit(j => j["accession"] = "MGYG000009999")),
            ("a biome that is none", "G07-unknown-biome", json, g => g.Edit(j => j["gold_biome"] = "root:Moon:Dark side")),
            ("the folder of files is missing", "G08-genome-folder-missing", "genome", g => Directory.Delete(g.Folder("genome"), recursive: true)),
            ("a file is missing", "G09-files-missing", "genome", g => File.Delete(g.FileOf("_eggNOG.tsv"))),
            ("three files are missing", "G09-files-missing", "genome", g => new[] { "_eggNOG.tsv", "_InterProScan.tsv", "_cazy_summary.tsv" }.ToList().ForEach(f => File.Delete(g.FileOf(f)))),
            ("the sequence is empty", "G10-required-file-empty", "genome/{0}.fna", g => File.WriteAllText(g.FileOf(".fna"), "")),
            ("the proteins are empty", "G10-required-file-empty", "genome/{0}.faa", g => File.WriteAllText(g.FileOf(".faa"), "")),
            ("the index is missing", "G10-required-file-empty", "genome/{0}.fna.fai", g => File.Delete(g.FileOf(".fna.fai"))),
            ("the features are a folder", "G14-unreadable", "genome/{0}.gff", g => g.Instead(".gff", f => Directory.CreateDirectory(f))),
            ("a table is empty", "G11-table-malformed", cog, g => File.WriteAllText(g.FileOf("_cog_summary.tsv"), "")),
            ("a table has other columns", "G11-table-malformed", cog, g => File.WriteAllText(g.FileOf("_cog_summary.tsv"), "A\tB\n1\t2\n")),
            ("a count in words", "G11-table-malformed", "genome/{0}_kegg_classes.tsv", g => File.AppendAllText(g.FileOf("_kegg_classes.tsv"), "x\t09101\tmany\n")),
            ("a row that breaks off", "G11-table-malformed", "genome/{0}_kegg_modules.tsv", g => File.AppendAllText(g.FileOf("_kegg_modules.tsv"), "x\tM00001\n")),
            ("a table that is not UTF-8", "G11-table-malformed", cog, g => File.WriteAllBytes(g.FileOf("_cog_summary.tsv"), [.. "Genome\tCOG_category\tCounts\nx\t"u8, 0xFF, .. "\t1\n"u8])),
            ("a table that leads to itself", "G14-unreadable", cog, g => g.Instead("_cog_summary.tsv", f => File.CreateSymbolicLink(f, f))),
            ("an archive accession a second time", "G13-accession-taken", json, g => g.Edit(j => j["ena_genome_accession"] = "GCA_000000025.1")),
            ("a JSON that leads out of the results", "G14-unreadable", json, g => g.LinkJson("/etc/hostname")),
            ("a JSON that leads nowhere", "G14-unreadable", json, g => g.LinkJson("nothing")),
            ("a key nobody knows", "W01-unknown-key", json, g => g.Edit(j => j["favourite_colour"] = "blue")),
            ("a JSON larger than any", "G15-too-large", json, g => g.Grow(MoreThanAnyJson)),
            ("an accession of another form", "W02-accession-form", "/genome-of-mine/genome-of-mine.json", g => g.Rename("genome-of-mine")),
            ("an optional file is empty", "W03-optional-file-missing", "", g => File.WriteAllText(g.FileOf("_rRNAs.fasta"), "")),
            ("an annotation table is missing", "W04-table-missing", cog, g => File.Delete(g.FileOf("_cog_summary.tsv"))),
        ];
    }
}
