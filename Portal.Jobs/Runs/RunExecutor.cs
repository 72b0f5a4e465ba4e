using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Portal.Domain.Runs;

namespace Portal.Jobs.Runs;

/// <summary>
/// Works a claimed run through its remaining steps until it is finished, waits, or is no longer ours. The end of a step and the start
/// of the next are one write.
/// </summary>
internal sealed partial class RunExecutor(IServiceScopeFactory scopes, RunWriter writer, RunEndings endings, StepServices services, RunTokens tokens,
    RunTelemetry telemetry, ILogger<RunExecutor> logger)
{
    public async Task ExecuteAsync(ClaimedRun claimed, CancellationToken stopping)
    {
        using var span = RunTelemetry.StartRun(claimed.Run);
        try
        {
            await WorkAsync(claimed, stopping);
            telemetry.Ended(claimed.Run);
        }
        catch (LeaseLostException)
        {
            telemetry.LeaseLost();
            LogLost(logger, claimed.Run.Number);
        }
    }

    private async Task WorkAsync(ClaimedRun claimed, CancellationToken stopping)
    {
        var (active, run) = (claimed.Active, claimed.Run);
        var remaining = new Queue<RunStep>(claimed.Steps.Where(s => !s.State.IsFinished()));
        await using var scope = scopes.CreateAsyncScope();
        var workflow = scope.ServiceProvider.GetRequiredKeyedService<IWorkflow>(run.Workflow);
        if (run.CancelRequestedAt is not null)
        {
            await EndAsync(active, new Ending(run, remaining.FirstOrDefault(s => s.State == StepState.Running)), endings.CancelRun);
            return;
        }

        if (claimed.Silence is { ElseGoOn: false } silence)
        {
            await EndAsync(active, new Ending(run, remaining.Peek()), e => endings.FailRun(e, $"Nobody answered “{silence.Text}” in time. Retry to be asked again.", null, null));
            return;
        }

        while (remaining.TryDequeue(out var step))
        {
            active.ThrowIfLost();
            var ending = new Ending(run, step);
            if (workflow.Steps.FirstOrDefault(s => s.Name == step.Name) is not { } work)
            {
                await EndAsync(active, ending, e => endings.FailRun(e, $"This version of the portal no longer has the step “{step.Title}”. Start a new run instead.", null, null));
                return;
            }

            if (!await StepAsync(claimed, ending, work, remaining.TryPeek(out var next) ? next : null, stopping))
            {
                return;
            }
        }
    }

    /// <returns>True when the next step has been started.</returns>
    private async Task<bool> StepAsync(ClaimedRun claimed, Ending ending, IStep work, RunStep? next, CancellationToken stopping)
    {
        var active = claimed.Active;
        using var span = RunTelemetry.StartStep(claimed.Run, ending.Step!);
        using var scope = logger.BeginStep(claimed.Run, ending.Step!);
        await using var context = new RunningStep(claimed.Run, ending.Step!, active, services);
        StepResult result;
        try
        {
            result = await work.RunAsync(context, active.Token);
        }
        catch (Exception e)
        {
            active.ThrowIfLost();
            ending.Said = await context.TakeSaidAsync();
            await EndAsync(active, ending, Stop(ending, e, active, stopping));
            return false;
        }

        ending.Said = await context.TakeSaidAsync();
        if (result is StepResult.Paused { Pause: var pause })
        {
            await EndAsync(active, ending, e => endings.Wait(e, pause));
            return false;
        }

        var goesOn = next is not null && !active.CancelledByPerson && !stopping.IsCancellationRequested;
        var cancelled = await EndAsync(active, ending, e => endings.Finish(e, ((StepResult.Finished)result).Outcome, goesOn ? next : null, last: next is null));
        if (!goesOn && next is not null || goesOn && cancelled)
        {
            await EndAsync(active, new Ending(claimed.Run, goesOn ? next : null), active.CancelledByPerson || cancelled ? endings.CancelRun : endings.Abandon);
            return false;
        }

        return goesOn;
    }

    // Cancellation is not failure, and a stopping host is not a person.
    private Func<Ending, Task> Stop(Ending ending, Exception e, ActiveRun active, CancellationToken stopping)
    {
        switch (e)
        {
            case OperationCanceledException when active.CancelledByPerson:
                return endings.CancelRun;
            case OperationCanceledException when stopping.IsCancellationRequested:
                return endings.Abandon;
            case var _ when DatabaseAway.Is(e):
                return endings.StartOver;
            case StepFailedException failed:
                return r => endings.FailRun(r, failed.Message, failed.Detail ?? failed.InnerException?.Message, null);
            default:
                var errorId = $"e-{Guid.NewGuid():N}"[..8];
                LogBug(logger, errorId, ending.Run.Number, ending.Step!.Name, e);
                return r => endings.FailRun(r, $"The portal made a mistake in “{ending.Step!.Title}”. Report error {errorId}; retrying may help.", $"{e.GetType().Name}: {e.Message}", errorId);
        }
    }

    /// <returns>True when a person wants the run cancelled.</returns>
    private async Task<bool> EndAsync(ActiveRun active, Ending ending, Func<Ending, Task> change)
    {
        var before = ending.Run.State;
        await change(ending);
        var cancelRequested = await writer.WriteAsync(ending.ToWrite(active.Fence, moved: ending.Run.State != before));
        if (ending.Step is { } step)
        {
            telemetry.StepEnded(ending.Run.Workflow, step);
        }

        if (ending.Run is { State: RunState.Waiting, WaitingUntil: { } until })
        {
            await tokens.IssueAtAsync(until, CancellationToken.None);
        }

        return cancelRequested;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "R-{Number}: the lease is lost, another owner continues")]
    private static partial void LogLost(ILogger logger, long number);

    [LoggerMessage(Level = LogLevel.Error, Message = "{ErrorId}: R-{Number}, step {Step}")]
    private static partial void LogBug(ILogger logger, string errorId, long number, string step, Exception exception);
}
