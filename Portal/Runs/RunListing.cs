using Portal.Domain.Accounts;

namespace Portal.Runs;

/// <summary>
/// What a list of runs holds: rows loaded page by page and updated in place. Runs that begin to match are offered, not pushed in;
/// rows that stop matching stay until the next load.
/// </summary>
public sealed class RunListing(RunQueries runs, RunFilter filter)
{
    public const int PageSize = 50;
    private readonly HashSet<Guid> _offered = [];
    private List<RunRow> _rows = [];
    private string? _next;

    public RunFilter Filter => filter;

    public IReadOnlyList<RunRow> Rows => _rows;

    public bool HasMore => _next is not null;

    /// <summary>How many runs match, up to one above the ceiling.</summary>
    public int Total { get; private set; }

    /// <summary>Matching runs that are not shown yet.</summary>
    public int Offered => _offered.Count;

    /// <summary>Rows that the last change touched.</summary>
    public IReadOnlySet<Guid> Fresh { get; private set; } = new HashSet<Guid>();

    public RunListingState Keep() => new(_rows, _next, Total);

    public void Restore(RunListingState kept) => (_rows, _next, Total) = ([.. kept.Rows], kept.Next, kept.Total);

    public async Task LoadAsync(Grants grants, CancellationToken cancellationToken)
    {
        var page = await runs.ListAsync(filter, cursor: null, PageSize, grants, cancellationToken);
        (_rows, _next) = ([.. page.Items], page.Next);
        _offered.Clear();
        Fresh = new HashSet<Guid>();
        Total = await runs.CountAsync(filter, grants, exact: false, cancellationToken);
    }

    public async Task MoreAsync(Grants grants, CancellationToken cancellationToken)
    {
        var page = await runs.ListAsync(filter, _next, PageSize, grants, cancellationToken);
        var shown = _rows.Select(r => r.Id).ToHashSet();
        _rows.AddRange(page.Items.Where(r => !shown.Contains(r.Id)));
        _next = page.Next;
    }

    public async Task CatchUpAsync(RunChanges changes, Grants grants, CancellationToken cancellationToken)
    {
        if (_rows.Count == 0)
        {
            await LoadAsync(grants, cancellationToken);
            return;
        }

        var shown = _rows.ToDictionary(r => r.Id);
        var touched = changes.Everything ? [.. shown.Keys] : changes.Runs.Keys.Where(shown.ContainsKey).ToList();
        if (touched.Count > 0)
        {
            var now = (await runs.RowsAsync(touched, grants, cancellationToken)).ToDictionary(r => r.Id);
            Fresh = now.Values.Where(r => r.State != shown[r.Id].State).Select(r => r.Id).ToHashSet();
            _rows = [.. _rows.Select(r => now.GetValueOrDefault(r.Id, r))];
        }

        await OfferAsync(changes, shown, grants, cancellationToken);
        Total = await runs.CountAsync(filter, grants, exact: false, cancellationToken);
    }

    private async Task OfferAsync(RunChanges changes, Dictionary<Guid, RunRow> shown, Grants grants, CancellationToken cancellationToken)
    {
        var strangers = changes.Runs.Keys.Where(id => !shown.ContainsKey(id)).ToList();
        var matching = strangers.Count == 0 ? [] : await runs.MatchingAsync(filter, strangers, grants, cancellationToken);
        if (changes.Everything)
        {
            matching = [.. matching, .. await runs.NewerAsync(filter, _rows.Max(r => r.Number), grants, cancellationToken)];
        }

        _offered.ExceptWith(strangers.Except(matching.Select(m => m.Id)));

        // What lies behind the last row comes by itself with "load older".
        _offered.UnionWith(matching.Where(m => _next is null || filter.Sort != RunSort.Newest || m.Number > _rows[^1].Number).Select(m => m.Id));
    }
}

/// <summary>What prerendering hands over to the circuit, so that nothing is read or drawn twice.</summary>
public sealed record RunListingState(IReadOnlyList<RunRow> Rows, string? Next, int Total);
