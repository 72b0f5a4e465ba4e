using Microsoft.AspNetCore.Components;
using Portal.Common;
using Portal.Domain.Runs;
using Portal.Jobs.Runs;
using Portal.Shell;
using Radzen;

namespace Portal.Runs;

/// <summary>Asks before the same is done to many runs, says what it touches, and then does it.</summary>
public sealed class RunBulkDialogs(DialogService dialogs, RunBulk bulk, RunBatches batches, Attempts attempts, Caller caller, WorkflowLooks looks)
{
    private static readonly DialogOptions Options = new() { Width = "560px", CloseDialogOnEsc = true, AutoFocusFirstElement = true };

    /// <param name="clock">Says the moments in the scope where the reader is.</param>
    /// <returns>The batch; null when the dialog was closed.</returns>
    public async Task<SubmittedBatch?> AskAsync(BatchKind kind, RunChoice choice, PageClock clock)
    {
        var look = await bulk.LookAsync(kind, choice, await caller.GrantsAsync(CancellationToken.None), CancellationToken.None);
        var title = RunChoiceWords.Say(kind, choice, looks, at => $"{clock.Here(at):ddd d MMM HH:mm}");
        var (verb, count) = (kind == BatchKind.Retry ? "Retry" : "Cancel", Counts.Say(look.Taken, "run"));
        SubmittedBatch? batch = null;
        await OpenAsync($"{verb} {count}?", $"{verb} {count}", kind, BatchWords.Scope(kind, title), Facts(look),
            why => attempts.TryAsync(async by => batch = await bulk.DoAsync(kind, choice, title, why, by, CancellationToken.None)));
        return batch;
    }

    /// <returns>The batch that cancels the rest; null when the dialog was closed.</returns>
    public async Task<SubmittedBatch?> StopAsync(BatchView batch, int left)
    {
        SubmittedBatch? stopped = null;
        await OpenAsync($"Stop what is left of {batch.Name}?", $"Cancel {Counts.Say(left, "run")}", BatchKind.Cancel,
            "Every run of this batch that has not ended is cancelled: what runs, at the next safe point of its step. What has ended stays as it is.", facts: null,
            why => attempts.TryAsync(async by => stopped = await batches.StopAsync(batch.Id, why, by, CancellationToken.None)));
        return stopped;
    }

    private Task OpenAsync(string title, string verb, BatchKind kind, string text, RenderFragment? facts, Func<string?, Task<string?>> deed) =>
        dialogs.OpenAsync<ConfirmDialog>(title, new Dictionary<string, object?>
        {
            [nameof(ConfirmDialog.Text)] = text,
            [nameof(ConfirmDialog.Verb)] = verb,
            [nameof(ConfirmDialog.Icon)] = kind == BatchKind.Retry ? "retry" : "stop",
            [nameof(ConfirmDialog.Danger)] = kind == BatchKind.Cancel,
            [nameof(ConfirmDialog.Facts)] = facts,
            [nameof(ConfirmDialog.Note)] = "Each run is looked at again at that moment. Progress, what was left alone and why, and a button to stop the rest are on the batch’s own page; this page need not stay open.",
            [nameof(ConfirmDialog.Do)] = (Func<Confirmation, Task<string?>>)(yes => deed(yes.WhyOrNull)),
        }, Options);

    private RenderFragment Facts(BulkLook look) => builder =>
    {
        builder.OpenComponent<BulkFacts>(0);
        builder.AddComponentParameter(1, nameof(BulkFacts.Look), look);
        builder.AddComponentParameter(2, nameof(BulkFacts.Looks), looks);
        builder.CloseComponent();
    };
}
