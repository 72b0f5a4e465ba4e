using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Accounts;
using Portal.Domain.Audit;
using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;
using Portal.Domain.Storage;

namespace Portal.GwoManifests;

/// <summary>What the commands on manifests share: finding one somebody may work on, and the runs about it.</summary>
public sealed class ManifestRuns(IDbContextFactory<PortalDbContext> contexts, Permissions permissions, TimeProvider clock)
{
    public async Task<GwoManifest> FindAsync(Guid id, Actor by, string action, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var manifest = await db.Set<GwoManifest>().AsNoTracking().SingleOrDefaultAsync(m => m.Id == id, cancellationToken)
            ?? throw new NotFoundException("There is no such manifest, or none you may see.");
        await permissions.RequireAsync(by, manifest.Scope, Role.Curator, action, cancellationToken);
        return manifest;
    }

    public async Task<bool> IsUnderWayAsync(Expression<Func<Run, bool>> which, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Runs.Where(which).AnyAsync(r => r.State == RunState.Queued || r.State == RunState.Running || r.State == RunState.Waiting, cancellationToken);
    }

    public static RunRequest Request<T>(GwoManifest manifest, string workflow, T parameters) => new()
    {
        Workflow = workflow,
        SubjectKey = manifest.SubjectKey,
        Subject = manifest.Subject,
        SubjectUrl = $"/gwo-manifests/{manifest.Id}",
        Scope = manifest.Scope,
        Parameters = RunParameters.Write(parameters),
    };

    /// <summary>Whatever writes to a study waits for whatever writes to it already.</summary>
    public static string ExclusiveKeyOf(GwoManifest manifest) => $"gwo-study:{manifest.StudyId}";

    public void Audit(PortalDbContext db, Actor by, string action, GwoManifest manifest, Run run, object after, string? why = null) =>
        db.AuditEntries.Add(AuditEntry.Of(by, clock.GetUtcNow(), action, manifest.SubjectKey, $"{manifest.Subject} (R-{run.Number})", manifest.Scope, after: after, why: why));
}
