using Portal.Common;
using Portal.Jobs.Schedules;
using Portal.Shell;
using Radzen;

namespace Portal.Schedules;

/// <summary>Asks before a schedule is run, paused or resumed, and then does it.</summary>
public sealed class ScheduleDialogs(DialogService dialogs, ScheduleDesk desk, Attempts attempts)
{
    private static readonly DialogOptions Options = new() { Width = "520px", CloseDialogOnEsc = true, AutoFocusFirstElement = true };

    public Task RunAsync(ScheduleView schedule) => OpenAsync($"Run “{schedule.Title}” now?", "Run now", "play",
        schedule.Paused is null ? "It runs once, now. Its clock goes on as before." : "It runs once, now, and stays paused.",
        why => attempts.TryAsync(by => desk.RunNowAsync(schedule.Name, why, by, CancellationToken.None)));

    public Task PauseAsync(ScheduleView schedule) => OpenAsync($"Pause “{schedule.Title}”?", "Pause", "pause",
        "It does not run on any node until somebody resumes it, also after a restart. Say why: it is shown with your name.",
        why => attempts.TryAsync(by => desk.PauseAsync(schedule.Name, why, by, CancellationToken.None)));

    public Task ResumeAsync(ScheduleView schedule) => OpenAsync($"Resume “{schedule.Title}”?", "Resume", "play",
        "Its clock counts again from now; what was left out meanwhile is not made up for.",
        why => attempts.TryAsync(by => desk.ResumeAsync(schedule.Name, why, by, CancellationToken.None)));

    private Task OpenAsync(string title, string verb, string icon, string text, Func<string?, Task<string?>> deed) =>
        dialogs.OpenAsync<ConfirmDialog>(title, new Dictionary<string, object?>
        {
            [nameof(ConfirmDialog.Text)] = text,
            [nameof(ConfirmDialog.Verb)] = verb,
            [nameof(ConfirmDialog.Icon)] = icon,
            [nameof(ConfirmDialog.Do)] = (Func<Confirmation, Task<string?>>)(yes => deed(yes.WhyOrNull)),
        }, Options);
}
