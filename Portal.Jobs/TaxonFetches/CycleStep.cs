using Microsoft.Extensions.Options;
using Portal.Domain.Runs;
using Portal.Domain.TaxonFetches;

namespace Portal.Jobs.TaxonFetches;

/// <summary>Something was not as it should be, and doing the stage again may help.</summary>
internal sealed class StageWarningException(string sentence) : Exception(sentence);

/// <summary>
/// One stage of a cycle. Before anything is done the taxon is looked at: somebody has to have cleared its attention, and a stage it has left
/// behind is not done twice. What goes wrong is written on the taxon, and on that one only.
/// </summary>
public abstract class CycleStep(TaxonStore taxa, IOptions<TaxonFetchOptions> options, TimeProvider clock) : IStep
{
    public abstract string Name { get; }

    public abstract string Title { get; }

    protected TaxonStore Taxa => taxa;

    protected TaxonFetchOptions Options => options.Value;

    protected TimeProvider Clock => clock;

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var taxon = await taxa.TakeUpAsync(context.Parameters<CycleParameters>().TaxId, context.RunId, cancellationToken);
        if (taxon.NeedsAttention is { } why)
        {
            return StepResult.WaitForEvent(TaxonCycleWorkflow.ClearedEvent(taxon.TaxId, taxon.Attentions), $"somebody to look at {taxon.ScientificName}: {why}", until: null);
        }

        try
        {
            return await WorkAsync(taxon, context, cancellationToken);
        }
        catch (StageWarningException warning)
        {
            return await AgainAsync(taxon, warning.Message, context, cancellationToken);
        }
        catch (StepFailedException failure)
        {
            await taxa.ChangeAsync(taxon.TaxId, (_, t, _) => t.Fail(failure.Message), cancellationToken);
            throw;
        }
    }

    /// <summary>Does what its stage is; the stage of the taxon tells whether that was done before.</summary>
    protected abstract Task<StepResult> WorkAsync(Taxon taxon, StepContext context, CancellationToken cancellationToken);

    private async Task<StepResult> AgainAsync(Taxon taxon, string warning, StepContext context, CancellationToken cancellationToken)
    {
        context.Warn(warning);
        var after = await taxa.ChangeAsync(taxon.TaxId, (_, t, _) =>
        {
            t.Warn();
            if (t.Repeats > Options.WarningRepeats)
            {
                t.RaiseAttention($"{warning} It was tried {Words.Count(t.Repeats, "time")}.");
            }
        }, cancellationToken);
        return after.NeedsAttention is { } why
            ? StepResult.WaitForEvent(TaxonCycleWorkflow.ClearedEvent(after.TaxId, after.Attentions), $"somebody to look at {after.ScientificName}: {why}", until: null)
            : StepResult.Wait($"another try: {warning}", clock.GetUtcNow() + Options.WarningPause);
    }
}
