using Portal.Domain.GenomeCatalogues;
using Portal.Domain.Runs;

namespace Portal.Jobs.GenomeCatalogues;

/// <summary>What the genomes of the folder change against the series' last release.</summary>
public sealed class CompareWithRelease(CatalogueWork work, GenerationWriter writer, CatalogueDifferences differences) : IStep
{
    public string Name => "compare-with-release";

    public string Title => "Compare with the last release";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var task = await CatalogueWork.TaskAsync(context, cancellationToken);
        var (folder, biomes) = (work.Folder(task), await work.BiomesAsync(cancellationToken));
        var genomes = await writer.WriteAsync(context, GenomeRows.Snapshots, folder.Genomes(), accession =>
            new GenomeFolder(folder, accession, task.Type, biomes.Contains, ProcessGenomes.Changed).Snapshot() ?? throw new InvalidOperationException($"{accession} gave neither a genome nor an error."), cancellationToken);
        if (task.Former is not { } former)
        {
            return StepResult.Done($"{Words.Count(genomes, "genome")}, the first of the series");
        }

        var count = await differences.CountAsync(former, context.RunId, cancellationToken);
        var removed = task.Wish.UpdateMetadataOnly ? $"{count.Removed:N0} not in the folder stay" : $"{count.Removed:N0} gone";
        var added = task.Wish.UpdateMetadataOnly ? $"{count.Added:N0} left out" : $"{count.Added:N0} new";
        return StepResult.Done($"against {task.FormerName}: {added}, {removed}, {count.Changed:N0} changed, {count.Same:N0} the same");
    }
}
