namespace Portal.Domain.Schedules;

/// <summary>What people decided about a schedule, for all nodes; without a row nobody decided anything.</summary>
public sealed class ScheduleState
{
    public string Name { get; set; } = "";
    public DateTimeOffset? PausedAt { get; private set; }
    public string? PausedBy { get; private set; }
    public string? PausedWhy { get; private set; }

    public bool Paused => PausedAt is not null;

    public void Pause(string by, string why, DateTimeOffset now) => (PausedAt, PausedBy, PausedWhy) = (now, by, why);

    public void Resume() => (PausedAt, PausedBy, PausedWhy) = (null, null, null);
}
