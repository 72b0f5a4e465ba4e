namespace Portal.Jobs.ImagingOrders.Monitor;

/// <summary>When an order takes longer than its like.</summary>
public static class StuckRule
{
    private const int Enough = 20;
    private static readonly TimeSpan Unknown = TimeSpan.FromHours(1);

    /// <summary>Orders of about as many files are alike.</summary>
    public static int SizeOf(int files) => files switch { <= 1 => 1, <= 10 => 10, <= 100 => 100, _ => 1_000 };

    /// <summary>The 95th percentile; an hour while too few are known.</summary>
    public static TimeSpan Longest(IReadOnlyList<TimeSpan> took) => took.Count < Enough ? Unknown : took.Order().ElementAt((int)Math.Ceiling(took.Count * 0.95) - 1);
}
