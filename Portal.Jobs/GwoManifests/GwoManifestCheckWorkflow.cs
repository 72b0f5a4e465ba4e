using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;

namespace Portal.Jobs.GwoManifests;

/// <summary>Finds every problem of a manifest and plans what loading it would write. Writes nothing outside.</summary>
public sealed class GwoManifestCheckWorkflow(ReadManifest read, CheckRows check, ScrapeS3 scrape, ResolveReferences resolve, PlanManifest plan) : IWorkflow
{
    public const string WorkflowName = "gwo-manifest-check";

    public string Name => WorkflowName;

    public string Title => "GWO manifest check";

    public IReadOnlyList<IStep> Steps => [read, check, scrape, resolve, plan];
}

public sealed record CheckParameters
{
    public required Guid ManifestId { get; init; }

    /// <summary>The version to be checked; 0: whichever it is.</summary>
    public int Version { get; init; }

    public void Require(GwoManifest manifest)
    {
        if (Version > 0 && manifest.Version != Version)
        {
            throw new StepFailedException($"This is a check of version {Version}, and the manifest is at version {manifest.Version} by now. Check that one.");
        }
    }
}
