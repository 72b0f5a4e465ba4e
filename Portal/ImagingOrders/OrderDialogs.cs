using Portal.Common;
using Portal.Domain.Accounts;
using Portal.Jobs.ImagingOrders.Orders;
using Portal.Shell;
using Radzen;

namespace Portal.ImagingOrders;

/// <summary>Asks before something is done to an order, and then does it.</summary>
public sealed class OrderDialogs(DialogService dialogs, OrderDesk desk, Attempts attempts)
{
    private static readonly DialogOptions Options = new() { Width = "520px", CloseDialogOnEsc = true, AutoFocusFirstElement = true };

    public Task HoldAsync(OrderView order) => AskAsync("Hold this order?", "It stays in the portal until somebody releases it.", "Hold", "pause", (why, by) => desk.HoldAsync(order.Uuid, why, by, CancellationToken.None));

    public Task ReleaseAsync(OrderView order) => AskAsync("Release this order?", "It goes to the importer when its turn has come. Once the importer has it, it cannot be taken back.", "Release", "arrow",
        (why, by) => desk.ReleaseAsync(order.Uuid, why, by, CancellationToken.None));

    public Task WithdrawAsync(OrderView order) => AskAsync("Withdraw this order?", "Nothing of it is imported. It can be made again.", "Withdraw", "x", (why, by) => desk.WithdrawAsync(order.Uuid, why, by, CancellationToken.None), danger: true);

    /// <summary>What is in OMERO already is not imported again, where it is known.</summary>
    public Task RetryAsync(OrderView order) => AskAsync("Order it once more?", order switch
    {
        { Partly: true, Failure: { } failure } => $"A new order is made for the {Counts.Say(failure.FailedFiles.Count, "file")} that failed; the others are in OMERO.",
        { Failure: not null } => "A new order is made with all of its files. Look in OMERO first whether some of them are there already.",
        _ => "A new order is made with all of its files.",
    }, "Retry", "retry", (why, by) => desk.RetryAsync(order.Uuid, why, by, CancellationToken.None));

    private Task AskAsync(string title, string text, string verb, string icon, Func<string?, Actor, Task> deed, bool danger = false) => dialogs.OpenAsync<ConfirmDialog>(title, new Dictionary<string, object?>
    {
        [nameof(ConfirmDialog.Text)] = text,
        [nameof(ConfirmDialog.Verb)] = verb,
        [nameof(ConfirmDialog.Icon)] = icon,
        [nameof(ConfirmDialog.Danger)] = danger,
        [nameof(ConfirmDialog.Do)] = (Func<Confirmation, Task<string?>>)(yes => attempts.TryAsync(by => deed(yes.WhyOrNull, by))),
    }, Options);
}
