using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Portal.Domain;
using Portal.Domain.Runs;
using Portal.Jobs.ImagingOrders.Monitor;
using Portal.Jobs.ImagingOrders.Orders;
using Portal.Jobs.ImagingOrders.Processing;
using Portal.Jobs.ImagingOrders.Tracking;
using Portal.Jobs.Runs;

namespace Portal.Jobs.ImagingOrders;

/// <summary>Hands orders over, processes and follows them, on every node that works: at once when orders changed, and besides as often as an importer itself looks.</summary>
internal sealed partial class HandOverOrders(HandOver handOver, OrderFollowing following, ProcessingCluster cluster, OrderProcessing processing, RunFeed feed, TrackingDatabase tracking, NodeIdentity node, IOptions<ImagingOrderOptions> options,
    TimeProvider clock, ILogger<HandOverOrders> logger) : BackgroundService
{
    // What is told while a look goes on makes one more, however often it was told.
    private readonly Channel<bool> _news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private int _failures;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (node.Role == NodeRole.Web || !tracking.IsSet)
        {
            return;
        }

        using var subscription = feed.Subscribe(OrderNews.Topic, _ => _news.Writer.TryWrite(true));
        while (!stoppingToken.IsCancellationRequested)
        {
            await LookAsync(stoppingToken);
            await RestAsync(stoppingToken);
        }
    }

    private async Task RestAsync(CancellationToken stoppingToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        await Task.WhenAny(Task.Delay(LookPause.After(options.Value.LookEvery, _failures), clock, enough.Token), _news.Reader.WaitToReadAsync(enough.Token).AsTask());
        await enough.CancelAsync();
        _news.Reader.TryRead(out _);
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await following.RunAsync(cancellationToken);
            if (options.Value.Processes)
            {
                await TellAsync(cancellationToken);
            }

            await handOver.RunAsync(cancellationToken);
            await processing.RunAsync(cancellationToken);
            _failures = 0;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The node stops; what was being handed over is finished by another, or at the next start.
        }
        catch (Exception e) when (e is NpgsqlException or RuleException or InvalidOperationException { InnerException: NpgsqlException } or Microsoft.EntityFrameworkCore.DbUpdateException)
        {
            // Once is a moment, as when everything starts together; afterwards it is told once until it works again.
            if (++_failures == 2)
            {
                LogAway(logger, e.GetBaseException().Message);
            }
        }
    }

    // An importer that is found polling is told once, and so is that it went.
    private async Task TellAsync(CancellationToken cancellationToken)
    {
        var before = cluster.State;
        if (await cluster.LookAsync(cancellationToken) is var now && now != before)
        {
            LogProcessing(logger, now);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Processing of imaging orders by this portal: {State}")]
    private static partial void LogProcessing(ILogger logger, ProcessingState state);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Imaging orders cannot be handed over or followed now; they are when the database is back: {Why}")]
    private static partial void LogAway(ILogger logger, string why);
}
