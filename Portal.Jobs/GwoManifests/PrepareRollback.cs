using Portal.Domain.Runs;

namespace Portal.Jobs.GwoManifests;

/// <summary>Marks in the load's ledger what it created.</summary>
public sealed class PrepareRollback(RollbackLedger ledger) : IStep
{
    public string Name => "prepare";

    public string Title => "Read ledger";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var load = context.Parameters<RollbackParameters>().ApplyRunId;
        await ledger.PrepareAsync(load, context.RunId, cancellationToken);
        return StepResult.Done($"{Words.Count(await ledger.CountAsync(load, context.RunId, null, cancellationToken), "record")} the load created");
    }
}
