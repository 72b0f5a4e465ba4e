using Portal.Domain.Runs;

namespace Portal.Runs;

/// <summary>What changed since a component was last drawn: which runs, and up to which line of their history.</summary>
/// <param name="Everything">Nobody knows what was missed (a connection was lost in between): read again.</param>
public sealed record RunChanges(bool Everything, IReadOnlyDictionary<Guid, long> Runs)
{
    public static RunChanges None { get; } = new(false, new Dictionary<Guid, long>());

    /// <summary>Whatever may have happened since.</summary>
    public static RunChanges All { get; } = None with { Everything = true };

    public bool Any => Everything || Runs.Count > 0;

    public RunChanges With(RunSignal signal) => signal.RunId is { } id
        ? this with { Runs = new Dictionary<Guid, long>(Runs) { [id] = Math.Max(signal.Seq, Runs.GetValueOrDefault(id)) } }
        : this with { Everything = true };
}
