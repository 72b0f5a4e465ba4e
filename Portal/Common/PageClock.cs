namespace Portal.Common;

/// <summary>
/// What time it is for whoever looks at the page: the browser's zone (from a cookie its script sets) and the portal's clock.
/// Cascaded from the root, so that parts need no service.
/// </summary>
public sealed class PageClock(TimeProvider clock, string? zoneId)
{
    public const string Cookie = "portal-zone";

    public TimeZoneInfo Zone { get; } =
        zoneId is { Length: > 0 and < 64 } && TimeZoneInfo.TryFindSystemTimeZoneById(zoneId, out var zone) ? zone : TimeZoneInfo.Utc;

    public DateTimeOffset Now => clock.GetUtcNow();

    public DateTimeOffset Here(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Zone);

    /// <summary>"just now", "38 s ago", "2 h ago", "yesterday", "16 Nov 2026".</summary>
    public string Ago(DateTimeOffset at)
    {
        var age = Now - at;
        var days = (Here(Now).Date - Here(at).Date).Days;
        return age switch
        {
            _ when age < TimeSpan.Zero => Until(-age),
            { TotalSeconds: < 5 } => "just now",
            { TotalSeconds: < 60 } => $"{(int)age.TotalSeconds} s ago",
            { TotalMinutes: < 60 } => $"{(int)age.TotalMinutes} min ago",
            { TotalHours: < 24 } when days == 0 || age.TotalHours < 6 => $"{(int)age.TotalHours} h ago",
            _ when days == 1 => "yesterday",
            _ when days < 7 => $"{days} days ago",
            _ => Here(at).ToString("d MMM yyyy"),
        };
    }

    /// <summary>"17 Nov 2026 14:06:10 Europe/London": what a title carries.</summary>
    public string Exact(DateTimeOffset at) => $"{Here(at):d MMM yyyy HH:mm:ss} {Zone.Id}";

    /// <summary>"14:06" today, "17 Nov 14:06" on other days.</summary>
    public string Clock(DateTimeOffset at) => Here(at).Date == Here(Now).Date ? $"{Here(at):HH:mm}" : $"{Here(at):d MMM HH:mm}";

    private static string Until(TimeSpan time) => time.TotalSeconds < 5 ? "just now" : $"in {Durations.Running(time.TotalHours >= 1 ? TimeSpan.FromMinutes((long)time.TotalMinutes) : time)}";
}
