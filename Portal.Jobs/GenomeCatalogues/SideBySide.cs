using System.Runtime.ExceptionServices;

namespace Portal.Jobs.GenomeCatalogues;

/// <summary>Reads several genomes at once: each waits for the disk more than it computes.</summary>
internal static class SideBySide
{
    /// <returns>In the order of what was given.</returns>
    public static TResult[] Read<T, TResult>(IReadOnlyList<T> items, Func<T, TResult> read, CancellationToken cancellationToken)
    {
        var results = new TResult[items.Count];
        try
        {
            Parallel.For(0, items.Count, new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount }, i => results[i] = read(items[i]));
        }
        catch (AggregateException several)
        {
            ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }

        return results;
    }
}
