using Portal.Domain.Runs;

namespace Portal.Jobs.GenomeCatalogues;

/// <summary>Counts of COG, KEGG and antiSMASH. A metadata update takes them over as they are, byte for byte.</summary>
public sealed class UploadGenomeAnnotations(CatalogueWork work, GenerationWriter writer) : IStep
{
    public string Name => "upload-genome-annotations";

    public string Title => "Upload genome annotations";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var task = await CatalogueWork.TaskAsync(context, cancellationToken);
        if (task.Wish.UpdateMetadataOnly)
        {
            await writer.KeepAsync(GenomeRows.Annotations, context.RunId, task.Former!.Value, cancellationToken);
            return StepResult.Done($"as in {task.FormerName}");
        }

        var folder = work.Folder(task);
        var count = await writer.WriteAsync(context, GenomeRows.Annotations, folder.Genomes(),
            accession => new GenomeFolder(folder, accession, task.Type, _ => true, ProcessGenomes.Changed).Annotations(), cancellationToken);
        return StepResult.Done($"of {Words.Count(count, "genome")}");
    }
}
