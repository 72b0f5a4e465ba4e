using Portal.Domain.GenomeCatalogues;

namespace Portal.GenomeCatalogues;

/// <summary>What the wizard says at its fields: the wish's own problems, and what the first steps of a run would refuse.</summary>
public static class WishProblems
{
    /// <param name="biomes">The hierarchy; null while it is not known.</param>
    public static IReadOnlyDictionary<string, string> Of(CatalogueWish wish, IReadOnlyList<Biome>? biomes)
    {
        var normal = wish.Normalised();
        var problems = new Dictionary<string, string>(normal.Problems(), StringComparer.Ordinal);
        if (normal.CatalogueType.Length == 0)
        {
            problems["catalogueType"] = "Choose what the genomes are of.";
        }

        if (normal.PipelineVersion.Length > 0 && PipelineVersion.Major(normal.PipelineVersion) is null)
        {
            problems.TryAdd("pipelineVersion", $"“{normal.PipelineVersion}” is no pipeline version the portal understands. It is v1, v2 or v3, with or without more: v2.0, v3.0.0-dev.");
        }

        if (normal.GoldBiome.Length > 0 && biomes is not null && biomes.All(b => b.Path != BiomePath.Of(normal.GoldBiome)))
        {
            problems.TryAdd("goldBiome", $"“{normal.GoldBiome}” is not in the GOLD hierarchy. Choose one from the list.");
        }

        return problems;
    }
}
