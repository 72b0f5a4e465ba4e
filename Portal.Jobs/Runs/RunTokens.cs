using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Quartz;

namespace Portal.Jobs.Runs;

/// <summary>
/// Quartz triggers as tokens; each fires once and means "look at the queue". Losing one costs nothing, the sweep issues it again.
/// More tokens than workers say nothing more, so when enough wait to be fired none is added: whoever fires them looks after now.
/// </summary>
internal sealed partial class RunTokens(ISchedulerFactory schedulers, NpgsqlDataSource database, IOptions<RunOptions> options, TimeProvider clock, ILogger<RunTokens> logger)
{
    private const string Group = "run-tokens";
    private const string CountWaiting = $"SELECT count(*) FROM quartz.qrtz_triggers WHERE trigger_group = '{Group}' AND trigger_state = 'WAITING' AND next_fire_time <= @now";
    private static readonly TimeSpan Surely = TimeSpan.FromMilliseconds(20);

    /// <summary>Never fails what was committed before it: a token that cannot be issued is issued by the next sweep.</summary>
    /// <param name="runs">How many runs were queued.</param>
    public Task IssueAsync(int runs, CancellationToken cancellationToken) => TryAsync(() => IssueMissingAsync(runs, cancellationToken));

    /// <summary>A token for the moment something becomes due; as <see cref="IssueAsync"/>, it may be left to the sweep.</summary>
    public Task IssueAtAsync(DateTimeOffset due, CancellationToken cancellationToken) => TryAsync(() => ScheduleAsync($"due-{Guid.NewGuid():N}", due + Surely, cancellationToken));

    private async Task TryAsync(Func<Task> issue)
    {
        try
        {
            await issue();
        }
        catch (Exception e) when (e is SchedulerException || DatabaseAway.Is(e))
        {
            LogNotIssued(logger, e.Message);
        }
    }

    private async Task IssueMissingAsync(int runs, CancellationToken cancellationToken)
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

    private async Task<int> WaitingAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(CountWaiting, connection);
        command.Parameters.AddWithValue("now", clock.GetUtcNow().UtcTicks); // Quartz keeps ticks
        return Convert.ToInt32(await command.ExecuteScalarAsync(cancellationToken));
    }

    private async Task ScheduleAsync(string name, DateTimeOffset? at, CancellationToken cancellationToken)
    {
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        var trigger = TriggerBuilder.Create().WithIdentity(name, Group).ForJob(ExecuteRunJob.Key);
        await scheduler.ScheduleTrigger((at is { } due ? trigger.StartAt(due) : trigger.StartNow()).Build(), TriggerConflict.Keep, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A token could not be issued; the next sweep issues it: {Reason}")]
    private static partial void LogNotIssued(ILogger logger, string reason);
}
