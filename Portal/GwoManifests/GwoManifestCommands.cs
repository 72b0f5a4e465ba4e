using Microsoft.EntityFrameworkCore;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.Audit;
using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;
using Portal.Domain.Storage;
using Portal.Jobs.GwoManifests;
using Portal.Jobs.Runs;

namespace Portal.GwoManifests;

/// <summary>What people and programs do to manifests; pages and API call the same methods.</summary>
public sealed class GwoManifestCommands(IDbContextFactory<PortalDbContext> contexts, ManifestUploads uploads, ManifestRuns manifests, RunQueue queue, Permissions permissions, TimeProvider clock)
{
    /// <summary>Keeps the file while it arrives; nobody sees it before <see cref="UploadAsync"/> gave it a study.</summary>
    /// <exception cref="RuleException">It is larger than allowed.</exception>
    public async Task<StagedManifest> StageAsync(string fileName, Stream content, Actor by, CancellationToken cancellationToken)
    {
        var grants = await permissions.OfAsync(by, cancellationToken);
        return grants.MaySomewhere(Role.Curator) ? await uploads.StageAsync(fileName, content, cancellationToken)
            : throw new NotAllowedException("To upload a manifest you need the role Curator in its study.");
    }

    /// <summary>Keeps a hash report beside a manifest that is arriving.</summary>
    public async Task<StagedManifest> StageHashReportAsync(string fileName, Stream content, Actor by, CancellationToken cancellationToken)
    {
        var grants = await permissions.OfAsync(by, cancellationToken);
        return grants.MaySomewhere(Role.Curator) ? await uploads.StageAsync(fileName, content, cancellationToken)
            : throw new NotAllowedException("To upload a hash report you need the role Curator in the study of its manifest.");
    }

    /// <summary>For a file whose upload came to nothing.</summary>
    public Task DiscardAsync(StagedManifest staged) => uploads.DiscardAsync(staged);

    /// <exception cref="RuleException">The study id is none, or the file cannot be read.</exception>
    public async Task<GwoManifest> UploadAsync(string studyId, StagedManifest staged, Actor by, CancellationToken cancellationToken)
    {
        try
        {
            RequireStudyId(studyId);
            await permissions.RequireAsync(by, Scopes.Study(studyId), Role.Curator, "upload a manifest", cancellationToken);
            var rows = await uploads.CountRowsAsync(staged, cancellationToken);
            var now = clock.GetUtcNow();
            var manifest = GwoManifest.Upload(staged.Id, studyId, staged.FileName, staged.Sha256, staged.Bytes, rows, staged.StorageKey, by, now);
            if (staged.HashReport is { } report)
            {
                await uploads.RequireHashReportAsync(report, cancellationToken);
                manifest.AddHashReport(report.StorageKey, report.FileName);
            }

            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            db.Add(manifest);
            db.AuditEntries.Add(AuditEntry.Of(by, now, "gwo-manifest.upload", manifest.SubjectKey, manifest.Subject, manifest.Scope,
                after: new { manifest.FileName, manifest.Bytes, manifest.Sha256, manifest.Rows, manifest.HashReportName }));
            await db.SaveChangesAsync(cancellationToken);
            return manifest;
        }
        catch
        {
            await uploads.DiscardAsync(staged);
            throw;
        }
    }

    /// <summary>Starts a check, or returns the one that is under way.</summary>
    public async Task<SubmittedRun> CheckAsync(Guid id, Actor by, CancellationToken cancellationToken)
    {
        var manifest = await manifests.FindAsync(id, by, "check a manifest", cancellationToken);
        var request = ManifestRuns.Request(manifest, GwoManifestCheckWorkflow.WorkflowName, new CheckParameters { ManifestId = id, Version = manifest.Version }) with { RequestKey = $"gwo-check:{id}" };
        return await queue.SubmitAsync(request, by, async (db, run, token) =>
        {
            var stored = await db.Set<GwoManifest>().SingleAsync(m => m.Id == id, token);
            stored.CheckBy(run.Id);
            manifests.Audit(db, by, "gwo-manifest.check", stored, run, new { stored.Sha256 });
        }, cancellationToken);
    }

    private static void RequireStudyId(string studyId)
    {
        if (!KidsFirstId.IsStudy(studyId))
        {
            throw new RuleException("study-id", $"“{studyId}” is not a study id. It is SD_ and 8 characters, for example SD_ME0WME0W.", 400);
        }
    }
}
