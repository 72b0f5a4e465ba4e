using Portal.Jobs.GwoManifests;
using Portal.Runs;
using Portal.Shell;

namespace Portal.GwoManifests;

/// <summary>What the slice's screens and API need, and what the slice adds to the overview and to the pages of their runs.</summary>
public static class GwoManifestPages
{
    public static IServiceCollection AddGwoManifestPages(this IServiceCollection services) => services
        .AddGwoManifestDoctor()
        .AddSingleton<ManifestUploads>()
        .AddSingleton<GwoManifestCommands>()
        .AddSingleton<ManifestRuns>()
        .AddSingleton<ManifestLoadCommands>()
        .AddSingleton<StudyDefaultsCommands>()
        .AddSingleton<ReplaceQueries>()
        .AddSingleton<GwoManifestQueries>()
        .AddSingleton<ManifestDocuments>()
        .AddSingleton<VersionCommands>()
        .AddSingleton<DraftCommands>()
        .AddSingleton<VersionQueries>()
        .AddSingleton<VersionComparison>()
        .AddSingleton<IndexedSheets>()
        .AddSingleton<GridQueries>()
        .AddSingleton<ManifestReport>()
        .AddSingleton<ManifestFigures>()
        .AddSingleton<ManifestReading>()
        .AddSingleton<StudyRulesCommands>()
        .AddSingleton<StudyRulesQueries>()
        .AddSingleton(new StartCard("GWO manifests",
            "Upload the table of a workflow’s output files; it is checked against S3 and the Data Service, and loaded once you have seen the plan.",
            "manifest", "Upload a manifest", "gwo-manifests/new"))
        .AddSingleton(new WorkflowLook(GwoManifestCheckWorkflow.WorkflowName, "GWO manifest check", "manifest", ManifestRunWords.OfCheck))
        .AddSingleton(new WorkflowLook(GwoManifestApplyWorkflow.WorkflowName, "GWO manifest load", "manifest", ManifestRunWords.OfApply))
        .AddSingleton(new WorkflowLook(GwoManifestRollbackWorkflow.WorkflowName, "GWO manifest roll-back", "manifest", ManifestRunWords.OfRollback))
        .AddSingleton<IRunPanel, CheckRunPanel>()
        .AddSingleton<IRunPanel, ApplyRunPanel>();

    private sealed class CheckRunPanel : IRunPanel
    {
        public string Workflow => GwoManifestCheckWorkflow.WorkflowName;

        public Type Component => typeof(FoundPanel);
    }

    private sealed class ApplyRunPanel : IRunPanel
    {
        public string Workflow => GwoManifestApplyWorkflow.WorkflowName;

        public Type Component => typeof(LoadedPanel);
    }
}
