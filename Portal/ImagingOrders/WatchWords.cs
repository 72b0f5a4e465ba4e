using Portal.Common;
using Portal.Domain.ImagingOrders;

namespace Portal.ImagingOrders;

/// <summary>What watched folders and what lies in them are called.</summary>
public static class WatchWords
{
    public static StateLook Of(WatchView watch) => watch switch
    {
        { DeletedAt: not null } => new("Deleted", "cancelled", "x"),
        { PausedBecause: not null } => new("Paused", "waiting", "pause"),
        { Problem: not null } => new("Problem", "warning", "warning"),
        { LookedAt: null } => new("Not looked yet", "queued", "clock"),
        _ => new("Watching", "succeeded", "st-succeeded"),
    };

    public static StateLook Of(WatchedState state) => state switch
    {
        WatchedState.Waiting => new("Waits", "waiting", "st-waiting"),
        WatchedState.Ordered => new("Ordered", "succeeded", "st-succeeded"),
        WatchedState.Known => new("Known already", "cancelled", "check"),
        _ => new("Was there before", "cancelled", "st-cancelled"),
    };

    /// <summary>When something in it is whole.</summary>
    public static string Whole(WatchView watch) => watch.Marker is { } marker ? $"when “{marker}” lies beside it" : watch.QuietFor == TimeSpan.Zero ? "as soon as it is seen" : $"when unchanged for {Durations.Running(watch.QuietFor)}";

    /// <summary>What is meant of it.</summary>
    public static string Meant(WatchView watch) => $"{(watch.Include.Count == 0 ? "everything that can be imported" : string.Join(", ", watch.Include))}{(watch.Exclude.Count == 0 ? null : $", not {string.Join(", ", watch.Exclude)}")}";
}
