using Portal.Jobs.TaxonFetches;
using Portal.Runs;
using Portal.Shell;

namespace Portal.TaxonFetches;

/// <summary>What the slice's screens and API need, and what the slice adds to the overview and to the pages of their runs.</summary>
public static class TaxonFetchPages
{
    public static IServiceCollection AddTaxonFetchPages(this IServiceCollection services) => services
        .AddTaxonFetchDoctor()
        .AddSingleton<TaxonAddCommands>()
        .AddSingleton<TaxonCommands>()
        .AddSingleton<FilterRulesCommands>()
        .AddSingleton<WorkerCommands>()
        .AddSingleton<WorkerQueries>()
        .AddSingleton<OrphanQueries>()
        .AddDropletDoctor()
        .AddSingleton<CollectionQueries>()
        .AddSingleton<CollectionCommands>()
        .AddSingleton<AssemblyQueries>()
        .AddSingleton<AssemblyCommands>()
        .AddScoped<TaxonDialogs>()
        .AddSingleton<TaxonQueries>()
        .AddSingleton<ReadRunQueries>()
        .AddSingleton<ReadRunExport>()
        .AddSingleton(new StartCard("Taxon fetches",
            "Name taxa by their ids; ENA is asked for their runs again and again, and each run is judged by rules you can read and change.",
            "taxa", "Add taxa", "taxon-fetches/new", Order: 2))
        .AddSingleton(new WorkflowLook(TaxonCycleWorkflow.WorkflowName, "Taxon cycle", "taxa", TaxonRunWords.Of))
        .AddSingleton(new WorkflowLook(TaxonFilterWorkflow.WorkflowName, "Taxon filter", "taxa", TaxonRunWords.Of));
}
