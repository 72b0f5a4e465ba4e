using Portal.Domain.GenomeCatalogues;
using Portal.Sandbox.Catalogues;

namespace Portal.Sandbox.Demo;

/// <summary>A results folder to try.</summary>
/// <param name="Folder">Below the folder of results.</param>
public sealed record DemoCatalogue(string Folder, string Title, string Description);

/// <summary>Results as pipelines leave them: two releases of one catalogue, one of each other type, and one with every mistake there is.</summary>
public static class DemoCatalogues
{
    private const int Few = 40;

    private static readonly IReadOnlyList<(DemoCatalogue Catalogue, Action<string> Write)> All =
    [
        (new("human-gut/1.0", "Human gut 1.0", "Forty prokaryotes with pan-genomes; the first release."), new MadeUpCatalogue(CatalogueType.Prokaryotes, Few).WriteTo),
        (new("human-gut/2.0", "Human gut 2.0", "The same, five gone, five new and four changed."), new MadeUpCatalogue(CatalogueType.Prokaryotes, Few, From: 6, Edition: 2).WriteTo),
        (new("ocean-eukaryotes/1.0", "Ocean eukaryotes 1.0", "Five eukaryotes, with BUSCO and their own rRNAs."),
            new MadeUpCatalogue(CatalogueType.Eukaryotes, 5, From: 1_001, Biome: "root:Environmental:Aquatic:Marine").WriteTo),
        (new("soil-viruses/1.0", "Soil viruses 1.0", "Eight viruses, of which less is asked."), new MadeUpCatalogue(CatalogueType.Viruses, 8, From: 2_001, Biome: "root:Environmental:Terrestrial:Soil").WriteTo),
        (new("broken/1.0", "A broken catalogue", "Every mistake there is, each in a genome of its own; for the report."), results => DamagedCatalogue.WriteTo(results)),
    ];

    /// <summary>Writes what is not there yet below <paramref name="root"/>.</summary>
    public static IReadOnlyList<DemoCatalogue> LayDown(string root)
    {
        foreach (var (catalogue, write) in All)
        {
            var folder = Path.Combine(root, catalogue.Folder);
            if (!Directory.Exists(folder))
            {
                var making = Directory.CreateDirectory(Path.Combine(root, ".making")).FullName;
                write(making);
                Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
                Directory.Move(making, folder); // a start that broke off leaves no half folder
            }
        }

        return [.. All.Select(a => a.Catalogue)];
    }
}
