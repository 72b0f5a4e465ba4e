using Microsoft.Extensions.Options;
using Portal.Domain.Runs;
using Portal.Domain.TaxonFetches;

namespace Portal.Jobs.TaxonFetches;

/// <summary>Stage 3: which runs are valid and useful, each with the first rule it fails.</summary>
public sealed class JudgeRuns(TaxonStore taxa, RunJudging judging, FilterRulesStore rules, IOptions<TaxonFetchOptions> options, TimeProvider clock) : CycleStep(taxa, options, clock)
{
    public override string Name => "filter-runs";

    public override string Title => "Filter runs";

    protected override async Task<StepResult> WorkAsync(Taxon taxon, StepContext context, CancellationToken cancellationToken)
    {
        if (taxon.Stage is not TaxonStage.Filter)
        {
            return StepResult.Done("done before");
        }

        // What the fetch found new it judged as it came; with other rules meanwhile, everything is judged again.
        var current = await rules.OfAsync(taxon, cancellationToken);
        var plan = await context.LoadAsync<FetchPlan>(FetchPlan.Key, cancellationToken);
        var judged = await judging.JudgeAsync(taxon, current, plan?.Rules == current ? plan.StartedAt : null, async done =>
        {
            context.Progress(done, null, "runs");
            await context.GuardAsync(TimeSpan.FromSeconds(5), cancellationToken);
        }, cancellationToken);
        foreach (var (reason, count) in judged.Reasons.OrderByDescending(r => r.Value))
        {
            context.Note($"{Words.Count(count, "run")} fail{(count == 1 ? "s" : "")} “{reason}”");
        }

        context.Progress(judged.Runs, judged.Runs, "runs");
        await Taxa.ChangeAsync(taxon.TaxId, (_, t, now) =>
        {
            t.Count(judged.Runs, judged.Passed, t.Collected);
            t.Enter(TaxonStage.Workers, now);
        }, cancellationToken);
        return StepResult.Done($"{judged.Passed:N0} of {Words.Count(judged.Runs, "run")} pass{(judged.Changed > 0 ? $"; {Words.Count(judged.Changed, "decision")} changed" : "")}");
    }
}
