using Microsoft.AspNetCore.Components;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Shell;

namespace Portal.Administration;

/// <summary>A page of which whoever may not see it learns nothing: it is not found. Queries and commands decide that.</summary>
public abstract class AdministrationPage : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    protected AdministrationPage() => Stopped = _stop.Token;

    [Inject] protected Caller Caller { get; set; } = null!;
    [Inject] protected NavigationManager Navigation { get; set; } = null!;

    /// <summary>Cancelled when the page goes away.</summary>
    protected CancellationToken Stopped { get; }

    protected abstract Task LoadAsync(Actor by);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected override async Task OnParametersSetAsync()
    {
        try
        {
            await LoadAsync(await Caller.ActorAsync(Stopped));
        }
        catch (Exception refusal) when (refusal is NotFoundException or NotAllowedException)
        {
            Navigation.NotFound();
        }
    }

    /// <summary>Does something; answers with a sentence when it is refused, null when it is done.</summary>
    protected async Task<string?> TryAsync(Func<Actor, Task> deed)
    {
        try
        {
            await deed(await Caller.ActorAsync(Stopped));
            return null;
        }
        catch (Exception refusal) when (refusal is RuleException or NotAllowedException or NotFoundException)
        {
            return refusal.Message;
        }
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing && !_stop.IsCancellationRequested)
        {
            _stop.Cancel();
            _stop.Dispose();
        }
    }
}
