using Microsoft.EntityFrameworkCore;
using Portal.Domain.Runs;
using Portal.Domain.Storage;

namespace Portal.Runs;

/// <summary>Reads all the parts of one run's page.</summary>
internal static class RunDetails
{
    /// <param name="visible">All the caller may see; the run's relatives are looked for in there.</param>
    public static async Task<RunDetail?> ReadAsync(PortalDbContext db, IQueryable<Run> runs, IQueryable<Run> visible, CancellationToken cancellationToken)
    {
        var run = await runs.Rows(db).SingleOrDefaultAsync(cancellationToken);
        if (run is null)
        {
            return null;
        }

        var more = await db.Runs.Where(r => r.Id == run.Id).Select(r => new
        {
            r.Parameters,
            r.Question,
            r.FailureDetail,
            r.ErrorId,
            Origin = visible.Where(o => o.Id == r.OriginId).Select(o => (long?)o.Number).FirstOrDefault(),
            Parent = visible.Where(p => p.Id == r.ParentId).Select(p => new RunName(p.Number, p.Subject)).FirstOrDefault(),
            LastSeq = db.RunSequences.Where(s => s.RunId == r.Id).Select(s => s.LastSeq).FirstOrDefault(),
        }).SingleAsync(cancellationToken);
        // What was done to many is written down once, with the batch.
        var batches = await db.RunBatchItems.Where(i => i.RunId == run.Id && i.SkippedBecause == null).Select(i => i.BatchId).ToListAsync(cancellationToken);
        string[] subjects = [$"run:{run.Id}", .. batches.Select(b => $"batch:{b}")];
        return new RunDetail
        {
            Run = run,
            Parameters = more.Parameters,
            Question = more.Question is null ? null : RunParameters.Read<Question>(more.Question),
            FailureDetail = more.FailureDetail,
            ErrorId = more.ErrorId,
            OriginNumber = more.Origin,
            Again = await visible.Where(r => r.OriginId == run.Id).OrderBy(r => r.Number).Take(20).Select(r => r.Number).ToListAsync(cancellationToken),
            Parent = more.Parent,
            Children = await visible.CountAsync(r => r.ParentId == run.Id, cancellationToken),
            LastSeq = more.LastSeq,
            Steps = await db.RunSteps.Where(s => s.RunId == run.Id).OrderBy(s => s.Attempt).ThenBy(s => s.Position).Views().ToListAsync(cancellationToken),
            Attempts = await db.RunAttempts.Where(a => a.RunId == run.Id).OrderBy(a => a.Number)
                .Select(a => new AttemptView(a.Number, a.State, a.QueuedAt, a.StartedAt, a.EndedAt, a.RequestedBy, a.Why, a.FromStep, a.Node, a.Failure))
                .ToListAsync(cancellationToken),
            Artifacts = await db.RunArtifacts.Where(a => a.RunId == run.Id).OrderBy(a => a.CreatedAt)
                .Select(a => new ArtifactView(a.Id, a.Attempt, a.Step, a.Name, a.Title, a.ContentType, a.Bytes, a.CreatedAt))
                .ToListAsync(cancellationToken),
            Answers = await db.RunAnswers.Where(a => a.RunId == run.Id).OrderByDescending(a => a.At).Take(50)
                .Select(a => new AnswerView(a.Attempt, a.Step, a.Text, a.Answer, a.At, a.By)).ToListAsync(cancellationToken),
            Deeds = await db.AuditEntries.Where(e => subjects.Contains(e.SubjectKey)).OrderByDescending(e => e.At).Take(50)
                .Select(e => new DeedView(e.At, e.ActorName, e.Via, e.Action, e.Why)).ToListAsync(cancellationToken),
        };
    }
}
