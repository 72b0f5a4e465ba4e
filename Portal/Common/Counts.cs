namespace Portal.Common;

/// <summary>Numbers as lists show them.</summary>
public static class Counts
{
    /// <summary>Above this a list says "10,000+" and counts exactly only when asked.</summary>
    public const int Ceiling = 10_000;

    public static string Say(long count) => count.ToString("N0");

    public static string Capped(long count) => count > Ceiling ? "10,000+" : Say(count);

    /// <summary>"1 run", "3 runs".</summary>
    public static string Say(long count, string one, string? many = null) => $"{Say(count)} {(count == 1 ? one : many ?? one + "s")}";
}

/// <summary>How fast: "15/s", "6.2/s", "12/min"; bytes as "412 MB/s".</summary>
public static class Rates
{
    public static string Say(double perSecond, string? unit = null) => (unit, perSecond) switch
    {
        (Bytes.Unit, _) => $"{Bytes.Say((long)perSecond)}/s",
        (_, <= 0) => "0/s",
        (_, >= 1) => $"{Short(perSecond)}/s",
        (_, >= 1 / 60d) => $"{Short(perSecond * 60)}/min",
        _ => $"{Short(perSecond * 3_600)}/h",
    };

    private static string Short(double value) => value >= 10 ? Counts.Say((long)Math.Round(value)) : value.ToString("0.#");
}

/// <summary>Sizes in powers of ten, three digits at most: "9.8 MB", "412 MB", "1.21 TB".</summary>
public static class Bytes
{
    /// <summary>The unit a step reports when it counts bytes.</summary>
    public const string Unit = "bytes";

    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB", "PB"];

    public static string Say(long bytes)
    {
        var (value, unit) = ((double)bytes, 0);
        while (value >= 999.5 && unit < Units.Length - 1)
        {
            (value, unit) = (value / 1_000, unit + 1);
        }

        var digits = unit == 0 || value >= 99.95 ? "0" : value >= 9.995 || unit < 3 ? "0.#" : "0.##";
        return $"{value.ToString(digits)} {Units[unit]}";
    }
}
