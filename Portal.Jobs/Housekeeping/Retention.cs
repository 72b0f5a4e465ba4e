using Portal.Jobs.Schedules;

namespace Portal.Jobs.Housekeeping;

/// <summary>The daily schedule that removes what has outlived its days.</summary>
internal sealed class Retention(IEnumerable<IRetentionRule> rules) : IScheduledWork
{
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        var removed = new List<string>();
        foreach (var rule in rules)
        {
            if (await rule.RemoveAsync(cancellationToken) is { } what)
            {
                removed.Add(what);
            }
        }

        return removed.Count == 0 ? "Nothing was old enough to be removed." : $"Removed {string.Join(", ", removed)}.";
    }
}
