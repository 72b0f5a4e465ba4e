namespace Portal.Jobs.Housekeeping;

/// <summary>Something that grows old. Slices register theirs; all are carried out by the same schedule.</summary>
public interface IRetentionRule
{
    /// <returns>What was removed: "1,204 log lines"; null for nothing.</returns>
    Task<string?> RemoveAsync(CancellationToken cancellationToken);
}
