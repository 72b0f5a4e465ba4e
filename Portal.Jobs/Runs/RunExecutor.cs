using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Portal.Domain.Runs;
using Portal.Domain.Storage;

namespace Portal.Jobs.Runs;

/// <summary>Works a claimed run through its remaining steps until it is finished, waits, or is no longer ours.</summary>
internal sealed partial class RunExecutor(IServiceScopeFactory scopes, IDbContextFactory<PortalDbContext> contexts, RunStore store,
    IFileStore files, IOptions<RunOptions> options, TimeProvider clock, ILogger<RunExecutor> logger)
{
    public async Task ExecuteAsync(ActiveRun active, CancellationToken stopping)
    {
        try
        {
            await WorkAsync(active, stopping);
        }
        catch (LeaseLostException)
        {
            LogLost(logger, active.Fence.RunId);
        }
    }

    private async Task WorkAsync(ActiveRun active, CancellationToken stopping)
    {
        await using var scope = scopes.CreateAsyncScope();
        var (run, steps) = await LoadAsync(active.Fence);
        var workflow = scope.ServiceProvider.GetRequiredKeyedService<IWorkflow>(run.Workflow);
        foreach (var step in steps.Where(s => !s.State.IsFinished()))
        {
            active.ThrowIfLost();
            if (run.CancelRequestedAt is not null || active.CancelledByPerson)
            {
                await EndAsync(active, null, (r, _) => r.Cancel(store.Now), r => Line(null, EventLevel.Info, CancelText(r)));
                return;
            }

            if (stopping.IsCancellationRequested)
            {
                await AbandonAsync(active);
                return;
            }

            var work = workflow.Steps.FirstOrDefault(s => s.Name == step.Name);
            if (work is null || !await RunStepAsync(active, run, step, work, stopping))
            {
                if (work is null)
                {
                    await FailAsync(active, step, $"This version of the portal no longer has the step “{step.Title}”. Start a new run instead.", null, null);
                }

                return;
            }
        }

        var last = steps[^1];
        await EndAsync(active, last.Position, (r, s) => r.Succeed(s?.Outcome, store.Now), r => Line(null, EventLevel.Info, "Run succeeded"));
    }

    /// <returns>True when the next step may follow.</returns>
    private async Task<bool> RunStepAsync(ActiveRun active, Run run, RunStep step, IStep work, CancellationToken stopping)
    {
        await store.ChangeAsync(active.Fence, step.Position, (r, s) =>
        {
            r.Enter(step.Name);
            s!.Start(store.Now);
        }, _ => Line(step.Name, EventLevel.Info, "Started"), CancellationToken.None);

        await using var context = new RunningStep(run, step, active, store, files, options.Value, clock, logger);
        context.Start();
        try
        {
            var result = await work.RunAsync(context, active.Token);
            await context.FlushAsync(withProgress: true, CancellationToken.None);
            return await FinishAsync(active, step, result);
        }
        catch (Exception e)
        {
            active.ThrowIfLost();
            await context.FlushAsync(withProgress: true, CancellationToken.None);
            await StopAsync(active, step, e, stopping);
            return false;
        }
    }

    private async Task<bool> FinishAsync(ActiveRun active, RunStep step, StepResult result)
    {
        if (result is StepResult.Paused pause)
        {
            await EndAsync(active, step.Position, (r, s) =>
            {
                s!.Wait();
                r.Wait(pause.Reason, pause.Until);
            }, _ => Line(step.Name, EventLevel.Info, $"Waiting: {pause.Reason}"));
            return false;
        }

        var outcome = ((StepResult.Finished)result).Outcome;
        await store.ChangeAsync(active.Fence, step.Position, (_, s) => s!.Finish(StepState.Succeeded, store.Now, outcome),
            _ => Line(step.Name, EventLevel.Info, outcome is null ? "Finished" : $"Finished: {outcome}"), CancellationToken.None);
        return true;
    }

    // Cancellation is not failure, and a stopping host is not a person.
    private Task StopAsync(ActiveRun active, RunStep step, Exception e, CancellationToken stopping)
    {
        switch (e)
        {
            case OperationCanceledException when active.CancelledByPerson:
                return EndAsync(active, step.Position, (r, s) =>
                {
                    s!.Finish(StepState.Cancelled, store.Now, "cancelled");
                    r.Cancel(store.Now);
                }, r => Line(step.Name, EventLevel.Info, CancelText(r)));
            case OperationCanceledException when stopping.IsCancellationRequested:
                return AbandonAsync(active);
            case StepFailedException failed:
                return FailAsync(active, step, failed.Message, failed.Detail ?? failed.InnerException?.Message, null);
            default:
                var errorId = $"e-{Guid.NewGuid():N}"[..8];
                LogBug(logger, errorId, active.Fence.RunId, step.Name, e);
                return FailAsync(active, step, $"The portal made a mistake in “{step.Title}”. Report error {errorId}; retrying may help.", $"{e.GetType().Name}: {e.Message}", errorId);
        }
    }

    private Task FailAsync(ActiveRun active, RunStep step, string sentence, string? detail, string? errorId) =>
        EndAsync(active, step.Position, (r, s) =>
        {
            s!.Finish(StepState.Failed, store.Now, null);
            r.Fail(sentence, detail, errorId, store.Now);
        }, _ => Line(step.Name, EventLevel.Error, detail is null ? sentence : $"{sentence} ({detail})"));

    private Task<Run> EndAsync(ActiveRun active, int? position, Action<Run, RunStep?> change, Func<Run, IEnumerable<JournalLine>> lines) =>
        store.ChangeAsync(active.Fence, position, change, lines, CancellationToken.None);

    private Task AbandonAsync(ActiveRun active) =>
        EndAsync(active, null, (r, _) => r.Abandon(), r => Line(r.CurrentStep, EventLevel.Info, "The portal is stopping; the run continues when it is back"));

    private async Task<(Run Run, List<RunStep> Steps)> LoadAsync(Fence fence)
    {
        await using var db = await contexts.CreateDbContextAsync();
        var run = await db.Runs.AsNoTracking().SingleAsync(r => r.Id == fence.RunId);
        var steps = await db.RunSteps.AsNoTracking().Where(s => s.RunId == fence.RunId && s.Attempt == fence.Attempt).OrderBy(s => s.Position).ToListAsync();
        return (run, steps);
    }

    private JournalLine[] Line(string? step, EventLevel level, string text) => [new(store.Now, step, level, text)];

    private static string CancelText(Run run) =>
        run.CancelReason is null ? $"Cancelled by {run.CancelRequestedBy}" : $"Cancelled by {run.CancelRequestedBy}: “{run.CancelReason}”";

    [LoggerMessage(Level = LogLevel.Warning, Message = "Run {RunId}: the lease is lost, another owner continues")]
    private static partial void LogLost(ILogger logger, Guid runId);

    [LoggerMessage(Level = LogLevel.Error, Message = "{ErrorId}: run {RunId}, step {Step}")]
    private static partial void LogBug(ILogger logger, string errorId, Guid runId, string step, Exception exception);
}
