using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Quartz;

namespace Portal.Bench.Engine;

/// <summary>What Quartz needs alone, with its defaults, for the same on the same PostgreSQL.</summary>
internal static class BareQuartz
{
    public static async Task<BareQuartzFigures> MeasureAsync(string connectionString, int warmUp, int runs, TimeSpan idle, int backlog, CancellationToken cancellationToken)
    {
        await BenchDatabase.ExecuteAsync(connectionString, "CREATE SCHEMA quartz", cancellationToken);
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton<BareJob.Starts>();
        builder.Services.AddSingleton(_ => NpgsqlDataSource.Create(connectionString));
        builder.Services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(s => s.GenerateInstanceId = true);
            quartz.UsePersistentStore(store =>
            {
                store.UsePostgres(source => source.DataSourceFactory = s => s.GetRequiredService<NpgsqlDataSource>());
                store.ConfigureStore(o =>
                {
                    o.TablePrefix = "quartz.qrtz_";
                    o.StoreJobDataAsStrings = true;
                });
                store.ProvisionSchema();
                store.UseClustering();
            });
            quartz.AddJob<BareJob>(job => job.WithIdentity(BareJob.Key).StoreDurably());
        });
        builder.Services.AddQuartzHostedService(o => o.WaitForJobsToComplete = true);
        using var host = builder.Build();
        await host.StartAsync(cancellationToken);
        var scheduler = await host.Services.GetRequiredService<ISchedulerFactory>().GetScheduler(cancellationToken);
        var starts = host.Services.GetRequiredService<BareJob.Starts>();
        var pickUp = await PickUpAsync(scheduler, starts, warmUp, runs, idle, cancellationToken);
        var drained = await DrainedAsync(scheduler, starts, backlog, cancellationToken);
        await host.StopAsync(cancellationToken);
        return new BareQuartzFigures(pickUp, drained);
    }

    private static async Task<Spread> PickUpAsync(IScheduler scheduler, BareJob.Starts starts, int warmUp, int runs, TimeSpan idle, CancellationToken cancellationToken)
    {
        var spread = new Spread();
        for (var i = 0; i < warmUp + runs; i++)
        {
            await Task.Delay(idle, cancellationToken);
            var name = $"one-{i}";
            var from = Stopwatch.GetTimestamp();
            await scheduler.ScheduleTrigger(Trigger(name), TriggerConflict.Keep, cancellationToken);
            var at = await starts.OfAsync(name, cancellationToken);
            if (i >= warmUp)
            {
                spread.Add(from, at);
            }
        }

        return spread;
    }

    private static async Task<double> DrainedAsync(IScheduler scheduler, BareJob.Starts starts, int backlog, CancellationToken cancellationToken)
    {
        await scheduler.Standby(cancellationToken);
        var names = Enumerable.Range(0, backlog).Select(i => $"many-{i}").ToList();
        await Parallel.ForEachAsync(names, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken }, async (name, token) =>
            await scheduler.ScheduleTrigger(Trigger(name), TriggerConflict.Keep, token));
        await scheduler.Start(cancellationToken);
        var moments = await Task.WhenAll(names.Select(n => starts.OfAsync(n, cancellationToken)));
        return backlog / Stopwatch.GetElapsedTime(moments.Min(), moments.Max()).TotalSeconds;
    }

    private static ITrigger Trigger(string name) => TriggerBuilder.Create().WithIdentity(name, "bare").ForJob(BareJob.Key).StartNow().Build();
}

/// <param name="Drained">Jobs a second.</param>
internal sealed record BareQuartzFigures(Spread PickUp, double Drained);

internal sealed class BareJob(BareJob.Starts starts) : IJob
{
    public static readonly JobKey Key = new("nothing", "bare");

    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        starts.Note(context.Trigger.Key.Name);
        return ValueTask.CompletedTask;
    }

    internal sealed class Starts
    {
        private readonly ConcurrentDictionary<string, TaskCompletionSource<long>> _at = new(StringComparer.Ordinal);

        public void Note(string name) => Of(name).TrySetResult(Stopwatch.GetTimestamp());

        public Task<long> OfAsync(string name, CancellationToken cancellationToken) => Of(name).Task.WaitAsync(TimeSpan.FromMinutes(5), cancellationToken);

        private TaskCompletionSource<long> Of(string name) => _at.GetOrAdd(name, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
    }
}
