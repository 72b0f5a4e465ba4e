using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Portal.Domain.Runs;
using Portal.Domain.Storage;
using Quartz;

namespace Portal.Jobs.Runs;

/// <summary>Settles outside effects whose run ended or waits before their outcome was known, by asking the outside what happened.</summary>
[DisallowConcurrentExecution]
internal sealed partial class SweepIntentsJob(IDbContextFactory<PortalDbContext> contexts, RunIntents intents, IOptions<RunOptions> options, TimeProvider clock, ILogger<SweepIntentsJob> logger) : IJob
{
    public static readonly JobKey Key = new("sweep-intents", "runs");

    private const int AtOnce = 100;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);

        // Whoever works on the run settles it; and what was sent last may still be on its way.
        var before = clock.GetUtcNow() - options.Value.OutsideTimeout;
        var open = await (from intent in db.OutsideIntents
                          join run in db.Runs on intent.RunId equals run.Id
                          where intent.State == IntentState.Open && (intent.LookedAt ?? intent.CreatedAt) < before && run.State != RunState.Running && run.State != RunState.Queued
                          orderby intent.LookedAt ?? intent.CreatedAt
                          select new { Intent = intent, run.State, run.EndedAt }).Take(AtOnce).ToListAsync(cancellationToken);
        foreach (var one in open)
        {
            try
            {
                var state = await intents.LookAsync(db, one.Intent, one.State.IsFinal() && one.EndedAt < before, cancellationToken);
                LogLooked(logger, one.Intent.Kind, one.Intent.Subject, state);
            }
            catch (Exception e) when (e is HttpRequestException or TimeoutException or StepFailedException)
            {
                LogNoAnswer(logger, one.Intent.Kind, one.Intent.Subject, e); // asked again at the next sweep
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Kind}, {Subject}: the outside was asked; it is {State}")]
    private static partial void LogLooked(ILogger logger, string kind, string subject, IntentState state);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Kind}, {Subject}: the outside gave no answer about it")]
    private static partial void LogNoAnswer(ILogger logger, string kind, string subject, Exception exception);
}
