using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;

namespace Portal.Jobs.GwoManifests;

/// <summary>Carries out a plan: per file the file itself, then its specimen links, then its experiment links, so that an interruption leaves no file nobody sees.</summary>
public sealed class GwoManifestApplyWorkflow(PrepareLedger prepare, LoadFiles load, VerifyLoad verify, ReportLoad report) : IWorkflow
{
    public const string WorkflowName = "gwo-manifest-apply";

    public string Name => WorkflowName;

    public string Title => "GWO manifest apply";

    public IReadOnlyList<IStep> Steps => [prepare, load, verify, report];
}

public sealed record ApplyParameters
{
    public required Guid ManifestId { get; init; }

    /// <summary>The check whose plan is carried out, and no other.</summary>
    public required Guid PlanRunId { get; init; }

    public required ApplyPolicy Policy { get; init; }

    /// <summary>What everything it creates gets, the study's defaults included.</summary>
    public LoadOptions Options { get; init; } = LoadOptions.None;

    /// <summary>Which registered values it may replace.</summary>
    public ReplaceChoice Replace { get; init; } = ReplaceChoice.Nothing;
}
