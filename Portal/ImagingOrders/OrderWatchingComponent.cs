using Microsoft.AspNetCore.Components;
using Portal.Jobs.ImagingOrders.Monitor;
using Portal.Runs;

namespace Portal.ImagingOrders;

/// <summary>A page about orders: told when any of them changed, on whichever node; and it looks by itself now and then for what nobody tells, as an importer that falls silent.</summary>
public abstract class OrderWatchingComponent : RunWatchingComponent
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);
    private ITimer? _looking;

    [Inject] private TimeProvider Clockwork { get; set; } = null!;

    protected override TimeSpan DrawEvery => TimeSpan.FromMilliseconds(250);

    protected abstract Task ReadAsync(CancellationToken cancellationToken);

    protected override Task OnParametersSetAsync()
    {
        Watch(OrderNews.Topic);
        return InTurnAsync(() => ReadAsync(Stopped));
    }

    protected override Task OnRunEventAsync(RunChanges changes, CancellationToken cancellationToken) => ReadAsync(cancellationToken);

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            _looking = Clockwork.CreateTimer(_ => _ = InvokeAsync(LookAsync), null, LookAgain, LookAgain);
        }
    }

    protected override void Dispose(bool disposing)
    {
        _looking?.Dispose();
        base.Dispose(disposing);
    }

    private async Task LookAsync()
    {
        try
        {
            if (!Stopped.IsCancellationRequested)
            {
                await InTurnAsync(() => ReadAsync(Stopped));
                StateHasChanged();
            }
        }
        catch (Exception problem) when (Stopped.IsCancellationRequested || problem is ObjectDisposedException)
        {
            // The page is gone.
        }
        catch (Exception problem)
        {
            await DispatchExceptionAsync(problem);
        }
    }
}
