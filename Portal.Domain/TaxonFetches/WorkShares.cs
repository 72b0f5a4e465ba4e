namespace Portal.Domain.TaxonFetches;

/// <summary>How much the workers of the portal, of one taxon and each of them may take on.</summary>
public sealed record WorkBudget
{
    public int MaxWorkers { get; init; } = 4;
    public int MaxPerTaxon { get; init; } = 2;
    public int RunsPerWorker { get; init; } = 50;
    public long BytesPerWorker { get; init; } = 200_000_000_000;
}

/// <summary>A run to be divided, with the bytes it weighs.</summary>
public sealed record WorkItem(string RunAccession, long Bytes);

/// <summary>Divides runs over workers so that each has about as many bytes to fetch.</summary>
public static class WorkShares
{
    /// <param name="free">Workers that may be started now.</param>
    /// <returns>One list per worker, none of them empty; no list at all when there is nothing to do or no worker free.</returns>
    public static IReadOnlyList<IReadOnlyList<WorkItem>> Divide(IReadOnlyList<WorkItem> items, WorkBudget budget, int free)
    {
        var wanted = Math.Max(Ceiling(items.Count, budget.RunsPerWorker), Ceiling(items.Sum(i => i.Bytes), budget.BytesPerWorker));
        var count = (int)Math.Min(Math.Min(wanted, items.Count), Math.Min(budget.MaxPerTaxon, free));
        if (count <= 0)
        {
            return [];
        }

        // The largest first, each to whoever has least; by count where the bytes say nothing.
        var shares = Enumerable.Range(0, count).Select(_ => new List<WorkItem>()).ToList();
        var loads = new PriorityQueue<int, (long Bytes, int Runs, int Share)>(Enumerable.Range(0, count).Select(i => (i, (0L, 0, i))));
        foreach (var item in items.OrderByDescending(i => i.Bytes).ThenBy(i => i.RunAccession, StringComparer.Ordinal))
        {
            loads.TryDequeue(out var share, out var load);
            shares[share].Add(item);
            loads.Enqueue(share, (load.Bytes + item.Bytes, load.Runs + 1, share));
        }

        return shares;
    }

    private static long Ceiling(long amount, long per) => (amount + per - 1) / per;
}
