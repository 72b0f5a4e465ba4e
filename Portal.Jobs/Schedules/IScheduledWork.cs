namespace Portal.Jobs.Schedules;

/// <summary>Work that comes round again and again. Idempotent, and short of nothing when a round is left out.</summary>
public interface IScheduledWork
{
    /// <returns>What came of it in one sentence.</returns>
    Task<string> RunAsync(CancellationToken cancellationToken);
}
