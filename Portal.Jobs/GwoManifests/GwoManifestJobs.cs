using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Portal.Jobs.Outside;
using Portal.Jobs.Outside.DataService;
using Portal.Jobs.Outside.S3;
using Portal.Jobs.Runs;

namespace Portal.Jobs.GwoManifests;

/// <summary>Registers what GWO manifests need to be checked and applied.</summary>
public static class GwoManifestJobs
{
    public static IServiceCollection AddGwoManifests(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<GwoManifestOptions>().Bind(configuration.GetSection(GwoManifestOptions.Section)).ValidateDataAnnotations()
            .Validate<IOptions<RunOptions>>((o, runs) => o.CallTimeout <= runs.Value.OutsideTimeout,
                "GwoManifests:CallTimeout must not be longer than Runs:OutsideTimeout, which a takeover waits for.")
            .ValidateOnStart();
        services.AddOptions<S3Options>().Bind(configuration.GetSection(S3Options.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<S3Buckets>();
        services.AddSingleton(s =>
        {
            var options = s.GetRequiredService<IOptions<GwoManifestOptions>>().Value;
            return new DataServiceTransport(Client(options, s.GetRequiredService<RunTelemetry>()), Patience(options, s.GetRequiredService<OutsideRates>()), s.GetRequiredService<TimeProvider>());
        });
        services.AddSingleton<DataServiceClient>();
        services.AddSingleton<StudyList>();
        services.AddSingleton<AllowedBuckets>();
        services.AddSingleton<ManifestReader>();
        services.AddSingleton<HashReportReader>();
        services.AddSingleton<ManifestTables>();
        services.AddSingleton<StudyRulesStore>();
        services.AddSingleton<ManifestTemplate>();
        services.AddSingleton<ManifestWork>();
        services.AddSingleton<CheckStore>();
        services.AddSingleton<AnnotatedCopy>();
        services.AddSingleton<EditedCopy>();
        services.AddSingleton<FormerIssues>();
        services.AddSingleton<RowsLeftOut>();
        services.AddSingleton<ApplyLedger>();
        services.AddSingleton<RollbackLedger>();
        services.AddTransient<ReadManifest>();
        services.AddTransient<CheckRows>();
        services.AddTransient<ScrapeS3>();
        services.AddTransient<ResolveReferences>();
        services.AddTransient<PlanManifest>();
        services.AddTransient<PrepareLedger>();
        services.AddTransient<LoadFiles>();
        services.AddTransient<VerifyLoad>();
        services.AddTransient<ReportLoad>();
        services.AddTransient<PrepareRollback>();
        services.AddTransient<RemoveCreated>();
        services.AddTransient<ReportRollback>();
        services.AddWorkflow<GwoManifestCheckWorkflow>(GwoManifestCheckWorkflow.WorkflowName, maxRunning: 4);
        services.AddWorkflow<GwoManifestApplyWorkflow>(GwoManifestApplyWorkflow.WorkflowName, maxRunning: 2);
        services.AddWorkflow<GwoManifestRollbackWorkflow>(GwoManifestRollbackWorkflow.WorkflowName, maxRunning: 2);
        return services;
    }

    private static HttpClient Client(GwoManifestOptions options, RunTelemetry telemetry) => new(new MeasuredCalls("data-service", telemetry, new SocketsHttpHandler
    {
        MaxConnectionsPerServer = options.Parallel,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5), // so that a changed address is noticed
        AutomaticDecompression = System.Net.DecompressionMethods.All,
    }))
    {
        BaseAddress = string.IsNullOrEmpty(options.DataServiceUrl) ? null : new Uri(options.DataServiceUrl.TrimEnd('/') + "/"),
    };

    private static DataServicePatience Patience(GwoManifestOptions options, OutsideRates rates) =>
        new(options.CallTimeout, options.Retries, options.RetryDelay, options.Parallel, GwoManifestOptions.DataServiceUrlKey, token => rates.TakeAsync("data-service", token));
}
