using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace Portal.Shell;

public sealed partial class PageErrors : IDisposable
{
    private string _errorId = "";

    [Inject] private NavigationManager Navigation { get; set; } = null!;
    [Inject] private ILogger<PageErrors> Logger { get; set; } = null!;

    public void Dispose() => Navigation.LocationChanged -= OnLocationChanged;

    protected override void OnInitialized() => Navigation.LocationChanged += OnLocationChanged;

    protected override Task OnErrorAsync(Exception exception)
    {
        _errorId = $"e-{Guid.NewGuid().ToString("N")[..8]}";
        LogBroken(Logger, exception, _errorId, Navigation.Uri);
        return Task.CompletedTask;
    }

    private void OnLocationChanged(object? sender, LocationChangedEventArgs e)
    {
        if (CurrentException is not null)
        {
            _ = InvokeAsync(Recover);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A page broke ({ErrorId}): {Url}")]
    private static partial void LogBroken(ILogger logger, Exception exception, string errorId, string url);
}
