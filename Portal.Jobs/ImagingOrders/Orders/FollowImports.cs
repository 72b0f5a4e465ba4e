using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Portal.Domain;
using Portal.Jobs.ImagingOrders.Tracking;
using Portal.Jobs.Runs;

namespace Portal.Jobs.ImagingOrders.Orders;

/// <summary>
/// Looks at the importer's table much more often than anything is handed over, so that a row somebody else wrote is on the page at once.
/// The table is not ours: nothing in it could tell us, and so it is looked at; one look reads the end of its primary key.
/// </summary>
internal sealed partial class FollowImports(OrderFollowing following, TrackingDatabase tracking, NodeIdentity node, IOptions<ImagingOrderOptions> options,
    TimeProvider clock, ILogger<FollowImports> logger) : BackgroundService
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);
    private int _failures;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (node.Role != NodeRole.Web && tracking.IsSet && !stoppingToken.IsCancellationRequested)
        {
            await FollowAsync(stoppingToken);
            await Task.Delay(LookPause.After(options.Value.FollowEvery, _failures, Longest), clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        try
        {
            await following.RunAsync(cancellationToken);
            _failures = 0;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The node stops.
        }
        catch (Exception e) when (e is NpgsqlException or RuleException or DbUpdateException or InvalidOperationException { InnerException: NpgsqlException })
        {
            // Told once and quietly: who hands over tells it aloud.
            if (++_failures == 1)
            {
                LogAway(logger, e.GetBaseException().Message);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The importer's table cannot be followed now; it is when the database is back: {Why}")]
    private static partial void LogAway(ILogger logger, string why);
}
