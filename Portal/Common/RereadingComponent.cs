using Microsoft.AspNetCore.Components;

namespace Portal.Common;

/// <summary>A page about what changes now and then and nobody announces: reads at once, and again every few seconds while somebody looks.</summary>
public abstract class RereadingComponent : ComponentBase, IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _reading = Task.CompletedTask;

    protected RereadingComponent() => Stopped = _stop.Token;

    [Inject] private TimeProvider Time { get; set; } = null!;

    /// <summary>Cancelled when the component goes away; pass it on.</summary>
    protected CancellationToken Stopped { get; }

    protected virtual TimeSpan ReadEvery => TimeSpan.FromSeconds(3);

    protected abstract Task ReadAsync(CancellationToken cancellationToken);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (!Stopped.IsCancellationRequested)
        {
            await _stop.CancelAsync();
            await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // what its last read ran into concerns nobody
            _stop.Dispose();
        }
    }

    protected override Task OnParametersSetAsync() => ReadAsync(Stopped);

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            _reading = ReadOnAsync();
        }
    }

    private async Task ReadOnAsync()
    {
        using var timer = new PeriodicTimer(ReadEvery, Time);
        try
        {
            while (await timer.WaitForNextTickAsync(Stopped))
            {
                await InvokeAsync(async () =>
                {
                    await ReadAsync(Stopped);
                    StateHasChanged();
                });
            }
        }
        catch (Exception problem) when (problem is OperationCanceledException or ObjectDisposedException || Stopped.IsCancellationRequested)
        {
            // The page went away.
        }
        catch (Exception problem)
        {
            await DispatchExceptionAsync(problem);
        }
    }
}
