namespace Portal.Jobs.ImagingOrders;

/// <summary>How long the importer’s table is left alone between two looks: longer with each that fails in a row, and never given up.</summary>
public static class LookPause
{
    /// <summary>As the importer’s own.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <param name="every">While all is well.</param>
    /// <param name="failures">In a row.</param>
    public static TimeSpan After(TimeSpan every, int failures, TimeSpan? longest = null)
    {
        var most = longest ?? Longest;
        var pause = every * Math.Pow(2, Math.Clamp(failures - 1, 0, 20));
        return failures == 0 || pause < most ? pause : every > most ? every : most;
    }
}
