using Portal.Common;
using Portal.Jobs.ImagingOrders.Monitor;
using Portal.Shell;
using Radzen;

namespace Portal.ImagingOrders;

/// <summary>Asks before the same is done to many orders, says what it touches, does it, and tells what came of it.</summary>
public sealed class BulkOrderDialogs(DialogService dialogs, OrderBulk bulk, Attempts attempts, Caller caller)
{
    private static readonly DialogOptions Options = new() { Width = "600px", CloseDialogOnEsc = true, AutoFocusFirstElement = true };

    /// <returns>Whether it was done.</returns>
    public async Task<bool> AskAsync(OrderDeed deed, OrderSelection choice)
    {
        var look = await bulk.LookAsync(deed, choice, await caller.ActorAsync(CancellationToken.None), CancellationToken.None);
        BulkOrderOutcomes? outcomes = null;
        await dialogs.OpenAsync<BulkOrderDialog>($"{OrderBulkWords.Verb(deed)} {Counts.Say(look.Takes, "order")}?", new Dictionary<string, object?>
        {
            [nameof(BulkOrderDialog.Deed)] = deed,
            [nameof(BulkOrderDialog.Look)] = look,
            [nameof(BulkOrderDialog.Do)] = (Func<OrderRetry, string?, Task<(string?, BulkOrderOutcomes?)>>)(async (wish, why) =>
                (await attempts.TryAsync(async by => outcomes = await bulk.DoAsync(deed, choice, wish, why, by, CancellationToken.None)), outcomes)),
        }, Options);
        return outcomes is not null;
    }
}
