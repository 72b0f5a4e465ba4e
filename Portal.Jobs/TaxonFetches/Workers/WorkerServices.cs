using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Portal.Jobs.Outside.Slurm;
using Portal.Jobs.Schedules;
using Portal.Jobs.TaxonFetches.Assemblies;

namespace Portal.Jobs.TaxonFetches.Workers;

/// <summary>Registers workers of a Slurm cluster, pipelines, collection from outside, and assemblies.</summary>
internal static class WorkerServices
{
    public static IServiceCollection AddWorkersAndAssemblies(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SlurmOptions>().Bind(configuration.GetSection(SlurmOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<PipelineOptions>().Bind(configuration.GetSection(TaxonFetchOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<CollectorOptions>().Bind(configuration.GetSection(TaxonFetchOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<AssemblyOptions>().Bind(configuration.GetSection(AssemblyOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSchedule<AssemblyHolds>("assembly-holds", "Assemblies nobody finished", "0 * * * * ?",
            "Gives runs back to the queue whose time for being assembled is over, and puts runs that newly pass into it.");
        return services.AddSingleton<AssemblyQueue>()
            .AddSingleton<SlurmProcess>()
            .AddSingleton<SlurmClient>()
            .AddKeyedSingleton<IWorkerFarm, SlurmFarm>(SlurmFarm.FarmName)
            .AddSingleton<PipelineResults>()
            .AddSingleton<CollectionReports>();
    }
}
