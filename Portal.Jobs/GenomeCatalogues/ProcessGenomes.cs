using Portal.Domain.GenomeCatalogues;
using Portal.Domain.Runs;

namespace Portal.Jobs.GenomeCatalogues;

/// <summary>Reads every genome's JSON into the rows of this run; nobody sees them before the last step.</summary>
public sealed class ProcessGenomes(CatalogueWork work, GenerationWriter writer, Generations generations) : IStep
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
            var former = await generations.AccessionsAsync(task.Former!.Value, onlyWithPangenome: false, cancellationToken);
            expected = former.Count;
            var added = genomes.Where(g => !former.Contains(g)).ToList();
            if (added.Count > 0)
            {
                context.Warn($"{GenomeRules.NotInRelease.Code}: {Words.Count(added.Count, "genome")} of the folder {(added.Count == 1 ? "is" : "are")} not in {task.FormerName} and {(added.Count == 1 ? "is" : "are")} left out: {string.Join(", ", added.Take(20))}", added.Count);
            }

            genomes = [.. genomes.Where(former.Contains)];
        }

        await context.SaveAsync(ExpectedKey, new GenomesExpected(expected), cancellationToken);
        await writer.WriteAsync(context, GenomeRows.Snapshots, genomes, accession =>
            new GenomeFolder(folder, accession, task.Type, biomes.Contains, Changed).Snapshot() ?? throw new InvalidOperationException($"{accession} gave neither a genome nor an error."), cancellationToken);
        if (task.Wish.UpdateMetadataOnly)
        {
            await writer.KeepAsync(GenomeRows.Snapshots, context.RunId, task.Former!.Value, cancellationToken);
            var kept = expected - genomes.Count;
            context.Note($"{Words.Count(kept, "genome")} of {task.FormerName} not in the folder {(kept == 1 ? "stays" : "stay")} as {(kept == 1 ? "it was" : "they were")}");
        }

        return StepResult.Done(Words.Count(expected, "genome"));
    }

    // The scan found no error, so one now means the folder changed since.
    internal static void Changed(GenomeProblem problem)
    {
        if (problem.Rule.IsError)
        {
            throw new StepFailedException($"{problem.Path} changed since the scan: {problem.Message} Retry from “Scan genome directories”.");
        }
    }
}

/// <summary>How many genomes the release must have in the end.</summary>
internal sealed record GenomesExpected(int Count);
