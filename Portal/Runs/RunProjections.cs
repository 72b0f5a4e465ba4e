using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Runs;
using Portal.Domain.Storage;

namespace Portal.Runs;

/// <summary>From tables to what a screen shows, in the database.</summary>
internal static class RunProjections
{
    public static IQueryable<RunRow> Rows(this IQueryable<Run> runs, PortalDbContext db) => runs.Select(r => new RunRow
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
        Steps = db.RunSteps.Count(s => s.RunId == r.Id && s.Attempt == r.Attempt),
        Step = db.RunSteps.Where(s => s.RunId == r.Id && s.Attempt == r.Attempt && s.Name == r.CurrentStep).Select(View).FirstOrDefault(),
    });

    public static IQueryable<StepView> Views(this IQueryable<RunStep> steps) => steps.AsNoTracking().Select(View);

    private static readonly Expression<Func<RunStep, StepView>> View = s => new StepView
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
    };
}
