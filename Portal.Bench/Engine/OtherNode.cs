using System.Diagnostics;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Jobs.Runs;

namespace Portal.Bench.Engine;

/// <summary>A run submitted where nobody works, started where somebody does.</summary>
internal static class OtherNode
{
    private const int WarmUp = 20;
    private const int Runs = 200;
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(50);

    public static async Task<Figure> MeasureAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var web = await BenchPortal.StartAsync(connectionString, "web", NothingToDo.Register, cancellationToken);
        await using var worker = await BenchPortal.StartAsync(connectionString, "worker", NothingToDo.Register, cancellationToken);
        var (queue, starts) = (web.Get<RunQueue>(), worker.Get<FirstStarts>());
        using var watch = new FeedWatch(web.Get<RunFeed>(), NothingToDo.LastEvent(1));
        var (pickUp, told) = (new Spread(), new Spread());
        for (var i = 0; i < WarmUp + Runs; i++)
        {
            await Task.Delay(Idle, cancellationToken);
            var from = Stopwatch.GetTimestamp();
            var run = await queue.SubmitAsync(NothingToDo.Request(NothingToDo.OneStep, i), Actor.Portal, alongside: null, cancellationToken);
            var end = await watch.EndOfAsync(run.Id, cancellationToken);
            if (i >= WarmUp)
            {
                pickUp.Add(from, starts[run.Id]);
                told.Add(from, end);
            }
        }

        return new Figure
        {
            What = "submit → first step starts, another node",
            Measured = pickUp.ToString(),
            Beside = ["Quartz, defaults, on another node: up to 24 s (its idle wait)", "Quartz woken by NOTIFY: p50 9 / p95 20 ms"],
            Goal = new Goal("p95 < 100 ms", pickUp.P95 < 100),
            How = $"{Runs} runs one after the other, {WarmUp} before them for warming up, {Idle.TotalMilliseconds:0} ms of quiet between; submitted at a node that does not work, from the call of submit "
                + "to the first line of the first step on the other, both in this process and on one clock.",
            Parts = [$"until the submitting node was told of the run's end: {told}"],
        };
    }
}
