using System.Data.Common;
using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Portal.Domain.Runs;
using Portal.Domain.Storage;

namespace Portal.Jobs.Runs;

/// <summary>How much there is to do, read from the database every ten seconds; whoever measures gets the last answer.</summary>
public sealed partial class RunGauges(IDbContextFactory<PortalDbContext> contexts, TimeProvider clock, ILogger<RunGauges> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);
    private static readonly RunState[] Open = [RunState.Queued, RunState.Running, RunState.Waiting];
    private volatile Reading? _last;

    /// <summary>Nothing before the first look.</summary>
    public IEnumerable<Measurement<long>> Counts() => _last is not { } last ? []
        : Open.Select(state => new Measurement<long>(last.ByState.GetValueOrDefault(state), new KeyValuePair<string, object?>("state", state.ToString())));

    public IEnumerable<Measurement<double>> Oldest() => _last is not { } last ? [] : [new Measurement<double>(last.OldestQueued)];

    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var counts = await db.Runs.Where(r => Open.Contains(r.State)).GroupBy(r => r.State).Select(g => new { g.Key, Count = g.LongCount() }).ToListAsync(cancellationToken);
        var oldest = await db.Runs.Where(r => r.State == RunState.Queued).MinAsync(r => (DateTimeOffset?)r.QueuedAt, cancellationToken);
        _last = new Reading(counts.ToDictionary(c => c.Key, c => c.Count), oldest is { } at ? Math.Max(0, (clock.GetUtcNow() - at).TotalSeconds) : 0);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        do
        {
            try
            {
                await ReadAsync(stoppingToken);
            }
            catch (Exception e) when (e is DbException or InvalidOperationException or TimeoutException)
            {
                _last = null; // an old figure would look like a fresh one
                LogUnread(logger, e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private sealed record Reading(IReadOnlyDictionary<RunState, long> ByState, double OldestQueued);

    [LoggerMessage(Level = LogLevel.Warning, Message = "How many runs there are could not be counted")]
    private static partial void LogUnread(ILogger logger, Exception exception);
}
