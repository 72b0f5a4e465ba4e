using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Portal.Jobs.Outside;
using Portal.Jobs.Outside.Ena;
using Portal.Jobs.Runs;
using Portal.Jobs.Schedules;
using Portal.Jobs.TaxonFetches.Workers;

namespace Portal.Jobs.TaxonFetches;

/// <summary>Registers what taxa need to be followed.</summary>
public static class TaxonFetchJobs
{
    public static IServiceCollection AddTaxonFetches(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<TaxonFetchOptions>().Bind(configuration.GetSection(TaxonFetchOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(s =>
        {
            var options = s.GetRequiredService<IOptions<TaxonFetchOptions>>().Value;
            return new EnaTransport(Client(options, s.GetRequiredService<RunTelemetry>()), Patience(options, s.GetRequiredService<OutsideRates>()));
        });
        services.AddSingleton<EnaClient>();
        services.AddSingleton<EnaTaxonomy>();
        services.AddSingleton<TaxonResolver>();
        services.AddSingleton<TaxonAdding>();
        services.AddSingleton<RunForecast>();
        services.AddSingleton<TaxonStore>();
        services.AddSingleton<FilterRulesStore>();
        services.AddSingleton<RunFetcher>();
        services.AddSingleton<WithdrawnRuns>();
        services.AddSingleton<RunJudging>();
        services.AddSingleton<TaxonPicker>();
        services.AddKeyedSingleton<IWorkerFarm, LocalFarm>(LocalFarm.FarmName);
        services.AddWorkersAndAssemblies(configuration);
        services.TryAddSingleton(s => s.GetRequiredKeyedService<IWorkerFarm>(s.GetRequiredService<IOptions<TaxonFetchOptions>>().Value.Farm));
        services.AddDroplets(configuration);
        services.AddSingleton<WorkerBook>();
        services.AddSingleton<WorkerMeetings>();
        services.AddSingleton<WorkerStarter>();
        services.AddSingleton<WorkerCallbacks>();
        services.AddSingleton<FileCollector>();
        services.AddTransient<StartWorkers>();
        services.AddTransient<CollectFiles>();
        services.AddTransient<FetchRuns>();
        services.AddTransient<JudgeRuns>();
        services.AddTransient<FinishCycle>();
        services.AddTransient<FilterAgain>();
        services.AddWorkflow<TaxonCycleWorkflow>(TaxonCycleWorkflow.WorkflowName, maxRunning: 4);
        services.AddWorkflow<TaxonFilterWorkflow>(TaxonFilterWorkflow.WorkflowName, maxRunning: 2);
        services.AddHostedService<PickTaxa>();
        services.AddSchedule<DueTaxa>("taxa-due", "Taxa that are due", "0 0/15 * * * ?",
            "Finds the taxa whose interval is over since they were looked at, and begins their next cycle.");
        services.AddSchedule<TaxonomyCheck>("taxa-names", "Taxa that were renumbered", "0 0 5 ? * SUN",
            "Asks ENA's taxonomy about every tracked id: a merged one goes on under its successor, one that is gone waits for somebody to look.");
        return services;
    }

    private static HttpClient Client(TaxonFetchOptions options, RunTelemetry telemetry) => new(new MeasuredCalls("ena", telemetry, new SocketsHttpHandler
    {
        MaxConnectionsPerServer = options.Parallel,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5), // so that a changed address is noticed
        AutomaticDecompression = System.Net.DecompressionMethods.All,
    }));

    private static EnaPatience Patience(TaxonFetchOptions options, OutsideRates rates) =>
        new(Root(options.EnaPortalUrl), Root(options.EnaTaxonomyUrl), options.CallTimeout, options.Retries, options.RetryDelay, options.Parallel,
            TaxonFetchOptions.PortalUrlKey, TaxonFetchOptions.TaxonomyUrlKey, token => rates.TakeAsync("ena", token));

    private static Uri? Root(string? address) => string.IsNullOrEmpty(address) ? null : new Uri(address.TrimEnd('/') + "/");
}
