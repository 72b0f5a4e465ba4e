using Npgsql;
using Portal.Domain.GenomeCatalogues;
using Portal.Domain.Runs;

namespace Portal.Jobs.GenomeCatalogues;

/// <summary>Registers each genome's files for download; they stay where they are.</summary>
public sealed class UploadGenomeFiles(CatalogueWork work, GenerationWriter writer, NpgsqlDataSource database) : IStep
{
    public string Name => "upload-genome-files";

    public string Title => "Upload genome files";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var task = await CatalogueWork.TaskAsync(context, cancellationToken);
        if (task.Wish.UpdateMetadataOnly)
        {
            await writer.ExecuteAsync("""
                INSERT INTO portal.genome_files (generation, accession, downloads)
                SELECT @generation, accession, downloads FROM portal.genome_files WHERE generation = @former ON CONFLICT DO NOTHING
                """, cancellationToken, ("generation", context.RunId), ("former", task.Former!.Value));
            return StepResult.Done($"as in {task.FormerName}");
        }

        var (folder, files) = (work.Folder(task), 0L); // of this attempt, when it goes on where one before stopped
        var pangenomes = await PangenomesAsync(context.RunId, cancellationToken);
        await writer.WriteAsync(context, GenomeRows.Files, folder.Genomes(), accession =>
        {
            var downloads = new GenomeFolder(folder, accession, task.Type, _ => true, ProcessGenomes.Changed).Files(pangenomes.Contains(accession));
            Interlocked.Add(ref files, downloads.Count);
            return new GenomeFiles { Accession = accession, Downloads = GenomeFolder.Json(downloads) };
        }, cancellationToken);
        return StepResult.Done(Words.Count(files, "file"));
    }

    private async Task<HashSet<string>> PangenomesAsync(Guid generation, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT accession FROM portal.genome_snapshot WHERE generation = @generation AND has_pangenome");
        command.Parameters.AddWithValue("generation", generation);
        var accessions = new HashSet<string>(StringComparer.Ordinal);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            accessions.Add(rows.GetString(0));
        }

        return accessions;
    }
}
