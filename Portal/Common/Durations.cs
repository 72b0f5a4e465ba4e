namespace Portal.Common;

/// <summary>Lengths of time as people say them: "0.4 s", "38 s", "5 min 13 s", "1 h 29 min", "2 d 3 h".</summary>
public static class Durations
{
    /// <summary>For what is over: below ten seconds a tenth counts.</summary>
    public static string Say(TimeSpan duration) =>
        duration < TimeSpan.FromSeconds(9.95) && Math.Round(duration.TotalSeconds, 1) is > 0 and var seconds && seconds % 1 != 0
            ? $"{seconds:0.0} s"
            : Running(duration);

    /// <summary>For what still runs: whole seconds, so that nothing flickers.</summary>
    public static string Running(TimeSpan duration)
    {
        var seconds = Math.Max(0, (long)Math.Round(duration.TotalSeconds));
        return seconds switch
        {
            < 60 => $"{seconds} s",
            < 3_600 => Pair(seconds / 60, "min", seconds % 60, "s"),
            < 86_400 => Pair(seconds / 3_600, "h", seconds % 3_600 / 60, "min"),
            _ => Pair(seconds / 86_400, "d", seconds % 86_400 / 3_600, "h"),
        };
    }

    /// <summary>What is left at this rate; "–" when nobody can know.</summary>
    public static string Left(long? done, long? total, double? rate) =>
        done is { } d && total is { } t && rate is > 0 and var r ? Running(TimeSpan.FromSeconds(Math.Min(Math.Max(0, t - d) / r, 8_640_000))) : "–";

    private static string Pair(long big, string bigUnit, long small, string smallUnit) =>
        small == 0 ? $"{big} {bigUnit}" : $"{big} {bigUnit} {small} {smallUnit}";
}
