namespace Portal.E2E.Support;

/// <summary>What goes wrong in folders of results: some of each.</summary>
internal static class Damage
{
    /// <summary>The codes a scan finds then, each once at least.</summary>
    public static readonly string[] Codes = ["G02", "G03", "G04", "G05", "G06", "G07", "G08", "G09", "G10", "G11", "G14", "W01", "W03", "W04", "W05", "W07"];

    public static void To(string results, CatalogueFolder folder)
    {
        var website = Path.Combine(results, "website");
        File.Delete(JsonOf(0));
        File.WriteAllText(JsonOf(1), "{ not JSON");
        Replace(2, "\"length\"", "\"lenght\"");
        Replace(3, "\"completeness\": ", "\"completeness\": 1");
        Replace(4, Accession(4), "MGYG999999999");
        Replace(5, "Large intestine", "Second stomach");
        Directory.Delete(Path.Combine(website, Accession(6), "genome"), recursive: true);
        File.Delete(FileOf(7, ".gff"));
        File.WriteAllText(FileOf(8, ".fna"), "");
        File.WriteAllText(FileOf(9, "_cog_summary.tsv"), "Genome\tCOG_category\tCounts\nMGYG\tC\tmany\n");
        File.Delete(FileOf(10, ".faa"));
        File.CreateSymbolicLink(FileOf(10, ".faa"), "/etc/hostname");
        File.WriteAllText(Path.Combine(website, "catalogue_summary.json"), "[1]");
        File.WriteAllText(Path.Combine(website, "notes.txt"), "Ask again on Monday");
        Directory.Move(Path.Combine(website, Accession(11)), Path.Combine(website, "GENOME_11"));

        string Accession(int i) => CatalogueFolder.Accession(folder.From + i);

        string JsonOf(int i) => Path.Combine(website, Accession(i), $"{Accession(i)}.json");

        string FileOf(int i, string end) => Path.Combine(website, Accession(i), "genome", Accession(i) + end);

        void Replace(int i, string what, string by) => File.WriteAllText(JsonOf(i), File.ReadAllText(JsonOf(i)).Replace(what, by, StringComparison.Ordinal));
    }
}
