using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Portal.Jobs.Runs;
using Quartz;

namespace Portal.Jobs.Schedules;

/// <summary>The one Quartz job behind every schedule: looks whether it is paused, runs the work, writes down what came of it.</summary>
[DisallowConcurrentExecution]
internal sealed partial class RunScheduleJob(IServiceScopeFactory scopes, ScheduleCatalogue schedules, ScheduleJournal journal,
    RunTelemetry telemetry, ILogger<RunScheduleJob> logger) : IJob
{
    public const string Asked = "asked";

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var name = context.JobDetail.Key.Name;
        if (schedules.Find(name) is null)
        {
            LogUnknown(logger, name); // of a newer or older build on the same database
            return;
        }

        var asked = context.MergedJobDataMap.TryGetValue(Asked, out var id) && Guid.TryParse(id?.ToString(), out var run) ? run : (Guid?)null;
        if (await journal.BeginAsync(name, asked, cancellationToken) is not { } begun)
        {
            return;
        }

        var since = Stopwatch.GetTimestamp();
        var (succeeded, outcome) = await RunAsync(name, cancellationToken);
        await journal.EndAsync(begun, succeeded, outcome, CancellationToken.None);
        telemetry.ScheduleRan(name, succeeded, Stopwatch.GetElapsedTime(since));
        LogRan(logger, succeeded ? LogLevel.Information : LogLevel.Error, name, outcome);
    }

    private async Task<(bool Succeeded, string Outcome)> RunAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            return (true, await scope.ServiceProvider.GetRequiredKeyedService<IScheduledWork>(name).RunAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return (false, "The node was stopped in the middle; the next firing continues.");
        }
        catch (Exception e)
        {
            var errorId = $"e-{Guid.NewGuid():N}"[..8];
            LogFailed(logger, errorId, name, e);
            return (false, $"{e.Message} (error {errorId})");
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Schedule {Schedule} is not known to this build; left alone")]
    private static partial void LogUnknown(ILogger logger, string schedule);

    [LoggerMessage(Message = "Schedule {Schedule}: {Outcome}")]
    private static partial void LogRan(ILogger logger, LogLevel level, string schedule, string outcome);

    [LoggerMessage(Level = LogLevel.Error, Message = "{ErrorId}: schedule {Schedule} failed")]
    private static partial void LogFailed(ILogger logger, string errorId, string schedule, Exception exception);
}
