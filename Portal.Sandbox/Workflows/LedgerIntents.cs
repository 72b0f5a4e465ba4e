using Portal.Domain.Runs;

namespace Portal.Sandbox.Workflows;

/// <summary>Asks the ledger whether an entry was made.</summary>
internal sealed class LedgerIntents(LedgerClient ledger) : IIntentKind
{
    public const string KindName = "ledger";

    public string Name => KindName;

    public async Task<string?> FindAsync(OutsideIntent intent, CancellationToken cancellationToken) =>
        await ledger.FindAsync(intent.Id, cancellationToken) is { } receipt ? RunParameters.Write(receipt) : null;
}
