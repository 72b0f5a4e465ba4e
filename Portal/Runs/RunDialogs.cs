using Portal.Common;
using Portal.Domain.Runs;
using Portal.Jobs.Runs;
using Portal.Shell;
using Radzen;

namespace Portal.Runs;

/// <summary>Asks before something is done to a run, and then does it.</summary>
public sealed class RunDialogs(DialogService dialogs, RunVerbs verbs, RunQueue queue, Attempts attempts)
{
    private static readonly DialogOptions Options = new() { Width = "560px", CloseDialogOnEsc = true, AutoFocusFirstElement = true };

    public Task RetryAsync(RunDetail run) => dialogs.OpenAsync<RetryDialog>($"Retry {run.Run.Name}", new Dictionary<string, object?>
    {
        [nameof(RetryDialog.Run)] = run,
        [nameof(RetryDialog.Do)] = (Func<RetryWish, Task<string?>>)(wish => attempts.TryAsync(by => verbs.RetryAsync(run.Run.Id, wish.FromStep, wish.Why, by, CancellationToken.None))),
    }, Options);

    public Task CancelAsync(RunRow run) => dialogs.OpenAsync<ConfirmDialog>($"Cancel {run.Name}?", new Dictionary<string, object?>
    {
        [nameof(ConfirmDialog.Text)] = run.State == RunState.Running
            ? $"{run.Subject} ends at the next safe point of the step it is in. What was done until then stays, and it can be retried from there."
            : $"{run.Subject} ends now. It can be retried later.",
        [nameof(ConfirmDialog.Verb)] = $"Cancel {run.Name}",
        [nameof(ConfirmDialog.Icon)] = "stop",
        [nameof(ConfirmDialog.Danger)] = true,
        [nameof(ConfirmDialog.Do)] = (Func<Confirmation, Task<string?>>)(yes => attempts.TryAsync(by => verbs.CancelAsync(run.Id, yes.WhyOrNull, by, CancellationToken.None))),
    }, Options);

    /// <returns>The new run; null when the dialog was closed.</returns>
    public async Task<SubmittedRun?> AgainAsync(RunDetail run, Form form)
    {
        SubmittedRun? again = null;
        await dialogs.OpenAsync<RunAgainDialog>($"Run {run.Run.Name} again", new Dictionary<string, object?>
        {
            [nameof(RunAgainDialog.Run)] = run.Run,
            [nameof(RunAgainDialog.Before)] = new FormValues(form, run.Parameters),
            [nameof(RunAgainDialog.Values)] = new FormValues(form, run.Parameters),
            [nameof(RunAgainDialog.Do)] = (Func<FormValues, Task<string?>>)(values =>
                attempts.TryAsync(values, async by => again = await queue.RunAgainAsync(run.Run.Id, values.ToJson(), by, CancellationToken.None))),
        }, Options);
        return again;
    }

    /// <returns>A sentence when it is refused, null when it is done.</returns>
    public Task<string?> AnswerAsync(RunRow run, FormValues values) =>
        attempts.TryAsync(values, by => verbs.AnswerAsync(run.Id, values.ToJson(), by, CancellationToken.None));
}
