using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;

namespace Portal.Jobs.GwoManifests;

/// <summary>Takes the plan over into this run's ledger.</summary>
public sealed class PrepareLedger(ApplyLedger ledger) : IStep
{
    public string Name => "prepare";

    public string Title => "Prepare ledger";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        await ledger.PrepareAsync(context.RunId, context.Parameters<ApplyParameters>(), cancellationToken);
        var counts = await ledger.CountAsync(context.RunId, cancellationToken);
        var write = counts.Where(c => c.State != LedgerState.Kept).Sum(c => c.Count);
        var left = counts.Where(c => c is { State: LedgerState.Kept, Action: PlanAction.Update }).Sum(c => c.Count);
        return StepResult.Done($"{Words.Count(write, "write")} planned, {counts.Where(c => c.State == LedgerState.Kept).Sum(c => c.Count) - left:N0} unchanged"
            + (left == 0 ? "" : $", {left:N0} left as registered"));
    }
}
