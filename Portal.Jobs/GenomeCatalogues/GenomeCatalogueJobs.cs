using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Portal.Jobs.Housekeeping;
using Portal.Jobs.Runs;

namespace Portal.Jobs.GenomeCatalogues;

/// <summary>Registers what genome catalogues need to be scanned and imported.</summary>
public static class GenomeCatalogueJobs
{
    public static IServiceCollection AddGenomeCatalogues(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<GenomeCatalogueOptions>().Bind(configuration.GetSection(GenomeCatalogueOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ResultsRoot>();
        services.AddSingleton<CatalogueWork>();
        services.AddSingleton<CatalogueScan>();
        services.AddSingleton<IdentityChecks>();
        services.AddSingleton<Generations>();
        services.AddTransient<IRetentionRule, UnusedGenerations>();
        services.AddSingleton<GenerationWriter>();
        services.AddSingleton<ProblemStore>();
        services.AddSingleton<CatalogueSwap>();
        services.AddSingleton<CatalogueDifferences>();
        services.AddSingleton<CataloguePublishing>();
        services.AddSingleton<GenomeDownloads>();
        services.AddSingleton<Biomes>();
        services.AddHostedService<RegisterBiomes>();
        services.AddTransient<ValidatePipelineVersion>();
        services.AddTransient<ParseOptions>();
        services.AddTransient<GetGoldBiome>();
        services.AddTransient<GetCatalogue>();
        services.AddTransient<ScanGenomeDirectories>();
        services.AddTransient<CompareWithRelease>();
        services.AddTransient<ProcessGenomes>();
        services.AddTransient<UploadGenomeAnnotations>();
        services.AddTransient<UploadGenomeFiles>();
        services.AddTransient<UploadCatalogueFiles>();
        services.AddTransient<ValidateImport>();
        services.AddWorkflow<CatalogueScanWorkflow>(CatalogueScanWorkflow.WorkflowName, maxRunning: 2);
        services.AddWorkflow<CatalogueImportWorkflow>(CatalogueImportWorkflow.WorkflowName, maxRunning: 2);
        return services;
    }
}
