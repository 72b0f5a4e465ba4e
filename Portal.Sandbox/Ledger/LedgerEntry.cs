namespace Portal.Sandbox.Ledger;

/// <summary>What a sender asks to have entered, and who it is.</summary>
public sealed record LedgerWish(string? What, string? Run, int? Attempt, string? Node);

/// <summary>One call about an entry that reached the ledger, whether or not its answer reached the sender.</summary>
public sealed record LedgerCall(DateTimeOffset At, string Method, LedgerWish? By);

/// <summary>What the ledger answers: the entry as it was made the first time.</summary>
public sealed record LedgerReceipt(string Id, long Number, DateTimeOffset At, string? What);

/// <param name="Writes">How many calls asked for this entry; all but the first changed nothing.</param>
public sealed record LedgerEntry(LedgerReceipt Receipt, int Writes, IReadOnlyList<LedgerCall> Calls);
