using Microsoft.EntityFrameworkCore;
using Portal.Domain.Runs;
using Portal.Domain.Storage;

namespace Portal.Runs;

/// <summary>From tables to what a screen shows, in the database.</summary>
internal static class RunProjections
{
    // The step is joined, not looked up with FirstOrDefault: that EF answers by numbering all steps of all runs.
    public static IQueryable<RunRow> Rows(this IQueryable<Run> runs, PortalDbContext db) =>
        from r in runs
        from s in db.RunSteps.Where(s => s.RunId == r.Id && s.Attempt == r.Attempt && s.Name == r.CurrentStep).DefaultIfEmpty()
        select new RunRow
        {
            Id = r.Id,
            Number = r.Number,
            Workflow = r.Workflow,
            Subject = r.Subject,
            SubjectUrl = r.SubjectUrl,
            Scope = r.Scope,
            State = r.State,
            Attempt = r.Attempt,
            Warnings = r.Warnings,
            CreatedAt = r.CreatedAt,
            CreatedBy = r.CreatedBy,
            QueuedAt = r.QueuedAt,
            StartedAt = r.StartedAt,
            EndedAt = r.EndedAt,
            Failure = r.Failure,
            WaitKind = r.WaitKind,
            WaitingFor = r.WaitingFor,
            WaitingUntil = r.WaitingUntil,
            Asks = r.State == RunState.Waiting && r.Question != null,
            DueAt = r.DueAt,
            BlockedBecause = r.BlockedBecause,
            CancelledBy = r.CancelRequestedBy,
            CancelReason = r.CancelReason,
            CancelRequested = r.CancelRequestedAt != null,
            Outcome = r.Outcome,
            Node = db.RunAttempts.Where(a => a.RunId == r.Id && a.Number == r.Attempt).Select(a => a.Node).FirstOrDefault(),
            Steps = db.RunSteps.Count(c => c.RunId == r.Id && c.Attempt == r.Attempt),
            Step = s == null ? null : new StepView
            {
                Attempt = s.Attempt,
                Position = s.Position,
                Name = s.Name,
                Title = s.Title,
                State = s.State,
                StartedAt = s.StartedAt,
                EndedAt = s.EndedAt,
                KeptFrom = s.KeptFrom,
                Done = s.Done,
                Total = s.Total,
                Unit = s.Unit,
                Rate = s.Rate,
                Outcome = s.Outcome,
            },
        };

    public static IQueryable<StepView> Views(this IQueryable<RunStep> steps) => steps.AsNoTracking().Select(s => new StepView
    {
        Attempt = s.Attempt,
        Position = s.Position,
        Name = s.Name,
        Title = s.Title,
        State = s.State,
        StartedAt = s.StartedAt,
        EndedAt = s.EndedAt,
        KeptFrom = s.KeptFrom,
        Done = s.Done,
        Total = s.Total,
        Unit = s.Unit,
        Rate = s.Rate,
        Outcome = s.Outcome,
    });
}
