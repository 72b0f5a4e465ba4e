using Microsoft.Extensions.Options;
using Portal.Domain.Runs;
using Portal.Domain.TaxonFetches;
using Portal.Jobs.Outside.Ena;

namespace Portal.Jobs.TaxonFetches;

/// <summary>Stages 2 and 1: every run of the taxon the first time and now and then, otherwise what is new since the last time.</summary>
public sealed class FetchRuns(TaxonStore taxa, RunFetcher fetcher, FilterRulesStore rules, WithdrawnRuns withdrawn, IOptions<TaxonFetchOptions> options, TimeProvider clock) : CycleStep(taxa, options, clock)
{
    public override string Name => "fetch-runs";

    public override string Title => "Fetch runs";

    protected override async Task<StepResult> WorkAsync(Taxon taxon, StepContext context, CancellationToken cancellationToken)
    {
        if (taxon.Stage is not (TaxonStage.Fetch or TaxonStage.Update))
        {
            return StepResult.Done("done before");
        }

        try
        {
            return await FetchAsync(taxon, context, cancellationToken);
        }
        catch (EnaRefusedException refusal)
        {
            throw RunFetcher.Refused(taxon, refusal);
        }
    }

    private async Task<StepResult> FetchAsync(Taxon taxon, StepContext context, CancellationToken cancellationToken)
    {
        var fields = await fetcher.FieldsAsync(cancellationToken);
        var plan = await context.LoadAsync<FetchPlan>(FetchPlan.Key, cancellationToken);
        if (plan is null)
        {
            plan = await fetcher.PlanAsync(taxon, await rules.OfAsync(taxon, cancellationToken), cancellationToken);
            await context.SaveAsync(FetchPlan.Key, plan, cancellationToken);
            context.Note($"ENA counts {Words.Count(plan.Expected, "run")}{(plan.Whole ? "" : " since the last time")}{(plan.Slices.Count > 1 ? $", fetched in {plan.Slices.Count} slices by day of publication" : "")}");
            if (fields.Gone.Count > 0)
            {
                context.Warn($"ENA no longer returns {string.Join(", ", fields.Gone)}; the runs come without");
                await Taxa.ChangeAsync(taxon.TaxId, (_, t, _) => t.Warn(), cancellationToken);
            }
        }

        for (var i = 0; i < plan.Slices.Count; i++)
        {
            if (plan.Slices[i].Done is null)
            {
                plan = await SliceAsync(taxon, plan, i, fields, context, cancellationToken);
            }
        }

        return await EndAsync(taxon, plan, context, cancellationToken);
    }

    private async Task<FetchPlan> SliceAsync(Taxon taxon, FetchPlan plan, int index, ReadRunFields fields, StepContext context, CancellationToken cancellationToken)
    {
        var (slice, before) = (plan.Slices[index], plan.Slices.Take(index).Sum(s => s.Done?.All ?? 0));
        context.Progress(before, plan.Expected, "runs");
        var written = await fetcher.FetchAsync(new ReadRunOwner(taxon, plan.Rules ?? new(), plan.StartedAt), slice, fields, async here =>
        {
            context.Progress(before + here, Math.Max(plan.Expected, before + here), "runs");
            await context.GuardAsync(TimeSpan.FromSeconds(5), cancellationToken);
        }, cancellationToken);
        context.Progress(before + written.All, Math.Max(plan.Expected, before + written.All), "runs");
        plan = plan with { Slices = [.. plan.Slices.Select((s, i) => i == index ? s with { Done = written } : s)] };
        await context.SaveAsync(FetchPlan.Key, plan, cancellationToken);
        if (plan.Slices.Count > 1)
        {
            context.Note($"{slice.Title}: {Words.Count(written.All, "run")}");
        }

        return plan;
    }

    private async Task<StepResult> EndAsync(Taxon taxon, FetchPlan plan, StepContext context, CancellationToken cancellationToken)
    {
        var written = plan.Slices.Aggregate(WrittenRuns.None, (sum, s) => sum.And(s.Done!));
        if (plan.Whole)
        {
            // Without a watermark although it was looked at before, its question was changed.
            var narrowed = taxon is { Watermark: null, LastChecked: not null };
            var gone = await (narrowed ? withdrawn.UnlinkAsync(taxon.TaxId, plan.StartedAt, cancellationToken) : withdrawn.MarkAsync(taxon.TaxId, plan.StartedAt, cancellationToken));
            if (gone > 0)
            {
                context.Note(narrowed ? $"{Words.Count(gone, "run")} no longer asked for" : $"{Words.Count(gone, "run")} withdrawn from ENA; {(gone == 1 ? "it stays" : "they stay")} here, marked");
            }
        }

        await Taxa.ChangeAsync(taxon.TaxId, (_, t, now) =>
        {
            t.Checked(DateOnly.FromDateTime(plan.StartedAt.UtcDateTime), plan.Whole, now);
            t.Enter(TaxonStage.Filter, now);
        }, cancellationToken);
        return StepResult.Done($"{written.New:N0} new, {written.Changed:N0} changed, {written.Unchanged:N0} as before");
    }
}
