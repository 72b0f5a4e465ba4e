using Portal.Domain.GenomeCatalogues;
using Portal.Domain.Runs;

namespace Portal.Jobs.GenomeCatalogues;

/// <summary>Registers each genome's files for download; they stay where they are.</summary>
public sealed class UploadGenomeFiles(CatalogueWork work, GenerationWriter writer, Generations generations) : IStep
{
    public string Name => "upload-genome-files";

    public string Title => "Upload genome files";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var task = await CatalogueWork.TaskAsync(context, cancellationToken);
        if (task.Wish.UpdateMetadataOnly)
        {
            await writer.KeepAsync(GenomeRows.Files, context.RunId, task.Former!.Value, cancellationToken);
            return StepResult.Done($"as in {task.FormerName}");
        }

        var (folder, files) = (work.Folder(task), 0L); // of this attempt, when it goes on where one before stopped
        var pangenomes = await generations.AccessionsAsync(context.RunId, onlyWithPangenome: true, cancellationToken);
        await writer.WriteAsync(context, GenomeRows.Files, folder.Genomes(), accession =>
        {
            var downloads = new GenomeFolder(folder, accession, task.Type, _ => true, ProcessGenomes.Changed).Files(pangenomes.Contains(accession));
            Interlocked.Add(ref files, downloads.Count);
            return new GenomeFiles { Accession = accession, Downloads = GenomeFolder.Json(downloads) };
        }, cancellationToken);
        return StepResult.Done(Words.Count(files, "file"));
    }
}
