using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Portal.Domain.Runs;
using Portal.Domain.Storage;

namespace Portal.Jobs.Runs;

/// <summary>The ways a step ends, each as what run and step become and what is said about it.</summary>
internal sealed class RunEndings(IDbContextFactory<PortalDbContext> contexts, TimeProvider clock, ILogger<RunEndings> logger)
{
    private const int MostStartsOver = 20;

    public Task Finish(Ending ending, string? outcome, RunStep? next, bool last)
    {
        var now = clock.GetUtcNow();
        ending.Step!.Finish(StepState.Succeeded, now, outcome);
        ending.Say(now, ending.Step.Name, EventLevel.Info, outcome is null ? "Finished" : $"Finished: {outcome}");
        if (last)
        {
            ending.Run.Succeed(outcome, now);
            ending.Say(now, null, EventLevel.Info, "Run succeeded");
        }
        else if (next is not null)
        {
            ending.Run.Enter(next.Name);
            next.Start(now);
            ending.Also = next;
            ending.Say(now, next.Name, EventLevel.Info, "Started");
        }

        return Task.CompletedTask;
    }

    public Task Wait(Ending ending, Pause pause)
    {
        ending.Step!.Wait();
        ending.Run.Wait(pause);
        ending.Say(clock.GetUtcNow(), ending.Step.Name, EventLevel.Info, pause.Kind == WaitKind.Answer ? $"Asked: {pause.Reason}" : $"Waiting: {pause.Reason}");
        return Task.CompletedTask;
    }

    // The step's own reading or writing met a database that is away. Steps may run again, so this one does, as soon as somebody can claim it.
    public async Task StartOver(Ending ending)
    {
        const string reason = "the database to be back; the step then starts over";
        var before = await ReadAsync(db =>
            db.RunEvents.CountAsync(e => e.RunId == ending.Run.Id && e.Attempt == ending.Run.Attempt && e.Step == ending.Step!.Name && e.Text == "Waiting: " + reason));
        await (before < MostStartsOver
            ? Wait(ending, new Pause(WaitKind.Time, reason, clock.GetUtcNow() + TimeSpan.FromSeconds(1)))
            : FailRun(ending, $"The portal's database kept failing in “{ending.Step!.Title}”. Retry when it is well again; its log says what is wrong.", null, null));
    }

    public Task FailRun(Ending ending, string sentence, string? detail, string? errorId)
    {
        var now = clock.GetUtcNow();
        ending.Step!.Finish(StepState.Failed, now, null);
        ending.Run.Fail(sentence, detail, errorId, now);
        ending.Say(now, ending.Step.Name, EventLevel.Error, detail is null ? sentence : $"{sentence} ({detail})");
        return Task.CompletedTask;
    }

    public async Task CancelRun(Ending ending)
    {
        var wish = await ReadAsync(db => db.Runs.Where(r => r.Id == ending.Run.Id).Select(r => new { r.CancelRequestedBy, r.CancelReason }).SingleAsync());
        var now = clock.GetUtcNow();
        ending.Step?.Finish(StepState.Cancelled, now, "cancelled");
        ending.Run.Cancel(now);
        ending.Say(now, ending.Step?.Name, EventLevel.Info, wish.CancelReason is null ? $"Cancelled by {wish.CancelRequestedBy}" : $"Cancelled by {wish.CancelRequestedBy}: “{wish.CancelReason}”");
    }

    public Task Abandon(Ending ending)
    {
        ending.Run.Abandon();
        ending.Say(clock.GetUtcNow(), ending.Run.CurrentStep, EventLevel.Info, "The portal is stopping; the run continues when it is back");
        return Task.CompletedTask;
    }

    private Task<T> ReadAsync<T>(Func<PortalDbContext, Task<T>> read) => DatabaseAway.PatientlyAsync(async () =>
    {
        await using var db = await contexts.CreateDbContextAsync();
        return await read(db);
    }, clock, logger, CancellationToken.None);
}
