using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Domain.Storage;
using Portal.Jobs.Runs;

namespace Portal.Bench.Engine;

/// <summary>What the engine adds to the work itself: until a run starts, per step, and per run when many wait.</summary>
internal static class EngineBench
{
    private const int WarmUp = 20;
    private const int Runs = 200;
    private const int LongRuns = 20;
    private const int Backlog = 10_000;
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(50);

    public static async Task<IReadOnlyList<Figure>> RunAsync(BenchDatabase database, CancellationToken cancellationToken)
    {
        var bare = await BareQuartz.MeasureAsync(await database.CreateAsync(cancellationToken), WarmUp, Runs, Idle, Backlog, cancellationToken);
        var connectionString = await database.CreateAsync(cancellationToken);
        Figure pickUp, steps;
        await using (var portal = await BenchPortal.StartAsync(connectionString, "all", NothingToDo.Register, cancellationToken))
        {
            pickUp = await PickUpAsync(portal, bare, cancellationToken);
            steps = await StepsAsync(portal, cancellationToken);
        }

        var otherNode = await OtherNode.MeasureAsync(await database.CreateAsync(cancellationToken), cancellationToken);
        return [pickUp, otherNode, steps, await DrainAsync(await database.CreateAsync(cancellationToken), bare, cancellationToken)];
    }

    private static async Task<Figure> PickUpAsync(BenchPortal portal, BareQuartzFigures bare, CancellationToken cancellationToken)
    {
        var (queue, starts) = (portal.Get<RunQueue>(), portal.Get<FirstStarts>());
        using var watch = new FeedWatch(portal.Get<RunFeed>(), NothingToDo.LastEvent(1));
        var (pickUp, submit) = (new Spread(), new Spread());
        for (var i = 0; i < WarmUp + Runs; i++)
        {
            await Task.Delay(Idle, cancellationToken);
            var from = Stopwatch.GetTimestamp();
            var run = await queue.SubmitAsync(NothingToDo.Request(NothingToDo.OneStep, i), Actor.Portal, alongside: null, cancellationToken);
            var submitted = Stopwatch.GetTimestamp();
            await watch.EndOfAsync(run.Id, cancellationToken);
            if (i >= WarmUp)
            {
                pickUp.Add(from, starts[run.Id]);
                submit.Add(from, submitted);
            }
        }

        return new Figure
        {
            What = "submit → first step starts, same node",
            Measured = pickUp.ToString(),
            Beside = [$"bare Quartz, same database, this run: {bare.PickUp}", "graphile-worker: p50 2.2 / p95 3.6 ms", "pg-boss: 501 ms (its poll)"],
            Goal = new Goal("p95 < 100 ms", pickUp.P95 < 100),
            How = $"{Runs} runs one after the other, {WarmUp} before them for warming up, {Idle.TotalMilliseconds:0} ms of quiet between; from the call of submit (which stores run, "
                + "steps, audit entry and token) to the first line of the first step. Bare Quartz: from the call that schedules a stored trigger to the first line of its job.",
            Parts = [$"submit itself, until it returns: {submit}"],
        };
    }

    private static async Task<Figure> StepsAsync(BenchPortal portal, CancellationToken cancellationToken)
    {
        const int warmUp = 3;
        var (queue, starts) = (portal.Get<RunQueue>(), portal.Get<FirstStarts>());
        using var watch = new FeedWatch(portal.Get<RunFeed>(), NothingToDo.LastEvent(NothingToDo.Forty));
        var perStep = new Spread();
        for (var i = 0; i < warmUp + LongRuns; i++)
        {
            var run = await queue.SubmitAsync(NothingToDo.Request(NothingToDo.FortySteps, i), Actor.Portal, alongside: null, cancellationToken);
            var end = await watch.EndOfAsync(run.Id, cancellationToken);
            if (i >= warmUp)
            {
                perStep.Add(Stopwatch.GetElapsedTime(starts[run.Id], end) / NothingToDo.Forty);
            }
        }

        return new Figure
        {
            What = $"one step of {NothingToDo.Forty} that do nothing",
            Measured = perStep.ToString(),
            Goal = new Goal("≤ 20 ms a step", perStep.Median <= 20),
            How = $"{LongRuns} runs of {NothingToDo.Forty} steps one after the other, {warmUp} before them for warming up; from the first line of the first step until a subscriber of "
                + "the feed was told of the run's last event, divided by the steps. Two committed transactions (fsync) and two events a step.",
        };
    }

    // A web node only stores them; then a worker starts and finds all of them.
    private static async Task<Figure> DrainAsync(string connectionString, BareQuartzFigures bare, CancellationToken cancellationToken)
    {
        double submitted;
        await using (var web = await BenchPortal.StartAsync(connectionString, "web", NothingToDo.Register, cancellationToken))
        {
            var queue = web.Get<RunQueue>();
            var from = Stopwatch.GetTimestamp();
            await Parallel.ForEachAsync(Enumerable.Range(0, Backlog), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken }, async (i, token) =>
                await queue.SubmitAsync(NothingToDo.Request(NothingToDo.OneStep, i), Actor.Portal, alongside: null, token));
            submitted = Backlog / Stopwatch.GetElapsedTime(from).TotalSeconds;
        }

        await using var worker = await BenchPortal.StartAsync(connectionString, "worker", NothingToDo.Register, cancellationToken);
        var seconds = await DrainedAsync(worker, cancellationToken);
        return new Figure
        {
            What = "one-step runs drained",
            Measured = $"{Backlog / seconds:0} a second",
            Beside = [$"bare Quartz, same process, this run: {bare.Drained:0} a second", "graphile-worker: 1,031 a second", "bare Quartz elsewhere: 121–303 a second"],
            Goal = new Goal("≥ 1,000 a second (a goal of the next stage)", Backlog / seconds >= 1000),
            How = $"{Backlog:N0} runs stored before by a node that does not work ({submitted:0} submitted a second by 8 callers), then one worker with {new RunOptions().Parallel} at a time; from the start of "
                + "the first to the end of the last, by the database's rows, all five events of each stored and pushed. Bare Quartz: as many stored triggers, defaults, from the first job to the last.",
            HeldBackBy = "the processors more than the disk: what the runs of a node claim, start and end at the same moment shares a transaction and its fsync, "
                + $"yet each run is still four such writes and five events, in the portal and in PostgreSQL on the same {Environment.ProcessorCount} processors. Load at its end {Machine.Load()}.",
        };
    }

    private static async Task<double> DrainedAsync(BenchPortal worker, CancellationToken cancellationToken)
    {
        await using var db = await worker.Get<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync(cancellationToken);
        while (await db.Runs.AnyAsync(r => r.State != RunState.Succeeded, cancellationToken))
        {
            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        }

        var span = await db.Runs.GroupBy(_ => 1).Select(g => new { From = g.Min(r => r.StartedAt), To = g.Max(r => r.EndedAt) }).SingleAsync(cancellationToken);
        return (span.To!.Value - span.From!.Value).TotalSeconds;
    }
}
