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
public sealed class GwoManifestCommands(IDbContextFactory<PortalDbContext> contexts, ManifestUploads uploads, RunQueue queue, Permissions permissions, TimeProvider clock)
{
    /// <summary>Keeps the file while it arrives; nobody sees it before <see cref="UploadAsync"/> gave it a study.</summary>
    /// <exception cref="RuleException">It is larger than allowed.</exception>
    public async Task<StagedManifest> StageAsync(string fileName, Stream content, Actor by, CancellationToken cancellationToken)
    {
        var grants = await permissions.OfAsync(by, cancellationToken);
        return grants.MaySomewhere(Role.Curator) ? await uploads.StageAsync(fileName, content, cancellationToken)
            : throw new NotAllowedException("To upload a manifest you need the role Curator in its study.");
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
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            db.Add(manifest);
            db.AuditEntries.Add(AuditEntry.Of(by, now, "gwo-manifest.upload", manifest.SubjectKey, manifest.Subject, manifest.Scope,
                after: new { manifest.FileName, manifest.Bytes, manifest.Sha256, manifest.Rows }));
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
        var manifest = await FindAsync(id, by, "check a manifest", cancellationToken);
        var request = Request(manifest, GwoManifestCheckWorkflow.WorkflowName, new CheckParameters { ManifestId = id, Version = manifest.Version }) with { RequestKey = $"gwo-check:{id}" };
        return await queue.SubmitAsync(request, by, async (db, run, token) =>
        {
            var stored = await db.Set<GwoManifest>().SingleAsync(m => m.Id == id, token);
            stored.CheckBy(run.Id);
            Audit(db, by, "gwo-manifest.check", stored, run, new { stored.Sha256 });
        }, cancellationToken);
    }

    /// <summary>Carries out the plan of the last check, or returns the apply that is under way.</summary>
    /// <exception cref="RuleException"><c>plan-stale</c>, <c>has-errors</c> or <c>warnings</c>.</exception>
    public async Task<SubmittedRun> ApplyAsync(Guid id, ApplyPolicy policy, bool acknowledgeWarnings, Actor by, CancellationToken cancellationToken)
    {
        var manifest = await FindAsync(id, by, "apply a manifest", cancellationToken);
        var requestKey = $"gwo-apply:{id}";
        if (!await IsUnderWayAsync(r => r.RequestKey == requestKey, cancellationToken))
        {
            await RequireApplicableAsync(manifest, policy, acknowledgeWarnings, cancellationToken);
        }

        var parameters = new ApplyParameters { ManifestId = id, PlanRunId = manifest.PlanRunId ?? Guid.Empty, Policy = policy };
        var request = Request(manifest, GwoManifestApplyWorkflow.WorkflowName, parameters) with
        {
            RequestKey = requestKey,
            ExclusiveKey = $"gwo-study:{manifest.StudyId}",
        };
        return await queue.SubmitAsync(request, by, async (db, run, token) =>
        {
            var stored = await db.Set<GwoManifest>().SingleAsync(m => m.Id == id, token);
            if (stored.PlanRunId != parameters.PlanRunId || !stored.PlanIsFresh)
            {
                throw Stale("The plan changed a moment ago. Look at it again.");
            }

            stored.ApplyBy(run.Id, policy, acknowledgeWarnings, by, clock.GetUtcNow());
            Audit(db, by, "gwo-manifest.apply", stored, run, new { Policy = policy.Word(), acknowledgeWarnings, stored.Errors, stored.Warnings });
        }, cancellationToken);
    }

    private static void RequireStudyId(string studyId)
    {
        if (!KidsFirstId.IsStudy(studyId))
        {
            throw new RuleException("study-id", $"“{studyId}” is not a study id. It is SD_ and 8 characters, for example SD_ME0WME0W.", 400);
        }
    }

    private async Task RequireApplicableAsync(GwoManifest manifest, ApplyPolicy policy, bool acknowledgeWarnings, CancellationToken cancellationToken)
    {
        if (manifest.PlanRunId is null)
        {
            throw Stale("The manifest was not checked yet, so there is no plan. Check it first.");
        }

        if (!manifest.PlanIsFresh)
        {
            throw Stale("The plan of this manifest was carried out already. Check it again for what is left to do.");
        }

        if (await IsUnderWayAsync(r => r.Id == manifest.CheckRunId, cancellationToken))
        {
            throw Stale("The manifest is being checked just now. Wait for the plan of that check.");
        }

        if (manifest.Errors > 0 && (policy == ApplyPolicy.AllOrNothing || manifest.GoodRows == 0))
        {
            throw new RuleException("has-errors", policy == ApplyPolicy.AllOrNothing
                ? $"The manifest has {manifest.Errors:N0} {(manifest.Errors == 1 ? "error" : "errors")}. Correct the file, or load the good rows only."
                : "No row of the manifest is free of errors, so there is nothing to load. Correct the file and upload it again.");
        }

        if (manifest.Warnings > 0 && !acknowledgeWarnings)
        {
            throw new RuleException("warnings", $"The manifest has {manifest.Warnings:N0} {(manifest.Warnings == 1 ? "warning" : "warnings")}. Acknowledge them to go on.");
        }
    }

    private static RuleException Stale(string sentence) => new("plan-stale", sentence);

    private async Task<GwoManifest> FindAsync(Guid id, Actor by, string action, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var manifest = await db.Set<GwoManifest>().AsNoTracking().SingleOrDefaultAsync(m => m.Id == id, cancellationToken)
            ?? throw new NotFoundException("There is no such manifest, or none you may see.");
        await permissions.RequireAsync(by, manifest.Scope, Role.Curator, action, cancellationToken);
        return manifest;
    }

    private async Task<bool> IsUnderWayAsync(System.Linq.Expressions.Expression<Func<Run, bool>> which, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Runs.Where(which).AnyAsync(r => r.State == RunState.Queued || r.State == RunState.Running || r.State == RunState.Waiting, cancellationToken);
    }

    private static RunRequest Request<T>(GwoManifest manifest, string workflow, T parameters) => new()
    {
        Workflow = workflow,
        SubjectKey = manifest.SubjectKey,
        Subject = manifest.Subject,
        SubjectUrl = $"/gwo-manifests/{manifest.Id}",
        Scope = manifest.Scope,
        Parameters = RunParameters.Write(parameters),
    };

    private void Audit(PortalDbContext db, Actor by, string action, GwoManifest manifest, Run run, object after) =>
        db.AuditEntries.Add(AuditEntry.Of(by, clock.GetUtcNow(), action, manifest.SubjectKey, $"{manifest.Subject} (R-{run.Number})", manifest.Scope, after: after));
}
