using System.Data.Common;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Domain.Storage;
using Portal.Jobs.Runs;

namespace Portal.Bench.Chaos;

/// <summary>One kind of trouble at many random moments, on a world of its own that works all the while, and the verdict.</summary>
internal static class ChaosRound
{
    private const int Unfinished = 12;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <returns>True when nothing was found wrong.</returns>
    public static async Task<bool> RunAsync(Trouble trouble, int moments, TimeSpan longest, int seed, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var random = new Random(seed);
        await using var world = await ChaosWorld.StartAsync(seed);
        await using var reader = new LiveReader(world.Get<RunFeed>(), world.Get<IDbContextFactory<PortalDbContext>>());
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var feeding = FeedAsync(world, enough.Token);
        var (made, gaveUp) = (0, 0);
        await Task.Delay(TimeSpan.FromSeconds(5), cancellationToken); // the workers start
        while (made < moments && Stopwatch.GetElapsedTime(started) < longest)
        {
            await Task.Delay(random.Next(100, 1200), cancellationToken);
            await trouble.MakeAsync(world, random);
            gaveUp += await world.ReplaceEndedAsync();
            if (++made % 20 == 0)
            {
                Console.WriteLine($"  {trouble.Name}: {made} of {moments}, {Stopwatch.GetElapsedTime(started):mm\\:ss}");
            }
        }

        await enough.CancelAsync();
        await feeding;
        var stuck = await SettleAsync(world, reader, cancellationToken);
        var verdict = new Verdict(world, reader);
        var wrong = await verdict.FindAsync();
        Console.WriteLine($"{trouble.Name,-9} {made} moments in {Stopwatch.GetElapsedTime(started):mm\\:ss} (seed {seed}; {trouble.What}): {verdict.Runs:N0} runs, {verdict.Lines:N0} events, "
            + $"{verdict.Takeovers:N0} takeovers, {verdict.LateCalls} calls sent late under a known id, {gaveUp} workers ended by themselves: {(wrong.Count == 0 && !stuck && gaveUp == 0 ? "nothing lost, doubled or stuck" : $"{wrong.Count} THINGS WRONG")}");
        foreach (var finding in wrong.Take(20))
        {
            Console.WriteLine($"    {finding}");
        }

        return wrong.Count == 0 && !stuck && gaveUp == 0;
    }

    // A steady load: as soon as some have ended, others are submitted; every third has a child.
    private static async Task FeedAsync(ChaosWorld world, CancellationToken enough)
    {
        for (var number = 1; !enough.IsCancellationRequested;)
        {
            try
            {
                await using var db = await world.Get<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync(enough);
                for (var open = await db.Runs.CountAsync(r => r.State == RunState.Queued || r.State == RunState.Running || r.State == RunState.Waiting, enough); open < Unfinished; open++, number++)
                {
                    await world.Get<RunQueue>().SubmitAsync(ChaosWorkflow.Request($"{number}", withChild: number % 3 == 0), Actor.Portal, alongside: null, enough);
                }

                await Task.Delay(200, enough);
            }
            catch (Exception e) when (e is OperationCanceledException or DbException or InvalidOperationException or DbUpdateException or Quartz.SchedulerException or IOException)
            {
                await Task.Delay(200, CancellationToken.None); // the database is away, or it is enough
            }
        }
    }

    /// <returns>True when something did not come to its end.</returns>
    private static async Task<bool> SettleAsync(ChaosWorld world, LiveReader reader, CancellationToken cancellationToken)
    {
        var since = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(since) < Patience)
        {
            var open = await world.Database.ScalarAsync<long>("SELECT count(*) FROM portal.run WHERE state NOT IN ('Succeeded', 'Failed', 'Cancelled')");
            var unread = (await world.Database.RowsAsync("SELECT run_id, last_seq FROM portal.run_sequence", row => (Run: row.GetGuid(0), Last: row.GetInt64(1)))).Count(s => reader.SeenOf(s.Run) < s.Last);
            if (open == 0 && unread == 0)
            {
                return false;
            }

            await Task.Delay(500, cancellationToken);
        }

        return true;
    }
}
