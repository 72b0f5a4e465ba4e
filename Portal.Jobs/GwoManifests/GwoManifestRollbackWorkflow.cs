using Portal.Domain.Runs;

namespace Portal.Jobs.GwoManifests;

/// <summary>Removes what one load created, and nothing else: experiment links, then specimen links, then files.</summary>
public sealed class GwoManifestRollbackWorkflow(PrepareRollback prepare, RemoveCreated remove, ReportRollback report) : IWorkflow
{
    public const string WorkflowName = "gwo-manifest-rollback";

    public string Name => WorkflowName;

    public string Title => "GWO manifest roll-back";

    public IReadOnlyList<IStep> Steps => [prepare, remove, report];
}

public sealed record RollbackParameters
{
    public required Guid ManifestId { get; init; }

    /// <summary>The load whose ledger says what it created.</summary>
    public required Guid ApplyRunId { get; init; }
}
