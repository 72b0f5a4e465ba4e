using Microsoft.Extensions.Options;
using Quartz;

namespace Portal.Jobs.Runs;

/// <summary>Quartz triggers as tokens; each fires once and means "look at the queue". Losing one costs nothing, the sweep issues it again.</summary>
internal sealed class RunTokens(ISchedulerFactory schedulers, IOptions<RunOptions> options)
{
    /// <param name="runs">How many runs were queued; more tokens than one node has workers would only queue up.</param>
    public async Task IssueAsync(int runs, CancellationToken cancellationToken)
    {
        for (var i = 0; i < Math.Min(runs, options.Value.Parallel); i++)
        {
            await ScheduleAsync($"run-{Guid.NewGuid():N}", cancellationToken);
        }
    }

    /// <summary>As <see cref="IssueAsync"/>, but a token of an earlier sweep that nobody had time for is not doubled.</summary>
    public async Task IssueMissingAsync(int runs, CancellationToken cancellationToken)
    {
        for (var slot = 0; slot < Math.Min(runs, options.Value.Parallel); slot++)
        {
            await ScheduleAsync($"sweep-{slot}", cancellationToken);
        }
    }

    private async Task ScheduleAsync(string name, CancellationToken cancellationToken)
    {
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        var trigger = TriggerBuilder.Create().WithIdentity(name, "run-tokens").ForJob(ExecuteRunJob.Key).StartNow().Build();
        await scheduler.ScheduleTrigger(trigger, TriggerConflict.Keep, cancellationToken);
    }
}
