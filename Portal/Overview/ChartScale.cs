namespace Portal.Overview;

/// <summary>Where the axis of a chart ends: an even, round number that holds the highest bar.</summary>
public static class ChartScale
{
    public static int Top(int highest)
    {
        for (var unit = 1; ; unit *= 10)
        {
            foreach (var step in (int[])[2, 4, 6, 10])
            {
                if (step * unit >= highest)
                {
                    return step * unit;
                }
            }
        }
    }
}
