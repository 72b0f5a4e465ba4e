using System.Data.Common;
using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Portal.Domain.Runs;
using Quartz.Extensibility;

namespace Portal.Jobs.Runs;

/// <summary>
/// This node's one LISTEN connection: feeds pages and hub, wakes the scheduler, brings cancels. After every (re)connect
/// everybody re-reads, so what was said meanwhile is not missed.
/// </summary>
internal sealed partial class RunListener(NpgsqlDataSource database, RunFeed feed, ActiveRuns active, IServiceProvider services,
    NodeIdentity node, NodeState state, IOptions<RunOptions> options, TimeProvider clock, ILogger<RunListener> logger) : BackgroundService
{
    private static readonly TimeSpan Coalesce = TimeSpan.FromMilliseconds(50);
    private readonly Lock _lock = new();
    private bool _waking;
    private bool _wakeAgain;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is DbException or IOException or TimeoutException or InvalidOperationException)
            {
                LogLost(logger, e);
                await Task.Delay(TimeSpan.FromSeconds(1), clock, stoppingToken);
            }
        }
    }

    private async Task ListenAsync(CancellationToken stopping)
    {
        await using var connection = await database.OpenConnectionAsync(stopping);
        connection.Notification += (_, e) => Dispatch(e.Payload, stopping);
        await using (var listen = new NpgsqlCommand($"LISTEN {RunChannel.Name}", connection))
        {
            await listen.ExecuteNonQueryAsync(stopping);
        }

        feed.Publish(new RunSignal(null, 0));
        Wake(stopping);
        while (true)
        {
            if (!await connection.WaitAsync(options.Value.ListenerPing, stopping))
            {
                await using var ping = new NpgsqlCommand("SELECT 1", connection) { CommandTimeout = 10 };
                await ping.ExecuteNonQueryAsync(stopping);
            }
        }
    }

    private void Dispatch(string payload, CancellationToken stopping)
    {
        var parts = payload.Split(':');
        switch (parts[0])
        {
            case "e" when parts.Length == 3 && Guid.TryParse(parts[1], out var run):
                feed.Publish(new RunSignal(run, long.Parse(parts[2], CultureInfo.InvariantCulture)));
                break;
            case "p" when parts.Length == 2 && Guid.TryParse(parts[1], out var run):
                feed.Publish(new RunSignal(run, 0));
                break;
            case "t" when parts.Length == 2 && Guid.TryParse(parts[1], out var topic):
                feed.Publish(new RunSignal(topic, 0) { IsTopic = true });
                break;
            case "c" when parts.Length == 2 && Guid.TryParse(parts[1], out var run):
                active.Cancel(run);
                break;
            case "q":
                Wake(stopping);
                break;
            case "n":
                state.LookAgain();
                break;
            default:
                LogUnknown(logger, payload);
                break;
        }
    }

    /// <summary>Tells Quartz that there is a new token: the first at once, what comes within the next moment together after it.</summary>
    private void Wake(CancellationToken stopping)
    {
        lock (_lock)
        {
            _wakeAgain = _waking;
            if (node.Role == NodeRole.Web || _waking)
            {
                return;
            }

            _waking = true;
        }

        _ = WakeAsync(stopping);
    }

    private async Task WakeAsync(CancellationToken stopping)
    {
        try
        {
            while (services.GetService(typeof(ISchedulerSignaler)) is ISchedulerSignaler signaler)
            {
                await signaler.SignalSchedulingChange(null, stopping);
                await Task.Delay(Coalesce, clock, stopping);
                lock (_lock)
                {
                    if (!_wakeAgain)
                    {
                        _waking = false;
                        return;
                    }

                    _wakeAgain = false;
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The host stops; nobody needs waking.
        }
        catch (Exception e)
        {
            LogNotWoken(logger, e);
            lock (_lock)
            {
                _waking = false;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The LISTEN connection was lost; connecting again")]
    private static partial void LogLost(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Unknown notification {Payload}")]
    private static partial void LogUnknown(ILogger logger, string payload);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The scheduler could not be woken; its own look at the queue will find the work")]
    private static partial void LogNotWoken(ILogger logger, Exception exception);
}
