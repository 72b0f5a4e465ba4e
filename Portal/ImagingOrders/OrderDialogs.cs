using Portal.Common;
using Portal.Domain.Accounts;
using Portal.Jobs.ImagingOrders.Monitor;
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

    /// <summary>What is in OMERO already is not imported again, where it is known and not wished for.</summary>
    public Task RetryAsync(OrderView order) => dialogs.OpenAsync<RetryOrderDialog>("Order it once more?", new Dictionary<string, object?>
    {
        [nameof(RetryOrderDialog.Order)] = order,
        [nameof(RetryOrderDialog.Do)] = (Func<OrderRetry, string?, Task<string?>>)((wish, why) => attempts.TryAsync(by => desk.RetryAsync(order.Uuid, wish, why, by, CancellationToken.None))),
    }, Options);

    /// <summary>How urgent it is and when it goes, while it waits in the portal.</summary>
    public Task PlaceAsync(OrderView order, PageClock clock) => dialogs.OpenAsync<OrderTimeDialog>("Priority and time", new Dictionary<string, object?>
    {
        [nameof(OrderTimeDialog.Order)] = order,
        [nameof(OrderTimeDialog.Clock)] = clock,
        [nameof(OrderTimeDialog.Do)] = (Func<int, DateTimeOffset?, string?, Task<string?>>)((priority, at, why) => attempts.TryAsync(by => PlaceAsync(order, priority, at, why, by))),
    }, Options);

    /// <returns>The copy; null when the dialog was closed.</returns>
    public async Task<Guid?> CloneAsync(OrderView order)
    {
        Guid? copy = null;
        await AskAsync("Make a copy of this order?", "The same files to the same place, as an order of its own. It is held, so that nothing is imported twice before somebody releases it.", "Make a copy", "copy",
            async (why, by) => copy = (await desk.CloneAsync(order.Uuid, why, by, CancellationToken.None)).Id);
        return copy;
    }

    private async Task PlaceAsync(OrderView order, int priority, DateTimeOffset? at, string? why, Actor by)
    {
        if (at is { } time && time != order.DueAt)
        {
            await desk.ScheduleAsync(order.Uuid, time, why, by, CancellationToken.None);
        }

        if (priority != order.Priority)
        {
            await desk.PrioritiseAsync(order.Uuid, priority, why, by, CancellationToken.None);
        }
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
