using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Portal.Jobs.Runs;

namespace Portal.Jobs.TaxonFetches;

/// <summary>Looks for taxa that come next, on every node that works; between two looks it rests, longer the less there is to do.</summary>
internal sealed partial class PickTaxa(TaxonPicker picker, NodeIdentity node, IOptions<TaxonFetchOptions> options, TimeProvider clock, ILogger<PickTaxa> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (node.Role == NodeRole.Web)
        {
            return;
        }

        var pause = new IdleBackOff(options.Value.IdleCap);
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(pause.After(await WorkedAsync(stoppingToken)), clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> WorkedAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await picker.PickAsync(cancellationToken) > 0;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException { InnerException: NpgsqlException } or Microsoft.EntityFrameworkCore.DbUpdateException)
        {
            LogAway(logger, e);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database is away; taxa are picked when it is back")]
    private static partial void LogAway(ILogger logger, Exception exception);
}
