using Portal.Common;
using Portal.Shell;
using Radzen;

namespace Portal.TaxonFetches;

/// <summary>Asks before something is done to a taxon, and then does it.</summary>
public sealed class TaxonDialogs(DialogService dialogs, TaxonCommands commands, WorkerCommands workers, AssemblyCommands assemblies, Attempts attempts)
{
    private static readonly DialogOptions Options = new() { Width = "520px", CloseDialogOnEsc = true, AutoFocusFirstElement = true };

    public Task RetryAsync(TaxonView taxon) => AskAsync($"Retry {taxon.ScientificName}?", $"It stopped: {taxon.Error} It goes on with the stage it stopped in.", "Retry", "retry",
        (why, by) => commands.RetryAsync(taxon.TaxId, why, by, CancellationToken.None));

    public Task ClearAsync(TaxonView taxon) => AskAsync($"Is {taxon.ScientificName} all right?", $"It waits for somebody to look: {taxon.NeedsAttention} Once you say so, work goes on at the same stage.", "Clear attention", "check",
        (why, by) => commands.ClearAttentionAsync(taxon.TaxId, why, by, CancellationToken.None));

    public Task CheckNowAsync(TaxonView taxon) => AskAsync($"Look for runs of {taxon.ScientificName} now?", "The next cycle begins at once instead of after the interval.", "Look now", "search",
        (why, by) => commands.CheckNowAsync(taxon.TaxId, why, by, CancellationToken.None));

    /// <summary>Whoever confirms takes the loss: the name goes along with it.</summary>
    public Task DestroyAsync(WorkerView worker) => AskAsync($"Destroy {worker.Name}?", worker.Uncollected == 0 ? "Everything it had was collected." : $"{Counts.Say(worker.Uncollected, "run")} it has {(worker.Uncollected == 1 ? "was" : "were")} not collected and {(worker.Uncollected == 1 ? "is" : "are")} given up. They are fetched again in the taxon’s next cycle.",
        $"Destroy {worker.Name}", "x", (why, by) => workers.DestroyAsync(worker.Id, worker.Name, why, by, CancellationToken.None), danger: true);

    /// <summary>The reason becomes the message of the screening.</summary>
    public Task ScreenAsync(AssemblyView assembly, bool passed) => AskAsync(passed ? $"Is the genome of {assembly.Run} good?" : $"Is the genome of {assembly.Run} not good?", passed ? "It counts as a result from now on." : "It stays, and does not count as a result.",
        passed ? "It is good" : "It is not good", passed ? "check" : "x", (why, by) => assemblies.ScreenAsync(assembly.Run, passed, why, by, CancellationToken.None), danger: !passed);

    public Task PrioritiseAsync(TaxonView taxon) => dialogs.OpenAsync<PriorityDialog>($"How urgent is {taxon.ScientificName}?", new Dictionary<string, object?>
    {
        [nameof(PriorityDialog.Priority)] = taxon.OperatorPriority,
        [nameof(PriorityDialog.Do)] = (Func<int?, string?, Task<string?>>)((priority, why) => attempts.TryAsync(by => commands.PrioritiseAsync(taxon.TaxId, priority, why, by, CancellationToken.None))),
    }, Options);

    private Task AskAsync(string title, string text, string verb, string icon, Func<string?, Domain.Accounts.Actor, Task> deed, bool danger = false) => dialogs.OpenAsync<ConfirmDialog>(title, new Dictionary<string, object?>
    {
        [nameof(ConfirmDialog.Text)] = text,
        [nameof(ConfirmDialog.Verb)] = verb,
        [nameof(ConfirmDialog.Icon)] = icon,
        [nameof(ConfirmDialog.Danger)] = danger,
        [nameof(ConfirmDialog.Do)] = (Func<Confirmation, Task<string?>>)(yes => attempts.TryAsync(by => deed(yes.WhyOrNull, by))),
    }, Options);
}
