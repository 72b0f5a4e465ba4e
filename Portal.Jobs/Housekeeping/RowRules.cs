using Microsoft.Extensions.Options;

namespace Portal.Jobs.Housekeeping;

/// <summary>What schedules did long ago.</summary>
internal sealed class OldScheduleRuns(Batches batches, IOptions<RetentionOptions> options, TimeProvider clock) : IRetentionRule
{
    public async Task<string?> RemoveAsync(CancellationToken cancellationToken)
    {
        if (options.Value.ScheduleDays == 0)
        {
            return null;
        }

        var rows = await batches.DeleteAsync("portal.schedule_run", "x.created_at < @before AND x.state NOT IN ('Asked', 'Running')",
            ("before", clock.GetUtcNow().AddDays(-options.Value.ScheduleDays)), cancellationToken);
        return rows == 0 ? null : Words.Count(rows, "line of what schedules did", "lines of what schedules did");
    }
}

/// <summary>Answers no program will ask for again.</summary>
internal sealed class OldReplies(Batches batches, IOptions<RetentionOptions> options, TimeProvider clock) : IRetentionRule
{
    public async Task<string?> RemoveAsync(CancellationToken cancellationToken)
    {
        var rows = await batches.DeleteAsync("portal.idempotent_reply", "x.created_at < @before",
            ("before", clock.GetUtcNow().AddDays(-options.Value.ReplyDays)), cancellationToken);
        return rows == 0 ? null : Words.Count(rows, "kept answer");
    }
}

/// <summary>What was told from outside so long ago that no run's log speaks of it any more; what somebody waits for stays.</summary>
internal sealed class OldOutsideEvents(Batches batches, IOptions<RetentionOptions> options, TimeProvider clock) : IRetentionRule
{
    public async Task<string?> RemoveAsync(CancellationToken cancellationToken)
    {
        if (options.Value.EventDays == 0)
        {
            return null;
        }

        var rows = await batches.DeleteAsync("portal.outside_event", "x.at < @before AND NOT EXISTS (SELECT FROM portal.run r WHERE r.waiting_key = x.key)",
            ("before", clock.GetUtcNow().AddDays(-options.Value.EventDays)), cancellationToken);
        return rows == 0 ? null : Words.Count(rows, "event from outside", "events from outside");
    }
}
