using Microsoft.AspNetCore.WebUtilities;
using Portal.Domain.Accounts;
using Portal.Runs;

namespace Portal.GwoManifests;

/// <summary>What the list of manifests shows; the query part of its address.</summary>
public sealed record ManifestListPlace(string? Study, string? Text)
{
    public bool IsEverything => Study is null && Text is null;

    public string Url => QueryHelpers.AddQueryString("gwo-manifests",
        new Dictionary<string, string?>(StringComparer.Ordinal) { ["study"] = Study, ["q"] = Text }.Where(v => !string.IsNullOrEmpty(v.Value)));
}

/// <summary>Rows loaded page by page and updated in place while their runs move.</summary>
public sealed class ManifestListing(GwoManifestQueries manifests, ManifestListPlace place)
{
    public const int PageSize = 50;
    private readonly HashSet<Guid> _strangers = [];
    private List<ManifestView> _rows = [];
    private string? _next;

    public ManifestListPlace Place => place;

    public IReadOnlyList<ManifestView> Rows => _rows;

    public bool HasMore => _next is not null;

    /// <summary>Rows whose state the last change touched.</summary>
    public IReadOnlySet<Guid> Fresh { get; private set; } = new HashSet<Guid>();

    public ManifestListingState Keep() => new(_rows, _next);

    public void Restore(ManifestListingState kept) => (_rows, _next) = ([.. kept.Rows], kept.Next);

    public async Task LoadAsync(Grants grants, CancellationToken cancellationToken)
    {
        var page = await manifests.ListAsync(new ManifestFilter(place.Study, place.Text), null, PageSize, grants, cancellationToken);
        (_rows, _next) = ([.. page.Items], page.Next);
    }

    public async Task MoreAsync(Grants grants, CancellationToken cancellationToken)
    {
        var page = await manifests.ListAsync(new ManifestFilter(place.Study, place.Text), _next, PageSize, grants, cancellationToken);
        _rows.AddRange(page.Items);
        _next = page.Next;
    }

    /// <summary>Reads the touched rows again; a run never heard of may belong to any of the newest.</summary>
    public async Task CatchUpAsync(RunChanges changes, Grants grants, CancellationToken cancellationToken)
    {
        var known = _rows.Where(r => changes.Everything || Has(r.CheckRun) || Has(r.ApplyRun)).Select(r => r.Id).ToList();
        var fresh = new Dictionary<Guid, ManifestView>();
        if (changes.Everything || known.Count > 5 || changes.Runs.Keys.Any(id => !IsShown(id) && _strangers.Add(id)))
        {
            var newest = await manifests.ListAsync(new ManifestFilter(place.Study, place.Text), null, Math.Clamp(_rows.Count, PageSize, 500), grants, cancellationToken);
            fresh = newest.Items.ToDictionary(m => m.Id);
        }

        foreach (var id in known.Where(id => !fresh.ContainsKey(id)))
        {
            if (await manifests.FindAsync(id, grants, cancellationToken) is { } manifest)
            {
                fresh[id] = manifest;
            }
        }

        Fresh = _rows.Where(r => fresh.TryGetValue(r.Id, out var now) && now.State != r.State).Select(r => r.Id).ToHashSet();
        _rows = [.. fresh.Values.Where(f => _rows.Count == 0 || f.Id.CompareTo(_rows[0].Id) > 0), .. _rows.Select(r => fresh.GetValueOrDefault(r.Id, r))];

        bool Has(ManifestRun? run) => run is not null && changes.Runs.ContainsKey(run.Id);
    }

    private bool IsShown(Guid runId) => _rows.Exists(r => r.CheckRun?.Id == runId || r.ApplyRun?.Id == runId);
}

/// <summary>What prerendering hands over to the circuit.</summary>
public sealed record ManifestListingState(IReadOnlyList<ManifestView> Rows, string? Next);
