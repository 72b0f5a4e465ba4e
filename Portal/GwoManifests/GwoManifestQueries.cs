using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Common;
using Portal.Domain.Accounts;
using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;
using Portal.Domain.Storage;
using Portal.Jobs.GwoManifests;
using Portal.Shell;

namespace Portal.GwoManifests;

/// <summary>What pages and API read about manifests. Whoever asks sees the studies of their grants and nothing else.</summary>
public sealed class GwoManifestQueries(IDbContextFactory<PortalDbContext> contexts, StudyList studies)
{
    /// <summary>Newest first. <paramref name="cursor"/> comes from the page before.</summary>
    public async Task<ListOf<ManifestView>> ListAsync(ManifestFilter filter, string? cursor, int limit, Grants grants, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var manifests = Visible(db, grants);
        if (filter.StudyId is { Length: > 0 } study)
        {
            manifests = manifests.Where(m => m.StudyId == study);
        }

        if (filter.Text is { Length: > 0 } text)
        {
            var pattern = LikePattern.Containing(text);
            manifests = manifests.Where(m => EF.Functions.ILike(m.FileName, pattern) || EF.Functions.ILike(m.StudyId, pattern));
        }

        if (cursor is { Length: > 0 })
        {
            var last = Guid.TryParse(cursor, out var id) ? id : throw new ArgumentException($"The cursor “{cursor}” is not one this list gave out. Start again without it.", nameof(cursor));
            manifests = manifests.Where(m => m.Id < last); // version 7 ids sort by time
        }

        var rows = await Views(db, manifests.OrderByDescending(m => m.Id).Take(limit + 1)).ToListAsync(cancellationToken);
        var views = rows.Take(limit).Select(View).ToList();
        return new(views, rows.Count > limit ? views[^1].Id.ToString() : null);
    }

    public async Task<ManifestView?> FindAsync(Guid id, Grants grants, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await Views(db, Visible(db, grants).Where(m => m.Id == id)).SingleOrDefaultAsync(cancellationToken) is { } row ? View(row) : null;
    }

    /// <summary>Errors first, the most frequent first.</summary>
    public async Task<IReadOnlyList<IssueGroup>> IssueGroupsAsync(Guid id, Grants grants, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await RequireVisibleAsync(db, id, grants, cancellationToken);
        var groups = await Issues(db, id, new()).GroupBy(i => new { i.Code, i.Column, i.Severity })
            .Select(g => new { g.Key.Code, g.Key.Column, g.Key.Severity, Count = g.Count(), Distinct = g.Select(i => i.Value).Distinct().Count(), Sample = g.Min(i => i.Value) })
            .ToListAsync(cancellationToken);
        return [.. groups.OrderBy(g => g.Severity).ThenByDescending(g => g.Count).ThenBy(g => g.Code, StringComparer.Ordinal)
            .Select(g => new IssueGroup(g.Code, g.Column, g.Severity, g.Count, g.Distinct, g.Sample ?? ""))];
    }

    /// <summary>In the order of the sheet.</summary>
    public async Task<ListOf<GwoIssue>> IssuesAsync(Guid id, IssueFilter filter, string? cursor, int limit, Grants grants, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await RequireVisibleAsync(db, id, grants, cancellationToken);
        var after = Position(cursor);
        var rows = await Issues(db, id, filter).Where(i => i.Position > after).OrderBy(i => i.Position).Take(limit + 1).ToListAsync(cancellationToken);
        return rows.Count > limit ? new(rows[..limit], rows[limit - 1].Position.ToString()) : new(rows, null);
    }

    public async Task<int> CountIssuesAsync(Guid id, IssueFilter filter, Grants grants, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await RequireVisibleAsync(db, id, grants, cancellationToken);
        return await Issues(db, id, filter).CountAsync(cancellationToken);
    }

    /// <summary>A window of the plan, and how long the whole of it is.</summary>
    public async Task<(IReadOnlyList<PlanRow> Rows, int Total)> PlanAsync(Guid id, PlanFilter filter, int from, int count, Grants grants, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await RequireVisibleAsync(db, id, grants, cancellationToken);
        var items = PlanItems(db, id, filter);
        var rows = await items.OrderBy(i => i.Position).Skip(from).Take(count).ToListAsync(cancellationToken);
        return ([.. rows.Select(View)], from == 0 && rows.Count < count ? rows.Count : await items.CountAsync(cancellationToken));
    }

    /// <summary>Studies to pick from, as the Data Service lists them, without those the caller may not see. Never fails.</summary>
    public async Task<StudyChoices> StudiesAsync(Grants grants, CancellationToken cancellationToken)
    {
        var (found, trouble) = await studies.ReadAsync(cancellationToken);
        var choices = found.Select(s => new StudyChoice(s.Id, s.Name)).Where(s => grants.May(Scopes.Study(s.Id), Role.Viewer)).ToList();
        return new(choices, trouble);
    }

