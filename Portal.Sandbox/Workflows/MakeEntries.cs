using Portal.Domain.Runs;
using Portal.Sandbox.Ledger;

namespace Portal.Sandbox.Workflows;

/// <summary>Has effects outside, each exactly once, whatever happens to the node or to the answer.</summary>
internal sealed class MakeEntries(LedgerClient ledger) : IStep
{
    public string Name => "outside";

    public string Title => "Make entries in the ledger";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var wish = context.Parameters<DemoParameters>();
        if (wish.CallOutside is not { } total || total == 0)
        {
            return StepResult.Done("not asked for");
        }

        for (var number = 1; number <= total; number++)
        {
            var what = $"entry {number} of R-{context.RunNumber}";
            var receipt = await context.OnceAsync<LedgerWish, LedgerReceipt>(
                new(LedgerIntents.KindName, $"entry-{number}", what, ledger.Wish(context, what), LedgerClient.Patience, (id, token) => ledger.PutAsync(id, context, what, token)), cancellationToken);
            context.Note($"Entry {number} is number {receipt.Number} of the ledger");
            context.Progress(number, total, "entries");
            if (wish.FailsAt(DemoParameters.WhenCallingOutside, number, total, context.Attempt))
            {
                throw new StepFailedException($"Making entries stopped after {number} of {total}, as was asked for. Press Retry to go on; none is made twice.");
            }
        }

        return StepResult.Done($"{total:N0} entries");
    }
}
