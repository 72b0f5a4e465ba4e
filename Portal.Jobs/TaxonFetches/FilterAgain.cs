using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Domain.TaxonFetches;

namespace Portal.Jobs.TaxonFetches;

/// <summary>Judges the runs that are there once more, after the rules changed. Asks ENA nothing.</summary>
public sealed class TaxonFilterWorkflow(FilterAgain again) : IWorkflow
{
    public const string WorkflowName = "taxon-filter";

    public string Name => WorkflowName;

    public string Title => "Taxon filter";

    public IReadOnlyList<IStep> Steps => [again];
}

/// <summary>The one step of it; the taxon's stage stays as it is.</summary>
public sealed class FilterAgain(TaxonStore taxa, RunJudging judging, FilterRulesStore rules) : IStep
{
    public string Name => "filter-again";

    public string Title => "Filter runs again";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var taxId = context.Parameters<CycleParameters>().TaxId;
        try
        {
            var taxon = await taxa.FindAsync(taxId, cancellationToken);
            var judged = await judging.JudgeAsync(taxon, await rules.OfAsync(taxon, cancellationToken), except: null, async done =>
            {
                context.Progress(done, taxon.Runs, "runs");
                await context.GuardAsync(TimeSpan.FromSeconds(5), cancellationToken);
            }, cancellationToken);
            await taxa.ChangeAsync(taxId, (_, t, _) => t.Count(judged.Runs, judged.Passed, t.Collected), cancellationToken);
            return StepResult.Done($"{judged.Passed:N0} of {Words.Count(judged.Runs, "run")} pass; {Words.Count(judged.Changed, "decision")} changed");
        }
        catch (NotFoundException e)
        {
            throw new StepFailedException(e.Message, cause: e);
        }
    }
}
