using System.Diagnostics;
using Portal.Domain.Runs;
using Portal.Sandbox.Faults;

namespace Portal.Bench.Chaos;

/// <summary>
/// A load killed (SIGKILL) at each of its requests in turn, once before the Data Service carried it out and once behind it, and continued by
/// the next worker: always the same tables, and a roll-back always leads to those before.
/// </summary>
internal static class LoadChaos
{
    public const string Name = "load";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <returns>True when nothing was found wrong.</returns>
    public static async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        await using var world = await LoadWorld.StartAsync();
        var before = world.Tables;
        var (requests, wanted) = await UndisturbedAsync(world, cancellationToken);
        var wrong = new List<string>();
        foreach (var kind in new[] { FaultKind.Timeout, FaultKind.CommitThenTimeout })
        {
            for (var k = 0; k < requests; k++)
            {
                var where = $"killed {(kind == FaultKind.Timeout ? "before" : "behind")} request {k + 1} of {requests}";
                wrong.AddRange((await KilledAsync(world, kind, k, before, wanted, cancellationToken)).Select(w => $"{where}: {w}"));
            }

            Console.WriteLine($"  {Name}: {kind}, {requests} requests, {Stopwatch.GetElapsedTime(started):mm\\:ss}");
        }

        Console.WriteLine($"{Name,-9} killed at each of {requests} requests of a load, before and behind it, in {Stopwatch.GetElapsedTime(started):mm\\:ss}: {(wrong.Count == 0 ? "always the same tables" : $"{wrong.Count} THINGS WRONG")}");
        wrong.ForEach(w => Console.WriteLine($"    {w}"));
        return wrong.Count == 0;
    }

    // How many requests it takes, and what stands there afterwards.
    private static async Task<(int Requests, IReadOnlyList<string> Tables)> UndisturbedAsync(LoadWorld world, CancellationToken cancellationToken)
    {
        var manifest = await world.CheckedAsync(cancellationToken);
        world.Sandbox.Requests.Clear();
        await world.EndAsync(await world.ApplyAsync(manifest, cancellationToken), cancellationToken);
        var (requests, tables) = (world.Sandbox.Requests.All.Count(r => r.Service == "data-service"), world.Tables);
        await world.RollBackAsync(manifest, cancellationToken);
        return (requests, tables);
    }

    private static async Task<IReadOnlyList<string>> KilledAsync(LoadWorld world, FaultKind kind, int k, IReadOnlyList<string> before, IReadOnlyList<string> wanted, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        var wrong = new List<string>();
        try
        {
            var manifest = await world.CheckedAsync(patience.Token);
            world.Sandbox.Faults.Add(new Fault { Kind = kind, AfterRequests = k });
            var run = await world.ApplyAsync(manifest, patience.Token);
            while (!world.Sandbox.Faults.Active.Any(f => f.Hits > 0))
            {
                await Task.Delay(2, patience.Token);
            }

            await world.KillOwnerAsync(run);
            world.Sandbox.Faults.Clear();
            if (await world.EndAsync(run, patience.Token) is var ended and not RunState.Succeeded)
            {
                wrong.Add($"it ended as {ended}");
            }

            Compare(wrong, "after the load", wanted, world.Tables);
            await world.RollBackAsync(manifest, patience.Token);
            Compare(wrong, "after the roll-back", before, world.Tables);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            world.Sandbox.Faults.Clear();
            wrong.Add($"it came to no end within {Patience.TotalMinutes:0} minutes");
        }

        return wrong;
    }

    private static void Compare(List<string> wrong, string when, IReadOnlyList<string> wanted, IReadOnlyList<string> found)
    {
        wrong.AddRange(wanted.Except(found).Select(w => $"{when} missing: {w}"));
        wrong.AddRange(found.GroupBy(f => f).Where(g => g.Count() > wanted.Count(w => w == g.Key)).Select(g => $"{when} too much: {g.Key}"));
    }
}
