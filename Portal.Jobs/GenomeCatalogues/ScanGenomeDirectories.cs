using Portal.Domain.GenomeCatalogues;
using Portal.Domain.Runs;

namespace Portal.Jobs.GenomeCatalogues;

/// <summary>Looks at every genome and tells all problems at once. An import ends here when one of them is an error, before anything is written.</summary>
public sealed class ScanGenomeDirectories(CatalogueWork work, CatalogueScan scan, ProblemStore store) : IStep
{
    public string Name => "scan-genome-directories";

    public string Title => "Scan genome directories";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var task = await CatalogueWork.TaskAsync(context, cancellationToken);
        var problems = new ProblemList();
        var genomes = await scan.RunAsync(task, work.Folder(task), problems, (done, total) => context.Progress(done, total, "genomes"), cancellationToken);
        await context.GuardAsync(TimeSpan.FromSeconds(5), cancellationToken);
        await store.SaveAsync(context.RunId, problems, cancellationToken);
        await context.AttachAsync("problems.tsv", "All problems", "text/tab-separated-values", problems.WriteAsync, cancellationToken);
        foreach (var (rule, count) in problems.Counts)
        {
            var line = $"{rule.Code}: {count:N0} × {rule.Title}";
            if (rule.IsError)
            {
                context.Note(line);
            }
            else
            {
                context.Warn(line, count);
            }
        }

        return problems.Errors == 0 ? StepResult.Done($"{Words.Count(genomes, "genome")}, {Words.Count(problems.Warnings, "warning")}")
            : throw new StepFailedException($"The folder has {Words.Count(problems.Errors, "error")} in {Words.Count(problems.GenomesWithErrors, "genome")}. The report tells each; correct the files, then retry. Nothing was written.");
    }
}
