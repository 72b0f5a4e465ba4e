using Portal.Domain.Accounts;
using Portal.Runs;

namespace Portal.Overview;

/// <summary>Everything the overview shows, as of one moment.</summary>
public sealed record OverviewNow(RunFigures Figures, IReadOnlyList<RunRow> Attention, IReadOnlyList<RunRow> Running,
    IReadOnlyList<QueueReason> Queue, IReadOnlyList<NodeRow> Nodes, IReadOnlyList<FinishedBucket> Finished, Grants Grants)
{
    private const int Rows = 8;

    /// <param name="before">The chart is only read again when the number of finished runs changed.</param>
    public static async Task<OverviewNow> ReadAsync(RunQueries runs, OverviewQueries queries, RunFilter filter, Grants grants, OverviewNow? before, CancellationToken cancellationToken)
    {
        var figures = await runs.FiguresAsync(filter, grants, cancellationToken);
        return new OverviewNow(
            figures,
            (await runs.ListAsync(filter with { Attention = true }, null, Rows, grants, cancellationToken)).Items,
            (await runs.ListAsync(filter with { States = RunFilter.Running.States, Sort = RunSort.Longest }, null, Rows, grants, cancellationToken)).Items,
            await queries.QueueAsync(grants, cancellationToken),
            await queries.NodesAsync(cancellationToken),
            before is not null && before.Figures.Failed == figures.Failed && before.Figures.SucceededLately == figures.SucceededLately
                ? before.Finished
                : await queries.FinishedAsync(grants, cancellationToken),
            grants);
    }
}
