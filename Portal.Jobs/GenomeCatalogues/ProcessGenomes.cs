using Npgsql;
using Portal.Domain.GenomeCatalogues;
using Portal.Domain.Runs;

namespace Portal.Jobs.GenomeCatalogues;

/// <summary>Reads every genome's JSON into the rows of this run; nobody sees them before the last step.</summary>
public sealed class ProcessGenomes(CatalogueWork work, GenerationWriter writer, NpgsqlDataSource database) : IStep
{
    internal const string ExpectedKey = "genomes-expected";

    public string Name => "process-genomes";

    public string Title => "Process genomes";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var task = await CatalogueWork.TaskAsync(context, cancellationToken);
        var (folder, biomes) = (work.Folder(task), await work.BiomesAsync(cancellationToken));
        var genomes = folder.Genomes();
        var expected = genomes.Count;
        if (task.Wish.UpdateMetadataOnly)
        {
            var former = await FormerAsync(task, cancellationToken);
            expected = former.Count;
            var added = genomes.Where(g => !former.Contains(g)).ToList();
            if (added.Count > 0)
            {
                context.Warn($"{GenomeRules.NotInRelease.Code}: {Words.Count(added.Count, "genome")} of the folder {(added.Count == 1 ? "is" : "are")} not in {task.FormerName} and {(added.Count == 1 ? "is" : "are")} left out: {string.Join(", ", added.Take(20))}", added.Count);
            }

            genomes = [.. genomes.Where(former.Contains)];
        }

        await context.SaveAsync(ExpectedKey, new GenomesExpected(expected), cancellationToken);
        var count = await writer.WriteAsync(context, GenomeRows.Snapshots, genomes, accession =>
            new GenomeFolder(folder, accession, task.Type, biomes.Contains, Changed).Snapshot() ?? throw new InvalidOperationException($"{accession} gave neither a genome nor an error."), cancellationToken);
        if (task.Wish.UpdateMetadataOnly)
        {
            var kept = await KeepOthersAsync(context.RunId, task.Former!.Value, cancellationToken);
            context.Note($"{Words.Count(kept, "genome")} of {task.FormerName} not in the folder {(kept == 1 ? "stays" : "stay")} as they were");
            count += kept;
        }

        return StepResult.Done(Words.Count(count, "genome"));
    }

    // The scan found no error, so one now means the folder changed since.
    internal static void Changed(GenomeProblem problem)
    {
        if (problem.Rule.IsError)
        {
            throw new StepFailedException($"{problem.Path} changed since the scan: {problem.Message} Retry from “Scan genome directories”.");
        }
    }

    private async Task<HashSet<string>> FormerAsync(CatalogueTask task, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT accession FROM portal.genome_snapshot WHERE generation = @former");
        command.Parameters.AddWithValue("former", task.Former!.Value);
        var accessions = new HashSet<string>(StringComparer.Ordinal);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            accessions.Add(rows.GetString(0));
        }

        return accessions;
    }

    private Task<int> KeepOthersAsync(Guid generation, Guid former, CancellationToken cancellationToken)
    {
        var columns = string.Join(", ", GenomeRows.Snapshots.Columns.Split(", ").Skip(1));
        return writer.ExecuteAsync($"""
            INSERT INTO portal.genome_snapshot (generation, {columns})
            SELECT @generation, {columns} FROM portal.genome_snapshot WHERE generation = @former ON CONFLICT DO NOTHING
            """, cancellationToken, ("generation", generation), ("former", former));
    }
}

/// <summary>How many genomes the release must have in the end.</summary>
internal sealed record GenomesExpected(int Count);
