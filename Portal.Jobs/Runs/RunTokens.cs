using Microsoft.Extensions.Options;
using Npgsql;
using Quartz;

namespace Portal.Jobs.Runs;

/// <summary>
/// Quartz triggers as tokens; each fires once and means "look at the queue". Losing one costs nothing, the sweep issues it again.
/// More tokens than workers say nothing more, so when enough wait to be fired none is added: whoever fires them looks after now.
/// </summary>
internal sealed class RunTokens(ISchedulerFactory schedulers, NpgsqlDataSource database, IOptions<RunOptions> options)
{
    private const string Group = "run-tokens";
    private const string CountWaiting = $"SELECT count(*) FROM quartz.qrtz_triggers WHERE trigger_group = '{Group}' AND trigger_state = 'WAITING' AND next_fire_time <= @now";
    private static readonly TimeSpan Surely = TimeSpan.FromMilliseconds(20);

    /// <param name="runs">How many runs were queued.</param>
    public async Task IssueAsync(int runs, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(CountWaiting);
        command.Parameters.AddWithValue("now", DateTimeOffset.UtcNow.UtcTicks); // Quartz keeps ticks
        var missing = options.Value.Parallel - Convert.ToInt32(await command.ExecuteScalarAsync(cancellationToken));
        for (var i = 0; i < Math.Min(runs, missing); i++)
        {
            await ScheduleAsync($"run-{Guid.NewGuid():N}", at: null, cancellationToken);
        }
    }

    /// <summary>A token for the moment something becomes due.</summary>
    public Task IssueAtAsync(DateTimeOffset due, CancellationToken cancellationToken) => ScheduleAsync($"due-{Guid.NewGuid():N}", due + Surely, cancellationToken);

    private async Task ScheduleAsync(string name, DateTimeOffset? at, CancellationToken cancellationToken)
    {
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        var trigger = TriggerBuilder.Create().WithIdentity(name, Group).ForJob(ExecuteRunJob.Key);
        await scheduler.ScheduleTrigger((at is { } due ? trigger.StartAt(due) : trigger.StartNow()).Build(), TriggerConflict.Keep, cancellationToken);
    }
}
