using Portal.Common;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.ImagingOrders.Drafts;
using Portal.Shell;
using Radzen;

namespace Portal.ImagingOrders;

/// <summary>Asks before a draft or a template is thrown away.</summary>
public sealed class WizardDialogs(DialogService dialogs, OrderDraftCommands drafts, Attempts attempts)
{
    private static readonly DialogOptions Options = new() { Width = "520px", CloseDialogOnEsc = true, AutoFocusFirstElement = true };

    public Task DeleteDraftAsync(OrderDraft draft) => AskAsync("Throw this draft away?", $"{Counts.Say(draft.Choice.Paths.Count, "item")} of {draft.GroupName} stay where they are; only the draft is gone.",
        () => attempts.TryAsync(by => drafts.DeleteAsync(draft.GroupName, draft.Id, by, CancellationToken.None)));

    public Task DeleteTemplateAsync(OrderWizard wizard, OrderTemplate template) => AskAsync("Delete this template?", $"Nobody of {template.GroupName} can start from “{template.Name}” any more. Orders made with it stay.", async () =>
    {
        await wizard.DeleteTemplateAsync(template.Id);
        return wizard.Refused;
    });

    private Task AskAsync(string title, string text, Func<Task<string?>> deed) => dialogs.OpenAsync<ConfirmDialog>(title, new Dictionary<string, object?>
    {
        [nameof(ConfirmDialog.Text)] = text,
        [nameof(ConfirmDialog.Verb)] = "Delete",
        [nameof(ConfirmDialog.Icon)] = "x",
        [nameof(ConfirmDialog.Danger)] = true,
        [nameof(ConfirmDialog.Do)] = (Func<Confirmation, Task<string?>>)(_ => deed()),
    }, Options);
}
