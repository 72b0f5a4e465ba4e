using Portal.Domain.Runs;
using Portal.Jobs.GenomeCatalogues;
using Portal.Runs;

namespace Portal.GenomeCatalogues;

/// <summary>The parameters of a catalogue's runs as a curator knows them.</summary>
internal static class CatalogueRunWords
{
    public static IReadOnlyList<RunParameterFact> Of(RunDetail run)
    {
        var wish = RunParameters.Read<CatalogueParameters>(run.Parameters).Wish.Normalised();
        return
        [
            new("Release", wish.ReleaseName, Url: $"genome-catalogues/{wish.Slug}"),
            new("Results folder", wish.ResultsDirectory, Mono: true),
            new("Genomes in it", wish.CatalogueDirectory!, Mono: true),
            new("Type", wish.CatalogueType),
            new("Biome", wish.GoldBiome),
            new("Biome label", wish.CatalogueBiomeLabel!),
            new("Pipeline", wish.PipelineVersion),
            .. wish.UpdateMetadataOnly ? new[] { new RunParameterFact("Metadata only", "yes") } : [],
        ];
    }
}
