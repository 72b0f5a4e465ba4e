using Portal.Domain.Accounts;
using Portal.Domain.GenomeCatalogues;
using Portal.Domain.Runs;
using Portal.Jobs.GenomeCatalogues;
using Portal.Runs;

namespace Portal.GenomeCatalogues;

/// <summary>Everything the page of a scan shows.</summary>
public sealed record ScanView
{
    public required RunProgress Progress { get; init; }
    public required CatalogueWish Wish { get; init; }

    /// <summary>Empty until the scan is over.</summary>
    public required ProblemReading Report { get; init; }

    /// <summary>The release it is compared with; null when it would be the first of its series.</summary>
    public ReleaseView? Former { get; init; }

    public DifferenceView? Differences { get; init; }

    /// <summary>Where the whole report is fetched as a table.</summary>
    public string? DownloadUrl { get; init; }

    public bool IsOver => Progress.Run.State.IsFinal();

    public long Genomes => Progress.Steps.FirstOrDefault(s => s.Name == "scan-genome-directories")?.Done ?? 0;
}

/// <summary>Reads a scan for its page; only for those who may see drafts.</summary>
public sealed class ScanReading(RunQueries runs, CatalogueQueries catalogues, CatalogueProblems problems, DifferenceReading differences)
{
    private static readonly ProblemReading Nothing = new([], null, [], HasMore: false);

    /// <param name="before">What the page shows now; what cannot have changed is taken over.</param>
    /// <returns>Null when there is no such scan, or none the caller may see.</returns>
    public async Task<ScanView?> ReadAsync(Guid id, string? rule, string? find, GenomeChange? only, Grants grants, ScanView? before, CancellationToken cancellationToken)
    {
        if (!grants.SeesDrafts || await runs.FindAsync($"{id}", grants, cancellationToken) is not { Run.Workflow: CatalogueScanWorkflow.WorkflowName } detail
            || await runs.ProgressAsync(id, grants, cancellationToken) is not { } progress)
        {
            return null;
        }

        var wish = RunParameters.Read<CatalogueParameters>(detail.Parameters).Wish;
        var scan = new ScanView { Progress = progress, Wish = wish, Report = Nothing };
        if (!scan.IsOver)
        {
            return scan;
        }

        var report = detail.Artifacts.LastOrDefault(a => a.Name == "problems.tsv");
        scan = scan with
        {
            Report = await problems.ReadAsync(id, rule, find, 0, cancellationToken),
            DownloadUrl = report is null ? null : $"api/v1/runs/{id}/artifacts/{report.Id}",
            Former = before is { IsOver: true } known ? known.Former : await catalogues.FormerAsync(wish, grants, cancellationToken),
        };
        return progress.Run.State != RunState.Succeeded || scan.Former?.Generation is not { } former ? scan
            : scan with { Differences = before?.Differences is { } shown && shown.Only == only ? shown : await CompareAsync(former, id, only, cancellationToken) };
    }

    public async Task<ScanView> MoreProblemsAsync(ScanView scan, string? rule, string? find, CancellationToken cancellationToken) =>
        scan with { Report = await problems.ReadAsync(scan.Progress.Run.Id, rule, find, scan.Report.Rows.Count, cancellationToken) };

    public async Task<ScanView> MoreDifferencesAsync(ScanView scan, CancellationToken cancellationToken) =>
        scan with { Differences = await differences.MoreAsync(scan.Differences!, scan.Former!.Generation!.Value, scan.Progress.Run.Id, cancellationToken) };

    // The rows of an old scan are cleared away; then nothing can be compared any more.
    private async Task<DifferenceView?> CompareAsync(Guid former, Guid scan, GenomeChange? only, CancellationToken cancellationToken) =>
        await differences.ReadAsync(former, scan, only, cancellationToken) is var view && view.Counts is { Added: 0, Changed: 0, Same: 0 } ? null : view;
}
