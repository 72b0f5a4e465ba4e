using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Domain.Accounts;
using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;
using Portal.Domain.Storage;
using Portal.Jobs.GwoManifests;
using Portal.Jobs.Outside.DataService;

namespace Portal.GwoManifests;

/// <summary>A manifest's past: its files, what was done with each, and the records that came of it.</summary>
public sealed class VersionQueries(IDbContextFactory<PortalDbContext> contexts, IOptions<GwoManifestOptions> options)
{
    /// <summary>The newest first.</summary>
    public async Task<IReadOnlyList<VersionView>> HistoryAsync(Guid id, Grants grants, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await GwoManifestQueries.RequireVisibleAsync(db, id, grants, cancellationToken);
        var present = await db.Set<GwoManifest>().AsNoTracking().SingleAsync(m => m.Id == id, cancellationToken);
        var former = await db.Set<GwoManifestVersion>().AsNoTracking().Where(v => v.ManifestId == id).OrderByDescending(v => v.Number).ToListAsync(cancellationToken);
        var runs = await db.Runs.AsNoTracking().Where(r => r.SubjectKey == present.SubjectKey).OrderByDescending(r => r.Number)
            .Select(r => new VersionRun(r.Id, r.Number, r.Workflow, r.State, r.CreatedBy, r.CreatedAt, r.Outcome, r.Failure)).ToListAsync(cancellationToken);
        var views = former.Select(Of).Prepend(Of(GwoManifestVersion.Of(present, issuesKey: null))).ToList();
        // No version replaces another while a run works on it, so a run belongs to the newest that was there when it began.
        return [.. views.Select(v => v with { Runs = [.. runs.Where(r => views.First(x => x.Number == 1 || x.CreatedAt <= r.At).Number == v.Number)] })];
    }

    /// <summary>Where the file of a version lies; null when there is no such version, or none the caller may see.</summary>
    public async Task<StoredManifest?> FileAsync(Guid id, int number, Grants grants, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await GwoManifestQueries.RequireVisibleAsync(db, id, grants, cancellationToken);
        return await db.Set<GwoManifest>().Where(m => m.Id == id && m.Version == number)
                .Select(m => new StoredManifest(m.FileName, m.Sha256, m.Bytes, m.Rows, m.StorageKey)).SingleOrDefaultAsync(cancellationToken)
            ?? await db.Set<GwoManifestVersion>().Where(v => v.ManifestId == id && v.Number == number)
                .Select(v => new StoredManifest(v.FileName, v.Sha256, v.Bytes, v.Rows, v.StorageKey)).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>Records one load of the manifest left in the Data Service, in the order of the file.</summary>
    public async Task<(IReadOnlyList<LoadedRecord> Records, int Total)> RecordsAsync(Guid id, Guid runId, PlanEntity entity, int from, int count, Grants grants, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await GwoManifestQueries.RequireVisibleAsync(db, id, grants, cancellationToken);
        var key = GwoManifest.KeyOf(id);
        var entries = db.Set<GwoLedgerEntry>().AsNoTracking().Where(e => e.RunId == runId && e.Entity == entity && e.KfId != null && (e.State == LedgerState.Done || e.State == LedgerState.Kept))
            .Where(e => db.Runs.Any(r => r.Id == runId && r.SubjectKey == key));
        var rows = await entries.OrderBy(e => e.Position).Skip(from).Take(count).ToListAsync(cancellationToken);
        return ([.. rows.Select(e => new LoadedRecord(e.Entity, e.Action, e.KfId!, e.GenomicFile, e.LinkedId, e.Row, UrlOf(e.Entity, e.KfId!)))], await entries.CountAsync(cancellationToken));
    }

    private string? UrlOf(PlanEntity entity, string kfId) => options.Value.DataServiceUrl is { Length: > 0 } service
        ? $"{service.TrimEnd('/')}/{PathOf(entity)}/{kfId}" : null;

    private static string PathOf(PlanEntity entity) => entity switch
    {
        PlanEntity.GenomicFile => "genomic-files",
        PlanEntity.BiospecimenLink => "biospecimen-genomic-files",
        PlanEntity.ExperimentLink => "sequencing-experiment-genomic-files",
        _ => throw new InvalidOperationException($"No path for {entity}."),
    };

    private static VersionView Of(GwoManifestVersion version) => new()
    {
        Number = version.Number,
        FileName = version.FileName,
        Sha256 = version.Sha256,
        Bytes = version.Bytes,
        Rows = version.Rows,
        CreatedAt = version.CreatedAt,
        CreatedBy = version.CreatedBy,
        Edits = version.Edits,
        CheckedAt = version.CheckedAt,
        AppliedAt = version.AppliedAt,
        Errors = version.Errors,
        Warnings = version.Warnings,
        GoodRows = version.GoodRows,
    };
}
