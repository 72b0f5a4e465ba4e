using Portal.Common;
using Portal.Domain.Schedules;
using Portal.Jobs.Schedules;

namespace Portal.Schedules;

/// <param name="When">Its clock in words.</param>
/// <param name="Cron">In UTC; null for the engine's own beats.</param>
/// <param name="Next">The next firings; none while it is paused.</param>
/// <param name="Last">The last execution that ended.</param>
/// <param name="Now">What runs, or was asked for, at this moment.</param>
public sealed record ScheduleView(string Name, string Title, string Description, string When, string? Cron, bool Engine,
    PauseView? Paused, IReadOnlyList<DateTimeOffset> Next, ScheduleRunView? Last, ScheduleRunView? Now)
{
    public static ScheduleView Of(ScheduleSheet sheet, ScheduleState? state, ScheduleRunView? last, ScheduleRunView? open, DateTimeOffset now) => new(
        sheet.Name, sheet.Title, sheet.Description, sheet.Cron is { } cron ? CronWords.Say(cron) : $"every {Durations.Running(sheet.Every ?? TimeSpan.Zero)}", sheet.Cron, sheet.IsEngine,
        state is { PausedAt: { } at } ? new PauseView(at, state.PausedBy ?? "", state.PausedWhy ?? "") : null,
        state is { Paused: true } ? [] : sheet.NextAfter(now, 3), last, open);
}

public sealed record PauseView(DateTimeOffset At, string By, string Why);

/// <param name="AskedBy">Null when the clock fired.</param>
public sealed record ScheduleRunView(Guid Id, ScheduleRunState State, DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt,
    string? AskedBy, string? Node, string? Outcome)
{
    public TimeSpan? Took => EndedAt - StartedAt;
}

/// <summary>One schedule with its last executions, newest first.</summary>
public sealed record ScheduleHistory(ScheduleView Schedule, IReadOnlyList<ScheduleRunView> Runs);

internal static class ScheduleLook
{
    public static StateLook Of(ScheduleRunState state) => state switch
    {
        ScheduleRunState.Asked => new("Asked for", "queued", "st-queued"),
        ScheduleRunState.Running => new("Running", "running", "st-running", Turns: true),
        ScheduleRunState.Succeeded => new("Succeeded", "succeeded", "st-succeeded"),
        ScheduleRunState.Failed => new("Failed", "failed", "st-failed"),
        _ => throw new InvalidOperationException($"No look for {state}."),
    };

    public static StateLook Paused { get; } = new("Paused", "waiting", "pause");
}
