using System.Diagnostics.CodeAnalysis;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Domain.Storage;
using Quartz;

namespace Portal.Jobs.Runs;

/// <summary>Registers the engine and, slice by slice, its workflows.</summary>
public static class RunJobs
{
    public static IServiceCollection AddRuns(this IServiceCollection services, IConfiguration configuration, NodeIdentity node)
    {
        services.AddOptions<RunOptions>().Bind(configuration.GetSection(RunOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(node);
        services.AddSingleton<RunFeed>();
        services.AddSingleton<WorkflowCatalogue>();
        services.AddSingleton<Permissions>();
        services.AddSingleton<ActiveRuns>();
        services.AddSingleton<NodeState>();
        services.AddSingleton<NodeDesk>();
        services.AddSingleton<RunTelemetry>();
        services.AddSingleton<RunGauges>();
        services.AddHostedService(s => s.GetRequiredService<RunGauges>());
        services.AddSingleton<RunStore>();
        services.AddSingleton<RunWriter>();
        services.AddSingleton<RunTokens>();
        services.AddSingleton<RunInserts>();
        services.AddSingleton<RunChildren>();
        services.AddSingleton<RunIntents>();
        services.AddSingleton<StepServices>();
        services.AddSingleton<RunClaim>();
        services.AddSingleton<RunEndings>();
        services.AddSingleton<RunExecutor>();
        services.AddSingleton<OutsideRates>();
        services.AddCommands();
        services.AddHostedService<RegisterLanes>();
        services.AddHostedService<LeaseKeeper>();
        services.AddScheduler(configuration, node);
        services.AddHostedService<RunListener>();
        return services;
    }

    // Public for who calls them, with an engine inside that is nobody else's business.
    private static void AddCommands(this IServiceCollection services)
    {
        services.AddSingleton(s => new RunQueue(
            s.GetRequiredService<IDbContextFactory<PortalDbContext>>(), s.GetRequiredService<WorkflowCatalogue>(), s.GetRequiredService<Permissions>(),
            s.GetRequiredService<RunInserts>(), s.GetRequiredService<RunTokens>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => new RunVerbs(
            s.GetRequiredService<IDbContextFactory<PortalDbContext>>(), s.GetRequiredService<Permissions>(), s.GetRequiredService<RunTokens>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => new RunBatches(
            s.GetRequiredService<IDbContextFactory<PortalDbContext>>(), s.GetRequiredService<Permissions>(), s.GetRequiredService<RunInserts>(),
            s.GetRequiredService<RunTokens>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => new OutsideEvents(s.GetRequiredService<NpgsqlDataSource>(), s.GetRequiredService<RunTokens>(), s.GetRequiredService<TimeProvider>()));
    }

    /// <param name="maxRunning">How many runs of it may run at once, over all nodes.</param>
    public static IServiceCollection AddWorkflow<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TWorkflow>(
        this IServiceCollection services, string name, int maxRunning) where TWorkflow : class, IWorkflow
    {
        services.AddKeyedTransient<IWorkflow, TWorkflow>(name);
        services.AddSingleton(new WorkflowRegistration(name, maxRunning));
        return services;
    }

    private static void AddScheduler(this IServiceCollection services, IConfiguration configuration, NodeIdentity node)
    {
        var runs = configuration.GetSection(RunOptions.Section).Get<RunOptions>() ?? new RunOptions();
        services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(s =>
            {
                s.InstanceName = "portal";
                s.GenerateInstanceId = true;
                s.IdleWaitTime = runs.IdleWait;
                s.MaxBatchSize = runs.Parallel;
                s.ShutdownJobInterruption = ShutdownJobInterruption.Always;
            });
            quartz.UseDefaultThreadPool(runs.Parallel + 2); // two more for the sweep and other schedules
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
            quartz.AddJob<ExecuteRunJob>(job => job.WithIdentity(ExecuteRunJob.Key).StoreDurably());
            quartz.ScheduleJob<SweepRunsJob>(
                trigger => trigger.WithIdentity("sweep-runs", "runs").WithSimpleSchedule(runs.Sweep),
                job => job.WithIdentity(SweepRunsJob.Key));
            quartz.ScheduleJob<SweepIntentsJob>(
                trigger => trigger.WithIdentity("sweep-intents", "runs").WithSimpleSchedule(runs.IntentSweep),
                job => job.WithIdentity(SweepIntentsJob.Key));
        });
        services.AddQuartzHostedService(o =>
        {
            o.AutoStart = node.Role != NodeRole.Web;
            o.WaitForJobsToComplete = true;
        });
    }
}

/// <summary>Brings each workflow's lane into the database; a limit an administrator changed stays.</summary>
internal sealed class RegisterLanes(IDbContextFactory<PortalDbContext> contexts, IEnumerable<WorkflowRegistration> workflows) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        foreach (var workflow in workflows)
        {
            await db.Database.ExecuteSqlAsync(
                $"INSERT INTO portal.lane (workflow, max_running) VALUES ({workflow.Name}, {workflow.MaxRunning}) ON CONFLICT DO NOTHING", cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
