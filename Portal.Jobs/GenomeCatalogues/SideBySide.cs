using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Portal.Jobs.GenomeCatalogues;

/// <summary>Reads several genomes at once, for each waits for the disk more than it computes; and the next ones while these are worked on.</summary>
internal static class SideBySide
{
    /// <summary>No more than two chunks are held at any time.</summary>
    /// <returns>Chunks in the order of what was given.</returns>
    public static async IAsyncEnumerable<TResult[]> ReadAsync<T, TResult>(IReadOnlyList<T> items, int atOnce, Func<T, TResult> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Task<TResult[]>? ahead = null;
        try
        {
            foreach (var some in items.Chunk(atOnce))
            {
                var now = ahead is null ? null : await ahead;
                ahead = Task.Run(() => Read(some, read, cancellationToken), cancellationToken);
                if (now is not null)
                {
                    yield return now;
                }
            }

            if (ahead is not null)
            {
                yield return await ahead;
            }
        }
        finally
        {
            // Nobody waits for it any more when the chunk before could not be worked on; what went wrong there is told.
            await (ahead ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static TResult[] Read<T, TResult>(T[] items, Func<T, TResult> read, CancellationToken cancellationToken)
    {
        var results = new TResult[items.Length];
        try
        {
            Parallel.For(0, items.Length, new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount }, i => results[i] = read(items[i]));
        }
        catch (AggregateException several)
        {
            ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }

        return results;
    }
}
