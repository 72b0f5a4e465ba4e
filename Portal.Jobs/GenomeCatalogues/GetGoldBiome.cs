using Portal.Domain.GenomeCatalogues;
using Portal.Domain.Runs;

namespace Portal.Jobs.GenomeCatalogues;

/// <summary>Finds the catalogue's biome in the GOLD hierarchy.</summary>
public sealed class GetGoldBiome(CatalogueWork work) : IStep
{
    public string Name => "get-gold-biome";

    public string Title => "Get GOLD biome";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var task = await CatalogueWork.TaskAsync(context, cancellationToken);
        var path = BiomePath.Of(task.Wish.GoldBiome);
        if (!(await work.BiomesAsync(cancellationToken)).Contains(path))
        {
            throw new StepFailedException($"“{task.Wish.GoldBiome}” is not in the GOLD hierarchy. Choose a biome from the list, or have it imported with “portal biomes import”.");
        }

        await CatalogueWork.SaveAsync(context, task with { BiomePath = path }, cancellationToken);
        return StepResult.Done(path);
    }
}
