using Portal.Common;
using Portal.Domain.Accounts;
using Portal.Jobs.ImagingOrders.Watching;
using Portal.Shell;
using Radzen;

namespace Portal.ImagingOrders;

/// <summary>Asks before something is done to a watched folder, and then does it.</summary>
public sealed class WatchDialogs(DialogService dialogs, WatchDesk desk, Attempts attempts)
{
    private static readonly DialogOptions Options = new() { Width = "520px", CloseDialogOnEsc = true, AutoFocusFirstElement = true };

    /// <summary>What the last look came to, in words.</summary>
    public string? Told { get; private set; }

    public async Task LookAsync(WatchView watch)
    {
        WatchLooked? looked = null;
        var refusal = await attempts.TryAsync(async by => looked = await desk.LookAsync(watch.Id, by, CancellationToken.None));
        Told = refusal ?? $"{Counts.Say(looked!.Seen, "file")} seen, {Counts.Say(looked.Orders, "order")} made.";
    }

    public Task PauseAsync(WatchView watch) => AskAsync("Pause this watch?", "Nobody looks into the folder until somebody resumes it. What arrives meanwhile is noticed then.", "Pause", "pause",
        (why, by) => desk.PauseAsync(watch.Id, why, by, CancellationToken.None));

    public Task ResumeAsync(WatchView watch) => AskAsync("Resume this watch?", "Somebody looks within a minute; what arrived meanwhile is ordered once it is whole.", "Resume", "play",
        (why, by) => desk.ResumeAsync(watch.Id, why, by, CancellationToken.None));

    /// <returns>Whether it was done.</returns>
    public async Task<bool> DeleteAsync(WatchView watch)
    {
        var done = false;
        await AskAsync("Delete this watch?", "Nobody looks into the folder any more, and what waits there is not ordered. Its orders stay.", "Delete", "x", async (why, by) =>
        {
            await desk.DeleteAsync(watch.Id, why, by, CancellationToken.None);
            done = true;
        }, danger: true);
        return done;
    }

    private Task AskAsync(string title, string text, string verb, string icon, Func<string?, Actor, Task> deed, bool danger = false) => dialogs.OpenAsync<ConfirmDialog>(title, new Dictionary<string, object?>
    {
        [nameof(ConfirmDialog.Text)] = text,
        [nameof(ConfirmDialog.Verb)] = verb,
        [nameof(ConfirmDialog.Icon)] = icon,
        [nameof(ConfirmDialog.Danger)] = danger,
        [nameof(ConfirmDialog.Do)] = (Func<Confirmation, Task<string?>>)(yes => attempts.TryAsync(by => deed(yes.WhyOrNull, by))),
    }, Options);
}
