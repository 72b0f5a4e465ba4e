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
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var missing = options.Value.Parallel - await WaitingAsync(connection, cancellationToken);
        for (var i = 0; i < Math.Min(runs, missing); i++)
        {
            await ScheduleAsync($"run-{Guid.NewGuid():N}", at: null, cancellationToken);
        }

        // Told when the token is there: a worker that looked before would find none.
        await RunChannel.NotifyAsync(connection, transaction: null, cancellationToken, RunChannel.Queue);
    }

    /// <summary>A token for the moment something becomes due.</summary>
    public Task IssueAtAsync(DateTimeOffset due, CancellationToken cancellationToken) => ScheduleAsync($"due-{Guid.NewGuid():N}", due + Surely, cancellationToken);

    private static async Task<int> WaitingAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(CountWaiting, connection);
        command.Parameters.AddWithValue("now", DateTimeOffset.UtcNow.UtcTicks); // Quartz keeps ticks
        return Convert.ToInt32(await command.ExecuteScalarAsync(cancellationToken));
    }

    private async Task ScheduleAsync(string name, DateTimeOffset? at, CancellationToken cancellationToken)
    {
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        var trigger = TriggerBuilder.Create().WithIdentity(name, Group).ForJob(ExecuteRunJob.Key);
        await scheduler.ScheduleTrigger((at is { } due ? trigger.StartAt(due) : trigger.StartNow()).Build(), TriggerConflict.Keep, cancellationToken);
    }
}
