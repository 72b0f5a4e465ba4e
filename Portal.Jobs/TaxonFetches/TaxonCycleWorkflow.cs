using Portal.Domain.Runs;
using Portal.Domain.TaxonFetches;

namespace Portal.Jobs.TaxonFetches;

/// <summary>Parameters of a cycle.</summary>
public sealed record CycleParameters
{
    public required long TaxId { get; init; }
}

/// <summary>One round of a taxon: ask ENA for runs, judge them, have the good ones fetched and collected; then it rests for the interval.</summary>
public sealed class TaxonCycleWorkflow(FetchRuns fetch, JudgeRuns judge, StartWorkers start, CollectFiles collect, FinishCycle finish) : IWorkflow
{
    public const string WorkflowName = "taxon-cycle";

    public string Name => WorkflowName;

    public string Title => "Taxon cycle";

    public IReadOnlyList<IStep> Steps => [fetch, judge, start, collect, finish];

    /// <summary>What a cycle that waits for somebody to look is told.</summary>
    public static string ClearedEvent(long taxId, int attention) => $"taxon:{taxId}:attention:{attention}";
}
