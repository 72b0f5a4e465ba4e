using Quartz;

namespace Portal.Jobs.Schedules;

/// <summary>A schedule as the build knows it.</summary>
/// <param name="Cron">Quartz's cron with seconds, in UTC; null for what beats at an interval.</param>
/// <param name="Every">For the engine's own beats, which are listed but cannot be paused.</param>
public sealed record ScheduleSheet(string Name, string Title, string Description, string? Cron, TimeSpan? Every = null)
{
    public bool IsEngine => Cron is null;

    /// <summary>The next firings, soonest first; fewer where the schedule ends.</summary>
    public IReadOnlyList<DateTimeOffset> NextAfter(DateTimeOffset now, int count)
    {
        var next = new List<DateTimeOffset>(count);
        if (Cron is null)
        {
            return next;
        }

        var cron = new CronExpression(Cron, TimeZoneInfo.Utc);
        DateTimeOffset? at = now;
        while (next.Count < count && (at = cron.GetNextValidTimeAfter(at.Value)) is { } found)
        {
            next.Add(found);
        }

        return next;
    }
}

/// <summary>Every schedule this build knows.</summary>
public sealed class ScheduleCatalogue(IEnumerable<ScheduleSheet> sheets)
{
    private readonly Dictionary<string, ScheduleSheet> _sheets = sheets.ToDictionary(s => s.Name, StringComparer.Ordinal);

    public IEnumerable<ScheduleSheet> All => _sheets.Values.OrderBy(s => s.IsEngine).ThenBy(s => s.Title, StringComparer.OrdinalIgnoreCase);

    public ScheduleSheet? Find(string name) => _sheets.GetValueOrDefault(name);
}
