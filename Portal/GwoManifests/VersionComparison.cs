using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.GwoManifests;
using Portal.Domain.Storage;
using Portal.Jobs.GwoManifests;

namespace Portal.GwoManifests;

/// <summary>Compares a version with the one before: rows by what they are about, issues by their row. Answers are kept as long as they hold.</summary>
public sealed class VersionComparison(IDbContextFactory<PortalDbContext> contexts, IndexedSheets sheets, FormerIssues former)
{
    /// <summary>More are counted, and not listed.</summary>
    public const int MostRows = 1_000;

    private const int MostKept = 100;
    private readonly ConcurrentDictionary<(Guid Manifest, int Version, Guid? Check), VersionDiff> _kept = [];

    /// <returns>Null: it is the first version.</returns>
    /// <exception cref="NotFoundException">There is no such version, or none the caller may see.</exception>
    public async Task<VersionDiff?> OfAsync(Guid id, int number, Grants grants, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await GwoManifestQueries.RequireVisibleAsync(db, id, grants, cancellationToken);
        var present = await db.Set<GwoManifest>().AsNoTracking().SingleAsync(m => m.Id == id, cancellationToken);
        var key = (id, number, present.Version == number ? present.PlanRunId : null);
        if (number == 1 || _kept.TryGetValue(key, out var known) && known is not null)
        {
            return number == 1 ? null : _kept.GetValueOrDefault(key);
        }

        var versions = await db.Set<GwoManifestVersion>().AsNoTracking().Where(v => v.ManifestId == id && (v.Number == number || v.Number == number - 1)).ToListAsync(cancellationToken);
        var before = versions.Find(v => v.Number == number - 1) ?? throw new NotFoundException("There is no such version, or none you may see.");
        var after = versions.Find(v => v.Number == number);
        var (old, now) = (await sheets.OpenAsync(before.StorageKey, before.FileName, cancellationToken),
            await sheets.OpenAsync(after?.StorageKey ?? present.StorageKey, after?.FileName ?? present.FileName, cancellationToken));
        var match = new SheetMatch(old, now);
        var diff = match.Rows(before.Number, number, MostRows);
        if (before.IssuesKey is { } had && (after is null ? present.PlanRunId is not null : after.IssuesKey is not null))
        {
            diff = diff with { Issues = await IssuesAsync(db, id, had, after?.IssuesKey, match, cancellationToken) };
        }

        if (_kept.Count >= MostKept)
        {
            _kept.Clear();
        }

        return _kept[key] = diff;
    }

    private async Task<IReadOnlyList<IssueChange>> IssuesAsync(PortalDbContext db, Guid id, string had, string? has, SheetMatch match, CancellationToken cancellationToken)
    {
        var changes = new IssueChanges();
        await foreach (var issue in former.ReadAsync(had, cancellationToken))
        {
            changes.Had(issue.Code, issue.Column, match.RowNow(issue.Row));
        }

        if (has is not null)
        {
            await foreach (var issue in former.ReadAsync(has, cancellationToken))
            {
                changes.Has(issue.Code, issue.Column, issue.Row);
            }

            return changes.Result;
        }

        var present = db.Set<GwoIssue>().AsNoTracking().Where(i => i.ManifestId == id).OrderBy(i => i.Position).Select(i => new { i.Code, i.Column, i.Row });
        await foreach (var issue in present.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            changes.Has(issue.Code, issue.Column, issue.Row);
        }

        return changes.Result;
    }
}
