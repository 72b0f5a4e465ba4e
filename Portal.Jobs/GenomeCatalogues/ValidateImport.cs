using Npgsql;
using Portal.Domain.Runs;

namespace Portal.Jobs.GenomeCatalogues;

/// <summary>Counts what was written against what was to be, and then lets it take its place: series, release, identities and rows at once.</summary>
public sealed class ValidateImport(NpgsqlDataSource database, CatalogueSwap swap) : IStep
{
    private const string Count = """
        SELECT (SELECT count(*) FROM portal.genome_snapshot WHERE generation = @g), (SELECT count(*) FROM portal.genome_annotations WHERE generation = @g),
               (SELECT count(*) FROM portal.genome_files WHERE generation = @g AND jsonb_array_length(downloads) > 0)
        """;

    public string Name => "validate-import";

    public string Title => "Validate import";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var task = await CatalogueWork.TaskAsync(context, cancellationToken);
        var found = await context.LoadAsync<CatalogueFilesFound>(UploadCatalogueFiles.ContentsKey, cancellationToken) ?? throw new InvalidOperationException("The step before left no files.");
        var (genomes, annotated, withFiles) = await CountAsync(context.RunId, cancellationToken);
        if (!await swap.IsDoneAsync(context.RunId, cancellationToken))
        {
            Require(genomes, annotated, withFiles);
            await context.GuardAsync(TimeSpan.FromSeconds(30), cancellationToken);
            await swap.RunAsync(context.RunId, context.RequestedBy, task, found, cancellationToken);
        }

        context.Note($"{task.Wish.ReleaseName} is ready to publish");
        return StepResult.Done($"{Words.Count(genomes, "genome")}, ready to publish");
    }

    private static void Require(long genomes, long annotated, long withFiles)
    {
        var problems = new List<string>();
        if (annotated != genomes)
        {
            problems.Add($"{genomes:N0} genomes were written, and annotations of {annotated:N0}.");
        }

        if (withFiles != genomes)
        {
            problems.Add($"{Words.Count(genomes - withFiles, "genome")} {(genomes - withFiles == 1 ? "has" : "have")} no files to download.");
        }

        if (problems.Count > 0)
        {
            throw new StepFailedException(string.Join(' ', problems) + " The release stays as it was.");
        }
    }

    private async Task<(long Genomes, long Annotated, long WithFiles)> CountAsync(Guid generation, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Count);
        command.Parameters.AddWithValue("g", generation);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2));
    }
}
