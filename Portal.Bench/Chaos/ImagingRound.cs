using System.Diagnostics;

namespace Portal.Bench.Chaos;

/// <summary>
/// Orders the portal processes itself, over two nodes that are killed with SIGKILL at random moments: in the end every order is completed, each
/// file is in OMERO once and in its Dataset once, and nothing is left that says it was only started.
/// </summary>
internal static class ImagingRound
{
    public const string Name = "imaging";
    public const int Orders = 200;

    private const string Unfinished = "SELECT count(*) FROM portal.imaging_order WHERE state NOT IN ('Completed', 'Failed', 'Withdrawn')";

    /// <returns>True when nothing was found wrong.</returns>
    public static async Task<bool> RunAsync(int orders, TimeSpan longest, int seed, CancellationToken cancellationToken)
    {
        var (started, random, wrong, kills) = (Stopwatch.GetTimestamp(), new Random(seed), new List<string>(), 0);
        await using var world = await ImagingWorld.StartAsync();
        await world.OrderAsync(orders, cancellationToken);
        while (await world.Database.ScalarAsync<long>(Unfinished) is > 0 and var left)
        {
            if (Stopwatch.GetElapsedTime(started) > longest)
            {
                wrong.Add($"{left} orders came to no end");
                break;
            }

            await Task.Delay(random.Next(3_000, 15_000), cancellationToken);
            if (Stopwatch.GetElapsedTime(started) < longest * 0.7)
            {
                await world.KillNodeAsync(random);
                kills++;
            }

            Console.WriteLine($"  {Name}: {orders - left} of {orders} orders, {kills} kills, {Stopwatch.GetElapsedTime(started):mm\\:ss}");
        }

        wrong.AddRange(await world.DifferencesAsync(orders));
        Console.WriteLine($"{Name,-9} {orders} orders of {world.Files} files in {Stopwatch.GetElapsedTime(started):mm\\:ss} (seed {seed}; {kills} times a node is killed with SIGKILL): {world.Begun} imports begun, {world.Imported} done: "
            + (wrong.Count == 0 ? "each file once, every order completed, nothing left started" : $"{wrong.Count} THINGS WRONG"));
        wrong.ForEach(w => Console.WriteLine($"    {w}"));
        return wrong.Count == 0;
    }
}
