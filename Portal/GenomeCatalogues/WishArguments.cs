using System.CommandLine;

namespace Portal.GenomeCatalogues;

/// <summary>The reference's parameters in its order, and its flags with hyphens and underscores alike.</summary>
internal sealed class WishArguments(bool alwaysMetadata)
{
    private readonly Argument<string> _resultsDirectory = new("results_directory") { Description = "Folder of the results, below the portal's folder of results." };
    private readonly Argument<string> _catalogueDirectory = new("catalogue_directory") { Description = "Folder of the genomes within it, such as website." };
    private readonly Argument<string> _catalogueName = new("catalogue_name") { Description = "Name without its version." };
    private readonly Argument<string> _catalogueVersion = new("catalogue_version") { Description = "Such as 2.0." };
    private readonly Argument<string> _goldBiome = new("gold_biome") { Description = "A GOLD lineage, such as root:Host-associated:Human." };
    private readonly Argument<string> _pipelineVersion = new("pipeline_version") { Description = "Such as v3.0.0." };
    private readonly Argument<string> _catalogueType = new("catalogue_type") { Description = "prokaryotes, eukaryotes or viruses." };
    private readonly Option<bool> _updateMetadataOnly = new("--update-metadata-only", "--update_metadata_only") { Description = "Read only the genomes' JSON again." };
    private readonly Option<string?> _label = new("--catalogue-biome-label", "--catalogue_biome_label") { Description = "Label of the series; the catalogue's name when not given." };
    private readonly Option<string?> _database = new("--database") { Description = "There is one, default." };

    public void AddTo(Command command)
    {
        foreach (var argument in new[] { _resultsDirectory, _catalogueDirectory, _catalogueName, _catalogueVersion, _goldBiome, _pipelineVersion, _catalogueType })
        {
            command.Add(argument);
        }
        if (!alwaysMetadata)
        {
            command.Add(_updateMetadataOnly);
        }
        command.Add(_label);
        command.Add(_database);
    }

    public CatalogueRequest Read(ParseResult parsed) => new()
    {
        ResultsDirectory = parsed.GetRequiredValue(_resultsDirectory),
        CatalogueDirectory = parsed.GetRequiredValue(_catalogueDirectory),
        CatalogueName = parsed.GetRequiredValue(_catalogueName),
        CatalogueVersion = parsed.GetRequiredValue(_catalogueVersion),
        GoldBiome = parsed.GetRequiredValue(_goldBiome),
        PipelineVersion = parsed.GetRequiredValue(_pipelineVersion),
        CatalogueType = parsed.GetRequiredValue(_catalogueType),
        UpdateMetadataOnly = alwaysMetadata || parsed.GetValue(_updateMetadataOnly),
        CatalogueBiomeLabel = parsed.GetValue(_label),
        Database = parsed.GetValue(_database),
    };
}
