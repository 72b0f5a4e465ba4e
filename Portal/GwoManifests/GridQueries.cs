using Microsoft.EntityFrameworkCore;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;
using Portal.Domain.Storage;
using Portal.Jobs.GwoManifests;

namespace Portal.GwoManifests;

/// <summary>One distinct value of a group of issues, and what the check says about it.</summary>
public sealed record IssueValue(string Value, int Count, string Message, string? Expected, string? Hint);

/// <summary>What the grid shows of a manifest, a window at a time.</summary>
public sealed class GridQueries(IDbContextFactory<PortalDbContext> contexts, IndexedSheets sheets)
{
    private const int MostValues = 50;

    /// <summary>Lays out the rows a filter leaves, with the caller's own edits over them.</summary>
    public async Task<GridView> OpenAsync(Guid id, GridRows rows, IssueFilter filter, Actor by, Grants grants, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await GwoManifestQueries.RequireVisibleAsync(db, id, grants, cancellationToken);
        var file = await db.Set<GwoManifest>().Where(m => m.Id == id).Select(m => new { m.StorageKey, m.FileName, m.Version }).SingleAsync(cancellationToken);
        var sheet = await sheets.OpenAsync(file.StorageKey, file.FileName, cancellationToken);
        var draft = await db.Set<GwoDraft>().AsNoTracking().SingleOrDefaultAsync(d => d.ManifestId == id && d.Person == by.Id && d.Version == file.Version, cancellationToken);
        var edits = draft is null ? ManifestEdits.None : new ManifestEdits(RunParameters.Read<List<ManifestEdit>>(draft.Edits));
        return GridView.Of(sheet, edits, await RowsAsync(db, sheet, id, rows, filter, cancellationToken), rows == GridRows.Issues && filter.Text is null);
    }

    public async Task<IReadOnlyList<GridLine>> WindowAsync(Guid id, GridView view, int from, int count, Grants grants, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await GwoManifestQueries.RequireVisibleAsync(db, id, grants, cancellationToken);
        var rows = view.RowsOf(from, count);
        var issues = rows.Length == 0 ? [] : await GwoManifestQueries.Issues(db, id, new()).Where(i => rows.Contains(i.Row)).OrderBy(i => i.Position).ToListAsync(cancellationToken);
        return view.Read(from, count, issues.ToLookup(i => i.Row));
    }

    /// <summary>The next marked cell after a place, or the one before it; round the end to the beginning.</summary>
    /// <returns>Null: the filter leaves no issue in a row.</returns>
    public async Task<GwoIssue?> NextAsync(Guid id, IssueFilter filter, GwoIssue? after, int row, bool backwards, Grants grants, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await GwoManifestQueries.RequireVisibleAsync(db, id, grants, cancellationToken);
        var issues = GwoManifestQueries.Issues(db, id, filter).Where(i => i.Row > 0);
        if (backwards)
        {
            var before = after is { } here ? issues.Where(i => i.Position < here.Position) : issues.Where(i => i.Row < row);
            return await before.OrderByDescending(i => i.Position).FirstOrDefaultAsync(cancellationToken) ?? await issues.OrderByDescending(i => i.Position).FirstOrDefaultAsync(cancellationToken);
        }

        var next = after is { } place ? issues.Where(i => i.Position > place.Position) : issues.Where(i => i.Row >= row);
        return await next.OrderBy(i => i.Position).FirstOrDefaultAsync(cancellationToken) ?? await issues.OrderBy(i => i.Position).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>The values of a group, the most frequent first.</summary>
    public async Task<IReadOnlyList<IssueValue>> ValuesAsync(Guid id, IssueGroup group, Grants grants, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await GwoManifestQueries.RequireVisibleAsync(db, id, grants, cancellationToken);
        return await GwoManifestQueries.Issues(db, id, new IssueFilter(group.Code, group.Column, group.Severity)).GroupBy(i => i.Value)
            .Select(g => new { Value = g.Key, Count = g.Count(), Message = g.Min(i => i.Message), Expected = g.Min(i => i.Expected), Hint = g.Min(i => i.Hint) })
            .OrderByDescending(v => v.Count).ThenBy(v => v.Value).Take(MostValues)
            .Select(v => new IssueValue(v.Value, v.Count, v.Message ?? "", v.Expected, v.Hint)).ToListAsync(cancellationToken);
    }

    /// <summary>Rows with an issue of a group; what "leave these rows out" is about.</summary>
    public async Task<IReadOnlyList<int>> RowsOfAsync(Guid id, IssueGroup group, Grants grants, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await GwoManifestQueries.RequireVisibleAsync(db, id, grants, cancellationToken);
        return await GwoManifestQueries.Issues(db, id, new IssueFilter(group.Code, group.Column, group.Severity)).Where(i => i.Row > 0).Select(i => i.Row).Distinct().OrderBy(r => r).ToListAsync(cancellationToken);
    }

    /// <summary>The values the Data Service accepts, as the last check knew them; empty when that is no longer known.</summary>
    public async Task<IReadOnlyList<string>> DataTypesAsync(Guid id, Grants grants, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await GwoManifestQueries.RequireVisibleAsync(db, id, grants, cancellationToken);
        var run = await db.Set<GwoManifest>().Where(m => m.Id == id).Select(m => m.PlanRunId).SingleAsync(cancellationToken);
        return run is { } check ? await ManifestWork.DataTypesAsync(db, check, cancellationToken) : [];
    }

    /// <summary>Edits kept for the caller: how many, and of which version.</summary>
    public async Task<(int Count, int Version)> DraftAsync(Guid id, Actor by, Grants grants, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await GwoManifestQueries.RequireVisibleAsync(db, id, grants, cancellationToken);
        var draft = await db.Set<GwoDraft>().AsNoTracking().SingleOrDefaultAsync(d => d.ManifestId == id && d.Person == by.Id, cancellationToken);
        return draft is null ? (0, 0) : (RunParameters.Read<List<ManifestEdit>>(draft.Edits).Count, draft.Version);
    }

    private static async Task<IReadOnlyList<int>?> RowsAsync(PortalDbContext db, IndexedSheet sheet, Guid id, GridRows rows, IssueFilter filter, CancellationToken cancellationToken)
    {
        if (rows == GridRows.All)
        {
            return filter.Text is { } text ? [.. sheet.All().Where(r => Array.Exists(r.Cells, c => c.Contains(text, StringComparison.OrdinalIgnoreCase))).Select(r => r.Row)] : null;
        }

        var issues = GwoManifestQueries.Issues(db, id, rows == GridRows.Issue ? filter with { Text = null } : new IssueFilter(Severity: filter.Severity)).Where(i => i.Row > 0);
        var found = await issues.Select(i => i.Row).Distinct().OrderBy(r => r).ToListAsync(cancellationToken);
        // Searched are the cells and what is said about them.
        if (filter.Text is { } words)
        {
            var said = (await GwoManifestQueries.Issues(db, id, new IssueFilter(Text: words)).Select(i => i.Row).Distinct().ToListAsync(cancellationToken)).ToHashSet();
            found = found.FindAll(r => said.Contains(r) || sheet.IndexOf(r) is >= 0 and var i && Array.Exists(sheet.Read(i), c => c.Contains(words, StringComparison.OrdinalIgnoreCase)));
        }

        return found;
    }
}
