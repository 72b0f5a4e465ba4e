using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Domain.Runs;
using Portal.Domain.Storage;
using Portal.Domain.TaxonFetches;

namespace Portal.Jobs.TaxonFetches;

/// <summary>Everything there is has been seen to: the taxon rests for the interval and begins again with stage 1.</summary>
public sealed class FinishCycle(TaxonStore taxa, IDbContextFactory<PortalDbContext> contexts, IOptions<TaxonFetchOptions> options, TimeProvider clock) : CycleStep(taxa, options, clock)
{
    public override string Name => "finish-cycle";

    public override string Title => "Finish cycle";

    protected override async Task<StepResult> WorkAsync(Taxon taxon, StepContext context, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var warnings = await db.RunEvents.AnyAsync(e => e.RunId == context.RunId && e.Level == EventLevel.Warning, cancellationToken);
        var after = await Taxa.ChangeAsync(taxon.TaxId, (_, t, now) => t.Complete(clean: !warnings, now), cancellationToken);
        return StepResult.Done($"{after.Passed:N0} of {Words.Count(after.Runs, "run")} pass; looked at again after {(Clock.GetUtcNow() + Options.Interval):d MMMM}");
    }
}
