using Microsoft.Extensions.Options;
using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;
using Portal.Jobs.Outside.DataService;

namespace Portal.Jobs.GwoManifests;

/// <summary>Removes experiment links, then specimen links, then files. What is no longer as the load left it stays, and is reported.</summary>
public sealed class RemoveCreated(RollbackLedger ledger, DataServiceClient dataService, IOptions<GwoManifestOptions> options, TimeProvider clock) : IStep
{
    private static readonly PlanEntity[] Order = [PlanEntity.ExperimentLink, PlanEntity.BiospecimenLink, PlanEntity.GenomicFile];
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    public string Name => "remove";

    public string Title => "Remove what was created";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var load = context.Parameters<RollbackParameters>().ApplyRunId;
        var total = await ledger.CountAsync(load, context.RunId, null, cancellationToken);
        var done = total - await ledger.CountAsync(load, context.RunId, LedgerRemoval.Pending, cancellationToken);
        var remover = new Remover(dataService, context, await ledger.MadeAsync(load, PlanEntity.ExperimentLink, cancellationToken));
        context.Progress(done, total, "records");
        foreach (var entity in Order)
        {
            await foreach (var entries in ledger.PendingAsync(load, context.RunId, entity, cancellationToken))
            {
                await Parallel.ForEachAsync(entries, new ParallelOptions { MaxDegreeOfParallelism = options.Value.Parallel, CancellationToken = cancellationToken }, async (entry, token) =>
                {
                    // Cancelling takes effect between records: the one under way may end, within reason.
                    using var grace = new CancellationTokenSource();
                    await using var registration = token.Register(() => grace.CancelAfter(Grace));
                    var (removal, note) = await remover.RemoveAsync(entry, grace.Token);
                    await ledger.SettleAsync(entry, removal, note, clock.GetUtcNow());
                    context.Progress(Interlocked.Increment(ref done), total, "records");
                });
            }
        }

        var left = await ledger.CountAsync(load, context.RunId, LedgerRemoval.Left, cancellationToken);
        return StepResult.Done($"{Words.Count(total - left, "record")} removed{(left == 0 ? "" : $", {left:N0} left as they are")}");
    }
}
