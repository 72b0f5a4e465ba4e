using Portal.Domain.TaxonFetches;

namespace Portal.TaxonFetches;

/// <summary>What workers’ runs and lines are called, and how they look.</summary>
public static class WorkerWords
{
    public static string Word(this AssignmentStatus status) => status switch
    {
        AssignmentStatus.Processing => "being fetched",
        AssignmentStatus.Ready => "ready to be collected",
        AssignmentStatus.Error => "failed",
        AssignmentStatus.Collected => "collected",
        AssignmentStatus.Abandoned => "given up",
        _ => throw new InvalidOperationException($"No word for the status {status}."),
    };

    public static string Icon(string kind) => kind switch
    {
        "started" => "play",
        "ready" or "collected" => "st-succeeded",
        "error" or "failed" => "st-failed",
        WorkerLine.Output => "file",
        _ => "st-running",
    };
}
