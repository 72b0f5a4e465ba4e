using Microsoft.EntityFrameworkCore;
using Portal.Domain.Runs;
using Portal.Domain.Storage;

namespace Portal.Runs;

/// <summary>Reads all the parts of one run's page.</summary>
internal static class RunDetails
{
    public static async Task<RunDetail?> ReadAsync(PortalDbContext db, IQueryable<Run> runs, CancellationToken cancellationToken)
    {
        var run = await runs.Rows(db).SingleOrDefaultAsync(cancellationToken);
        if (run is null)
        {
            return null;
        }

        var more = await db.Runs.Where(r => r.Id == run.Id).Select(r => new
        {
            r.Parameters,
            r.FailureDetail,
            r.ErrorId,
            Origin = db.Runs.Where(o => o.Id == r.OriginId).Select(o => (long?)o.Number).FirstOrDefault(),
            LastSeq = db.RunSequences.Where(s => s.RunId == r.Id).Select(s => s.LastSeq).FirstOrDefault(),
        }).SingleAsync(cancellationToken);
        return new RunDetail
        {
            Run = run,
            Parameters = more.Parameters,
            FailureDetail = more.FailureDetail,
            ErrorId = more.ErrorId,
            OriginNumber = more.Origin,
            LastSeq = more.LastSeq,
            Steps = await db.RunSteps.Where(s => s.RunId == run.Id).OrderBy(s => s.Attempt).ThenBy(s => s.Position).Views().ToListAsync(cancellationToken),
            Attempts = await db.RunAttempts.Where(a => a.RunId == run.Id).OrderBy(a => a.Number)
                .Select(a => new AttemptView(a.Number, a.State, a.QueuedAt, a.StartedAt, a.EndedAt, a.RequestedBy, a.Why, a.FromStep, a.Node, a.Failure))
                .ToListAsync(cancellationToken),
            Artifacts = await db.RunArtifacts.Where(a => a.RunId == run.Id).OrderBy(a => a.CreatedAt)
                .Select(a => new ArtifactView(a.Id, a.Attempt, a.Step, a.Name, a.Title, a.ContentType, a.Bytes, a.CreatedAt))
                .ToListAsync(cancellationToken),
            Deeds = await db.AuditEntries.Where(e => e.SubjectKey == $"run:{run.Id}").OrderByDescending(e => e.At).Take(50)
                .Select(e => new DeedView(e.At, e.ActorName, e.Via, e.Action, e.Why)).ToListAsync(cancellationToken),
        };
    }
}
