using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Portal.Jobs.Outside.Slurm;

namespace Portal.Jobs.TaxonFetches.Workers;

/// <summary>Registers workers of a Slurm cluster, pipelines, and collection from outside.</summary>
internal static class WorkerServices
{
    public static IServiceCollection AddSlurmWorkers(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SlurmOptions>().Bind(configuration.GetSection(SlurmOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<PipelineOptions>().Bind(configuration.GetSection(TaxonFetchOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<CollectorOptions>().Bind(configuration.GetSection(TaxonFetchOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        return services.AddSingleton<SlurmProcess>()
            .AddSingleton<SlurmClient>()
            .AddKeyedSingleton<IWorkerFarm, SlurmFarm>(SlurmFarm.FarmName)
            .AddSingleton<PipelineResults>()
            .AddSingleton<CollectionReports>();
    }
}
