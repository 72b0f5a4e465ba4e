using Portal.Jobs.GenomeCatalogues;

namespace Portal.GenomeCatalogues;

/// <summary>What a list of differences shows.</summary>
/// <param name="Only">One way of differing; null for all.</param>
public sealed record DifferenceView(DifferenceCounts Counts, GenomeChange? Only, IReadOnlyList<GenomeDifference> Rows, bool HasMore)
{
    public long Total => Only switch
    {
        GenomeChange.Added => Counts.Added,
        GenomeChange.Removed => Counts.Removed,
        GenomeChange.Changed => Counts.Changed,
        _ => Counts.Added + Counts.Removed + Counts.Changed,
    };
}

/// <summary>Two generations side by side, page by page. Whoever asks has made sure that both may be seen.</summary>
public sealed class DifferenceReading(CatalogueDifferences differences)
{
    public const int PageSize = 50;

    public async Task<DifferenceView> ReadAsync(Guid before, Guid now, GenomeChange? only, CancellationToken cancellationToken)
    {
        var rows = await differences.ListAsync(before, now, only, null, PageSize + 1, cancellationToken);
        return Page(new(await differences.CountAsync(before, now, cancellationToken), only, [], HasMore: false), rows);
    }

    public async Task<DifferenceView> MoreAsync(DifferenceView view, Guid before, Guid now, CancellationToken cancellationToken) =>
        Page(view, await differences.ListAsync(before, now, view.Only, view.Rows[^1].Accession, PageSize + 1, cancellationToken));

    private static DifferenceView Page(DifferenceView view, IReadOnlyList<GenomeDifference> rows) =>
        view with { Rows = [.. view.Rows, .. rows.Take(PageSize)], HasMore = rows.Count > PageSize };
}
