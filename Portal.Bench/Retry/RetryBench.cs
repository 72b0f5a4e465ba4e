using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Domain.Storage;
using Portal.Jobs.Runs;

namespace Portal.Bench.Retry;

/// <summary>After an outage: everything that failed, retried in one action.</summary>
internal static class RetryBench
{
    private const int Runs = 10_000;

    public static async Task<IReadOnlyList<Figure>> RunAsync(BenchDatabase database, CancellationToken cancellationToken)
    {
        var connectionString = await database.CreateAsync(cancellationToken);
        await using var web = await BenchPortal.StartAsync(connectionString, "web", FailsOnce.Register, cancellationToken);
        await using var worker = await BenchPortal.StartAsync(connectionString, "worker", FailsOnce.Register, cancellationToken);
        var batches = web.Get<RunBatches>();
        var from = Stopwatch.GetTimestamp();
        await batches.SubmitAsync([.. Enumerable.Range(0, Runs).Select(FailsOnce.Request)], "runs of the bench", Actor.Portal, cancellationToken);
        var submitted = Stopwatch.GetElapsedTime(from);
        await UntilAllAsync(web, RunState.Failed, cancellationToken);

        from = Stopwatch.GetTimestamp();
        var batch = await batches.RetryAsync(db => db.Runs.Where(r => r.State == RunState.Failed), "all failed runs", "the outage is over", Actor.Portal, cancellationToken);
        var queued = Stopwatch.GetElapsedTime(from);
        await UntilAllAsync(web, RunState.Succeeded, cancellationToken);
        var ran = Stopwatch.GetElapsedTime(from);
        return
        [
            new Figure
            {
                What = $"{batch.Taken:N0} failed runs retried in one action",
                Measured = $"{queued.TotalSeconds:0.0} s until all are queued, {ran.TotalSeconds:0} s until all have run",
                Goal = new Goal("< 60 s until all are queued", batch.Taken == Runs && queued.TotalSeconds < 60),
                How = "one call with the choice “all that failed”, from the call until it returns, when each has its new attempt, steps, event and place in the batch; one worker with "
                    + $"{new RunOptions().Parallel} at a time has already begun then, and the rest is looked for once a second. The choice, the audit entry and the queueing are one transaction.",
                Parts = [$"the same {Runs:N0} submitted as one batch before: {submitted.TotalSeconds:0.0} s"],
            },
        ];
    }

    private static async Task UntilAllAsync(BenchPortal portal, RunState state, CancellationToken cancellationToken)
    {
        await using var db = await portal.Get<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync(cancellationToken);
        while (await db.Runs.AnyAsync(r => r.State != state, cancellationToken))
        {
            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        }
    }
}