    internal static PlanRow View(GwoPlanItem item) => new()
    {
        Position = item.Position,
        Entity = item.Entity,
        Action = item.Action,
        Row = item.Row,
        GenomicFile = item.GenomicFile,
        LinkedId = item.LinkedId,
        ExternalId = item.ExternalId,
        KfId = item.KfId,
        Changes = item.Changes is null ? [] : RunParameters.Read<List<FieldChange>>(item.Changes),
        Why = item.Why,
    };

    internal static IQueryable<GwoPlanItem> PlanItems(PortalDbContext db, Guid id, PlanFilter filter)
    {
        var items = db.Set<GwoPlanItem>().AsNoTracking().Where(i => i.ManifestId == id && i.Entity == filter.Entity);
        items = filter.Action is { } action ? items.Where(i => i.Action == action) : items;
        if (filter.Text is not { Length: > 0 } text)
        {
            return items;
        }

        var pattern = LikePattern.Containing(text);
        return items.Where(i => EF.Functions.ILike(i.GenomicFile, pattern) || EF.Functions.ILike(i.LinkedId!, pattern) || EF.Functions.ILike(i.KfId!, pattern));
    }

    internal static IQueryable<GwoIssue> Issues(PortalDbContext db, Guid id, IssueFilter filter)
    {
        var issues = db.Set<GwoIssue>().AsNoTracking().Where(i => i.ManifestId == id);
        issues = filter.Code is null ? issues : issues.Where(i => i.Code == filter.Code);
        issues = filter.Column is null ? issues : issues.Where(i => i.Column == filter.Column);
        issues = filter.Severity is null ? issues : issues.Where(i => i.Severity == filter.Severity);
        issues = filter.Text is { Length: > 0 } text
            ? issues.Where(i => EF.Functions.ILike(i.Value, LikePattern.Containing(text)) || EF.Functions.ILike(i.Message, LikePattern.Containing(text)) || EF.Functions.ILike(i.Hint!, LikePattern.Containing(text))) : issues;
        return filter.Row is null ? issues : issues.Where(i => i.Row == filter.Row);
    }

    internal static async Task RequireVisibleAsync(PortalDbContext db, Guid id, Grants grants, CancellationToken cancellationToken)
    {
        if (!await Visible(db, grants).AnyAsync(m => m.Id == id, cancellationToken))
        {
            throw new NotFoundException("There is no such manifest, or none you may see.");
        }
    }

    private static int Position(string? cursor) => cursor is not { Length: > 0 } ? -1
        : int.TryParse(cursor, out var position) ? position
        : throw new ArgumentException($"The cursor “{cursor}” is not one this list gave out. Start again without it.", nameof(cursor));

    private static IQueryable<GwoManifest> Visible(PortalDbContext db, Grants grants)
    {
        var manifests = db.Set<GwoManifest>().AsNoTracking();
        return grants.SeesEverything ? manifests : manifests.Where(m => grants.VisibleScopes.Contains("study:" + m.StudyId));
    }

    private static IQueryable<Row> Views(PortalDbContext db, IQueryable<GwoManifest> manifests) =>
        from manifest in manifests
        join check in db.Runs on manifest.CheckRunId equals (Guid?)check.Id into checks
        from check in checks.DefaultIfEmpty()
        join apply in db.Runs on manifest.ApplyRunId equals (Guid?)apply.Id into applies
        from apply in applies.DefaultIfEmpty()
        orderby manifest.Id descending
        select new Row(manifest,
            check == null ? null : new ManifestRun(check.Id, check.Number, check.State, check.Failure, check.Outcome),
            apply == null ? null : new ManifestRun(apply.Id, apply.Number, apply.State, apply.Failure, apply.Outcome));

    private static ManifestView View(Row row) => new()
    {
        Id = row.Manifest.Id,
        StudyId = row.Manifest.StudyId,
        FileName = row.Manifest.FileName,
        Sha256 = row.Manifest.Sha256,
        Bytes = row.Manifest.Bytes,
        Rows = row.Manifest.Rows,
        CreatedAt = row.Manifest.CreatedAt,
        CreatedBy = row.Manifest.CreatedBy,
        Version = row.Manifest.Version,
        VersionAt = row.Manifest.VersionedAt ?? row.Manifest.CreatedAt,
        VersionBy = row.Manifest.VersionedBy ?? row.Manifest.CreatedBy,
        Edits = row.Manifest.Edits,
        CheckRun = row.Check,
        ApplyRun = row.Apply,
        CheckedAt = row.Manifest.CheckedAt,
        AppliedAt = row.Manifest.AppliedAt,
        Errors = row.Manifest.Errors,
        Warnings = row.Manifest.Warnings,
        GoodRows = row.Manifest.GoodRows,
        Profile = row.Manifest.Profile,
        Notes = JsonSerializer.Deserialize<List<string>>(row.Manifest.Notes, RunParameters.Json) ?? [],
        Unnamed = row.Manifest.Unnamed,
        Policy = row.Manifest.Policy,
        Plan = JsonSerializer.Deserialize<List<PlanCount>>(row.Manifest.PlanCounts, RunParameters.Json) ?? [],
    };

    private sealed record Row(GwoManifest Manifest, ManifestRun? Check, ManifestRun? Apply);
}
