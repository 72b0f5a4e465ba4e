using Microsoft.EntityFrameworkCore;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.Audit;
using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;
using Portal.Domain.Storage;
using Portal.Jobs.GwoManifests;

namespace Portal.GwoManifests;

/// <summary>A manifest's next file: uploaded, or made of the edits in the grid. The former one is kept with what was found in it.</summary>
public sealed class VersionCommands(IDbContextFactory<PortalDbContext> contexts, ManifestUploads uploads, EditedCopy copies, FormerIssues issues, Permissions permissions, TimeProvider clock)
{
    /// <exception cref="RuleException"><c>same-file</c>, <c>run-under-way</c>, or it cannot be read.</exception>
    public async Task<int> UploadAsync(Guid id, StagedManifest staged, Actor by, CancellationToken cancellationToken)
    {
        try
        {
            await FindAsync(id, by, cancellationToken);
            return await SupersedeAsync(id, staged, edits: 0, by, cancellationToken);
        }
        catch
        {
            await uploads.DiscardAsync(staged);
            throw;
        }
    }

    /// <summary>Writes the caller's edits into a copy of the file, which becomes the next version; the draft is used up.</summary>
    /// <exception cref="RuleException"><c>no-edits</c>, <c>draft-stale</c>, <c>same-file</c> or <c>run-under-way</c>.</exception>
    public async Task<int> SaveEditsAsync(Guid id, Actor by, CancellationToken cancellationToken)
    {
        var manifest = await FindAsync(id, by, cancellationToken);
        var draft = await DraftAsync(id, by, cancellationToken) ?? throw new RuleException("no-edits", "There are no edits to save.");
        if (draft.Version != manifest.Version)
        {
            throw new RuleException("draft-stale", $"Your edits belong to version {draft.Version}, and the manifest is at version {manifest.Version} by now. Discard them and edit that one.");
        }

        var edits = new ManifestEdits(RunParameters.Read<List<ManifestEdit>>(draft.Edits));
        var staged = await uploads.StageAsync(EditedCopy.NameOf(manifest.FileName), (stream, token) => copies.WriteAsync(manifest, edits, stream, token), cancellationToken);
        try
        {
            return await SupersedeAsync(id, staged, edits.All.Count, by, cancellationToken);
        }
        catch
        {
            await uploads.DiscardAsync(staged);
            throw;
        }
    }

    private async Task<int> SupersedeAsync(Guid id, StagedManifest staged, int edits, Actor by, CancellationToken cancellationToken)
    {
        var rows = await uploads.CountRowsAsync(staged, cancellationToken);
        if (staged.HashReport is { } hashes)
        {
            await uploads.RequireHashReportAsync(hashes, cancellationToken);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var manifest = await db.Set<GwoManifest>().FromSql($"SELECT * FROM portal.gwo_manifest WHERE id = {id} FOR UPDATE").SingleAsync(cancellationToken);
        await RequireReplaceableAsync(db, manifest, staged, cancellationToken);
        var key = manifest.CheckedAt is null ? null : await issues.KeepAsync(id, manifest.Version, cancellationToken);
        try
        {
            var former = manifest.Supersede(new StoredManifest(staged.FileName, staged.Sha256, staged.Bytes, rows, staged.StorageKey), edits, key, by, clock.GetUtcNow());
            db.Add(former);
            if (staged.HashReport is { } report)
            {
                manifest.AddHashReport(report.StorageKey, report.FileName);
            }

            await db.Set<GwoIssue>().Where(i => i.ManifestId == id).ExecuteDeleteAsync(cancellationToken);
            await db.Set<GwoPlanItem>().Where(i => i.ManifestId == id).ExecuteDeleteAsync(cancellationToken);
            if (edits > 0)
            {
                await db.Set<GwoDraft>().Where(d => d.ManifestId == id && d.Person == by.Id).ExecuteDeleteAsync(cancellationToken);
            }

            db.AuditEntries.Add(AuditEntry.Of(by, clock.GetUtcNow(), "gwo-manifest.version", manifest.SubjectKey, $"{manifest.Subject} (version {manifest.Version})", manifest.Scope,
                before: new { former.Number, former.FileName, former.Sha256 }, after: new { manifest.Version, manifest.FileName, manifest.Sha256, manifest.Rows, edits }));
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return manifest.Version;
        }
        catch
        {
            await (key is null ? Task.CompletedTask : issues.ForgetAsync(key, CancellationToken.None));
            throw;
        }
    }

    private static async Task RequireReplaceableAsync(PortalDbContext db, GwoManifest manifest, StagedManifest staged, CancellationToken cancellationToken)
    {
        if (staged.HashReport is null && string.Equals(manifest.Sha256, staged.Sha256, StringComparison.Ordinal))
        {
            throw new RuleException("same-file", $"This is the same file as version {manifest.Version}, byte by byte, so no new version was made. Check that version again instead.");
        }

        var moving = await db.Runs.Where(r => r.SubjectKey == manifest.SubjectKey && (r.State == RunState.Queued || r.State == RunState.Running || r.State == RunState.Waiting))
            .Select(r => (long?)r.Number).FirstOrDefaultAsync(cancellationToken);
        if (moving is { } number)
        {
            throw new RuleException("run-under-way", $"R-{number} works on version {manifest.Version} just now. Wait for its end, or cancel it, before there is another version.");
        }
    }

    private async Task<GwoManifest> FindAsync(Guid id, Actor by, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var manifest = await db.Set<GwoManifest>().AsNoTracking().SingleOrDefaultAsync(m => m.Id == id, cancellationToken)
            ?? throw new NotFoundException("There is no such manifest, or none you may see.");
        await permissions.RequireAsync(by, manifest.Scope, Role.Curator, "make a new version of a manifest", cancellationToken);
        return manifest;
    }

    private async Task<GwoDraft?> DraftAsync(Guid id, Actor by, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<GwoDraft>().AsNoTracking().SingleOrDefaultAsync(d => d.ManifestId == id && d.Person == by.Id, cancellationToken);
    }
}
