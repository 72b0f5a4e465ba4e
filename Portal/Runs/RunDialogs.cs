using Portal.Common;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Jobs.Runs;
using Portal.Shell;
using Radzen;

namespace Portal.Runs;

/// <summary>Asks before a run is retried or cancelled, and then does it.</summary>
public sealed class RunDialogs(DialogService dialogs, RunVerbs verbs, Caller caller)
{
    private static readonly DialogOptions Options = new() { Width = "560px", CloseDialogOnEsc = true, AutoFocusFirstElement = true };

    public Task RetryAsync(RunDetail run) => dialogs.OpenAsync<RetryDialog>($"Retry {run.Run.Name}", new Dictionary<string, object?>
    {
        [nameof(RetryDialog.Run)] = run,
        [nameof(RetryDialog.Do)] = (Func<RetryWish, Task<string?>>)(wish => TryAsync(by => verbs.RetryAsync(run.Run.Id, wish.FromStep, wish.Why, by, CancellationToken.None))),
    }, Options);

    public Task CancelAsync(RunRow run) => dialogs.OpenAsync<ConfirmDialog>($"Cancel {run.Name}?", new Dictionary<string, object?>
    {
        [nameof(ConfirmDialog.Text)] = run.State == RunState.Running
            ? $"{run.Subject} ends at the next safe point of the step it is in. What was done until then stays, and it can be retried from there."
            : $"{run.Subject} ends now. It can be retried later.",
        [nameof(ConfirmDialog.Verb)] = $"Cancel {run.Name}",
        [nameof(ConfirmDialog.Icon)] = "stop",
        [nameof(ConfirmDialog.Danger)] = true,
        [nameof(ConfirmDialog.Do)] = (Func<Confirmation, Task<string?>>)(yes => TryAsync(by => verbs.CancelAsync(run.Id, yes.WhyOrNull, by, CancellationToken.None))),
    }, Options);

    private async Task<string?> TryAsync(Func<Actor, Task> deed)
    {
        try
        {
            await deed(await caller.ActorAsync(CancellationToken.None));
            return null;
        }
        catch (Exception refusal) when (refusal is RuleException or NotAllowedException or NotFoundException or IllegalMoveException)
        {
            return refusal.Message;
        }
    }
}
