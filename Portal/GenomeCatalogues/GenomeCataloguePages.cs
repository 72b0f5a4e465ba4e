using Portal.Jobs.GenomeCatalogues;
using Portal.Runs;
using Portal.Shell;

namespace Portal.GenomeCatalogues;

/// <summary>What the slice's screens and API need, and what the slice adds to the overview and to the pages of their runs.</summary>
public static class GenomeCataloguePages
{
    public static IServiceCollection AddGenomeCataloguePages(this IServiceCollection services) => services
        .AddMemoryCache()
        .AddSingleton<GenomeCatalogueCommands>()
        .AddSingleton<CatalogueQueries>()
        .AddSingleton<GenomeQueries>()
        .AddGenomeCatalogueDoctor()
        .AddSingleton<CatalogueProblems>()
        .AddSingleton<CatalogueCharts>()
        .AddSingleton<GenomeChanges>()
        .AddSingleton<DifferenceReading>()
        .AddSingleton<ScanReading>()
        .AddSingleton<ReleaseReading>()
        .AddSingleton<GenomeReading>()
        .AddSingleton<ResultsBrowser>()
        .AddSingleton(new StartCard("Genome catalogues",
            "Choose a results folder; every genome is checked before anything is written, and the release is public once you publish it.",
            "catalogue", "Import a catalogue", "genome-catalogues/new", Order: 1))
        .AddSingleton(new WorkflowLook(CatalogueScanWorkflow.WorkflowName, "Genome catalogue scan", "catalogue", CatalogueRunWords.Of))
        .AddSingleton(new WorkflowLook(CatalogueImportWorkflow.WorkflowName, "Genome catalogue import", "catalogue", CatalogueRunWords.Of))
        .AddSingleton<IRunPanel, ScanPanel>()
        .AddSingleton<IRunPanel, ImportPanel>();

    private sealed class ScanPanel : IRunPanel
    {
        public string Workflow => CatalogueScanWorkflow.WorkflowName;

        public Type Component => typeof(ScanRunPanel);
    }

    private sealed class ImportPanel : IRunPanel
    {
        public string Workflow => CatalogueImportWorkflow.WorkflowName;

        public Type Component => typeof(ImportRunPanel);
    }
}
