using Portal.Common;
using Portal.Jobs.Runs;
using Portal.Shell;
using Radzen;

namespace Portal.Administration.Nodes;

/// <summary>Asks before a node is drained or takes work again, and then does it.</summary>
public sealed class NodeDialogs(DialogService dialogs, NodeDesk desk, Attempts attempts)
{
    private static readonly DialogOptions Options = new() { Width = "520px", CloseDialogOnEsc = true, AutoFocusFirstElement = true };

    /// <param name="others">How many other nodes take work.</param>
    public Task DrainAsync(NodeView node, int others) => OpenAsync($"Drain {node.Name}?", $"Drain {node.Name}", "pause",
        (node.InHand == 0 ? "It has nothing in hand and takes nothing new. " : $"It finishes the {Counts.Say(node.InHand, "run")} it has in hand and takes nothing new. ")
            + "Its pages go on working. Say why: it is shown with your name.",
        others == 0 ? "No other node takes work: runs stay queued and schedules stand still until one does." : null,
        why => attempts.TryAsync(by => desk.DrainAsync(node.Id, why, by, CancellationToken.None)));

    public Task TakeWorkAsync(NodeView node) => OpenAsync($"Let {node.Name} take work again?", "Take work", "play", "It takes runs from the queue as soon as it hears of it.", note: null,
        why => attempts.TryAsync(by => desk.TakeWorkAsync(node.Id, why, by, CancellationToken.None)));

    private Task OpenAsync(string title, string verb, string icon, string text, string? note, Func<string?, Task<string?>> deed) =>
        dialogs.OpenAsync<ConfirmDialog>(title, new Dictionary<string, object?>
        {
            [nameof(ConfirmDialog.Text)] = text,
            [nameof(ConfirmDialog.Verb)] = verb,
            [nameof(ConfirmDialog.Icon)] = icon,
            [nameof(ConfirmDialog.Note)] = note,
            [nameof(ConfirmDialog.Do)] = (Func<Confirmation, Task<string?>>)(yes => deed(yes.WhyOrNull)),
        }, Options);
}
