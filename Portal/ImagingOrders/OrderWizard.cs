using Portal.Common;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.ImagingOrders.Drafts;
using Portal.Jobs.ImagingOrders.Files;
using Portal.Jobs.ImagingOrders.Orders;
using Portal.Jobs.ImagingOrders.Templates;
using Portal.Shell;

namespace Portal.ImagingOrders;

/// <summary>What somebody fills in on the way to orders: kept as a draft after every change, and looked at again.</summary>
public sealed class OrderWizard(OrderDesk desk, OrderDrafts drafts, OrderDraftCommands commands, OrderTemplateCommands templates, ImageFiles files, Attempts attempts, TimeProvider clock)
{
    private int _version;
    private bool _working;
    private bool _again;

    public string? Group { get; private set; }

    public Guid Draft { get; private set; }

    /// <summary>Null: nothing was kept yet, so there is no draft.</summary>
    public DateTimeOffset? SavedAt { get; private set; }

    public OrderChoice Choice { get; private set; } = new();

    /// <summary>Null where files or destination are missing.</summary>
    public OrderOutcome? Outcome { get; private set; }

    public IReadOnlyList<OrderTemplate> Templates { get; private set; } = [];

    /// <summary>Bytes that can still be written where the images lie.</summary>
    public long? Free { get; private set; }

    /// <summary>Why the last try went wrong.</summary>
    public string? Refused { get; private set; }

    public bool IsBusy { get; private set; }

    public int Orders => Outcome is { Problem: null } outcome ? outcome.Orders.Count : 0;

    private OrderWish? Wish => Group is { } group && Choice is { Paths.Count: > 0, Destinations.Count: > 0 } choice
        ? new(group, choice.User, [.. choice.Destinations.Select(d => new WishedDestination($"{d.Type}", d.Id))], choice.Paths, choice.Start, choice.SkipKnown, choice.Parameters, choice.Metadata, choice.Conversions) : null;

    /// <summary>Takes up a draft, or begins for a group; what is open already stays.</summary>
    public async Task OpenAsync(string? group, Guid? draft)
    {
        if (draft is { } id ? id == Draft : group == Group && SavedAt is null)
        {
            return;
        }

        (Group, Draft, SavedAt, Choice, Outcome, _version, Free, Templates) = (draft is null ? group : null, draft ?? Guid.NewGuid(), null, new(), null, 0, null, []);
        var lost = 0;
        Refused = await attempts.TryAsync(async by =>
        {
            if (draft is not null)
            {
                var kept = await drafts.FindAsync(Draft, by.Id, CancellationToken.None) ?? throw new RuleException("no-draft", "This draft is gone: it was ordered or thrown away, or it is somebody else’s. Begin a new one.", 404);
                var inside = await files.InsideAsync(kept.GroupName, kept.Choice.Paths, by, CancellationToken.None);
                lost = kept.Choice.Paths.Count - inside.Count;
                (Group, Choice, _version, SavedAt) = (kept.GroupName, kept.Choice with { Paths = inside }, kept.Version, kept.UpdatedAt);
            }

            if (Group is { Length: > 0 })
            {
                Free = await files.FreeAsync(Group, by, CancellationToken.None);
                Templates = await templates.ListAsync(Group, by, CancellationToken.None);
            }
        });
        Refused ??= lost == 0 ? null : $"{Counts.Say(lost, "path")} of this draft {(lost == 1 ? "leads" : "lead")} out of the folder of {Group} and {(lost == 1 ? "is" : "are")} left out. Choose what you need in the folder itself.";
        await LookAsync();
    }

    /// <summary>Changes what is chosen, keeps it, and looks at what it makes. Changes that come meanwhile are kept together.</summary>
    public async Task ChangeAsync(Func<OrderChoice, OrderChoice> change)
    {
        Choice = change(Choice);
        if (_working)
        {
            _again = true;
            return;
        }

        _working = true;
        try
        {
            do
            {
                _again = false;
                Refused = await attempts.TryAsync(SaveAsync);
                await LookAsync();
            }
            while (_again);
        }
        finally
        {
            _working = false;
        }
    }

    public Task KeepTemplateAsync(string name) => TemplateAsync(by => templates.SaveAsync(Group!, name, Choice, by, CancellationToken.None));

    public Task RenameTemplateAsync(Guid id, string name) => TemplateAsync(by => templates.RenameAsync(Group!, id, name, by, CancellationToken.None));

    public Task DeleteTemplateAsync(Guid id) => TemplateAsync(by => templates.DeleteAsync(Group!, id, by, CancellationToken.None));

    /// <summary>Makes the orders and gives up the draft.</summary>
    /// <returns>Null when they were not made.</returns>
    public async Task<OrderOutcome?> MakeAsync()
    {
        if (IsBusy || Wish is not { } wish)
        {
            return null;
        }

        (IsBusy, OrderOutcomes? made) = (true, null);
        Refused = await attempts.TryAsync(async by =>
        {
            made = await desk.CreateAsync([wish], by, CancellationToken.None);
            if (made.Written)
            {
                await commands.DeleteAsync(wish.Group, Draft, by, CancellationToken.None);
            }
        });
        (IsBusy, Outcome) = (false, made?.Items[0] ?? Outcome);
        return made is { Written: true } ? made.Items[0] : null;
    }

    private async Task SaveAsync(Actor by)
    {
        _version = await commands.SaveAsync(Group!, Draft, _version, Choice, by, CancellationToken.None);
        SavedAt = clock.GetUtcNow();
    }

    private async Task LookAsync()
    {
        if (Wish is not { } wish)
        {
            Outcome = null;
            return;
        }

        OrderOutcome? outcome = null;
        var refused = await attempts.TryAsync(async by => outcome = (await desk.LookAsync([wish], by, CancellationToken.None)).Items[0]);
        (Outcome, Refused) = (outcome, Refused ?? refused);
    }

    private async Task TemplateAsync(Func<Actor, Task> deed) => Refused = await attempts.TryAsync(async by =>
    {
        await deed(by);
        Templates = await templates.ListAsync(Group!, by, CancellationToken.None);
    });
}
