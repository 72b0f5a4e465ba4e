using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.Audit;
using Portal.Domain.Runs;
using Portal.Domain.Storage;

namespace Portal.Jobs.Runs;

/// <summary>The commands over runs: submit, retry, cancel. Each checks the caller's right, writes its audit entry and commits in one transaction.</summary>
public sealed class RunQueue
{
    private readonly IDbContextFactory<PortalDbContext> _contexts;
    private readonly WorkflowCatalogue _workflows;
    private readonly Permissions _permissions;
    private readonly RunTokens _tokens;
    private readonly TimeProvider _clock;

    internal RunQueue(IDbContextFactory<PortalDbContext> contexts, WorkflowCatalogue workflows, Permissions permissions, RunTokens tokens, TimeProvider clock) =>
        (_contexts, _workflows, _permissions, _tokens, _clock) = (contexts, workflows, permissions, tokens, clock);

    /// <param name="alongside">The slice's own writes, in the same transaction; called with the new run before it is committed, not when an equal one existed.</param>
    /// <exception cref="NotFoundException">The scope is not visible to the caller.</exception>
    /// <exception cref="NotAllowedException">The caller is no curator there.</exception>
    public async Task<SubmittedRun> SubmitAsync(RunRequest request, Actor by, Func<PortalDbContext, Run, CancellationToken, Task>? alongside, CancellationToken cancellationToken)
    {
        await _permissions.RequireAsync(by, request.Scope, Role.Curator, "start work", cancellationToken);
        var sheet = _workflows.Find(request.Workflow) ?? throw new ArgumentException($"There is no workflow “{request.Workflow}”.", nameof(request));
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TrySubmitAsync(request, sheet, by, alongside, cancellationToken);
            }
            catch (DbUpdateException e) when (attempt < 3 && e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "ux_run_request" })
            {
                // Somebody asked the same at the same moment; the next look finds their run.
            }
        }
    }

    /// <param name="fromStep">Name of the step to start from; null: the first unfinished one.</param>
    public async Task<SubmittedRun> RetryAsync(Guid runId, string? fromStep, string? why, Actor by, CancellationToken cancellationToken)
    {
        await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var run = await LockAsync(db, runId, by, "retry a run", cancellationToken);
        if (!run.State.CanRetry())
        {
            throw new RuleException("not-retryable", $"R-{run.Number} is {run.State}; only a failed or cancelled run can be retried.");
        }

        var before = new { run.State, run.Attempt };
        await RequireFreeRequestKeyAsync(db, run, cancellationToken);
        var earlier = await db.RunSteps.Where(s => s.RunId == runId && s.Attempt == run.Attempt).OrderBy(s => s.Position).ToListAsync(cancellationToken);
        var from = fromStep is null ? null : earlier.Find(s => s.Name == fromStep)
            ?? throw new RuleException("no-such-step", $"R-{run.Number} has no step “{fromStep}”.", 400);
        run.Retry(_clock.GetUtcNow());
        db.RunAttempts.Add(RunAttempt.Open(runId, run.Attempt, run.QueuedAt, by.Name, why, fromStep));
        db.RunSteps.AddRange(earlier.Select(s => s.State.IsFinished() && (from is null || s.Position < from.Position)
            ? s.KeepIn(run.Attempt)
            : RunStep.Declare(runId, run.Attempt, s.Position, s.Name, s.Title)));
        Audit(db, by, "run.retry", run, before, new { run.State, run.Attempt, FromStep = fromStep }, why);
        await CommitAsync(db, transaction, run, $"Retried by {by.Name}{(why is null ? "" : $": “{why}”")}", RunChannel.Queue, cancellationToken);
        await _tokens.IssueAsync(1, cancellationToken);
        return new SubmittedRun(run.Id, run.Number, run.State, Existing: false);
    }

    public async Task<SubmittedRun> CancelAsync(Guid runId, string? why, Actor by, CancellationToken cancellationToken)
    {
        await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var run = await LockAsync(db, runId, by, "cancel a run", cancellationToken);
        if (!run.State.CanCancel())
        {
            throw new RuleException("not-cancellable", $"R-{run.Number} has already ended: {run.State}.");
        }

        var before = new { run.State };
        run.RequestCancel(by, why, _clock.GetUtcNow());
        if (run.State.IsFinal())
        {
            var attempt = await db.RunAttempts.SingleAsync(a => a.RunId == runId && a.Number == run.Attempt, cancellationToken);
            attempt.Follow(run, node: null);
        }

        Audit(db, by, "run.cancel", run, before, new { run.State }, why);
        await CommitAsync(db, transaction, run, $"{by.Name} asked to cancel{(why is null ? "" : $": “{why}”")}", RunChannel.Cancel(runId), cancellationToken);
        return new SubmittedRun(run.Id, run.Number, run.State, Existing: false);
    }

    private async Task<SubmittedRun> TrySubmitAsync(RunRequest request, WorkflowSheet sheet, Actor by, Func<PortalDbContext, Run, CancellationToken, Task>? alongside, CancellationToken cancellationToken)
    {
        await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (request.RequestKey is not null && await db.Runs.FirstOrDefaultAsync(r => r.RequestKey == request.RequestKey
            && (r.State == RunState.Queued || r.State == RunState.Running || r.State == RunState.Waiting), cancellationToken) is { } equal)
        {
            return new SubmittedRun(equal.Id, equal.Number, equal.State, Existing: true);
        }

        var run = Run.Submit(request, by, _clock.GetUtcNow());
        db.Runs.Add(run);
        db.RunSequences.Add(new RunSequence { RunId = run.Id });
        db.RunAttempts.Add(RunAttempt.Open(run.Id, 1, run.QueuedAt, by.Name, why: null, fromStep: null));
        db.RunSteps.AddRange(sheet.Steps.Select((s, i) => RunStep.Declare(run.Id, 1, i, s.Name, s.Title)));
        await db.SaveChangesAsync(cancellationToken);
        if (alongside is not null)
        {
            await alongside(db, run, cancellationToken);
        }

        Audit(db, by, "run.submit", run, before: null, new { run.Workflow, run.Number }, why: null);
        await CommitAsync(db, transaction, run, $"Submitted by {by.Name}", RunChannel.Queue, cancellationToken);
        await _tokens.IssueAsync(1, cancellationToken);
        return new SubmittedRun(run.Id, run.Number, run.State, Existing: false);
    }

    private async Task<Run> LockAsync(PortalDbContext db, Guid runId, Actor by, string action, CancellationToken cancellationToken)
    {
        var run = await db.Runs.FromSql($"SELECT * FROM portal.run WHERE id = {runId} FOR UPDATE").SingleOrDefaultAsync(cancellationToken)
            ?? throw new NotFoundException();
        await _permissions.RequireAsync(by, run.Scope, Role.Curator, action, cancellationToken);
        return run;
    }

    private static async Task RequireFreeRequestKeyAsync(PortalDbContext db, Run run, CancellationToken cancellationToken)
    {
        if (run.RequestKey is not null && await db.Runs.Where(r => r.RequestKey == run.RequestKey && r.Id != run.Id
            && (r.State == RunState.Queued || r.State == RunState.Running || r.State == RunState.Waiting)).Select(r => (long?)r.Number).FirstOrDefaultAsync(cancellationToken) is { } other)
        {
            throw new RuleException("already-asked", $"R-{other} already does the same; wait for it or cancel it first.");
        }
    }

    private void Audit(PortalDbContext db, Actor by, string action, Run run, object? before, object after, string? why) =>
        db.AuditEntries.Add(AuditEntry.Of(by, _clock.GetUtcNow(), action, $"run:{run.Id}", $"R-{run.Number} {run.Subject}", run.Scope, before, after, why));

    private async Task CommitAsync(PortalDbContext db, IDbContextTransaction transaction, Run run, string line, string signal, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);
        var (connection, raw) = RunStore.Raw(db, transaction);
        await RunChannel.NotifyAsync(connection, raw, cancellationToken, signal);
        await RunJournal.AppendAsync(connection, raw, run.Id, run.Attempt, [new(_clock.GetUtcNow(), null, EventLevel.Info, line)], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}

/// <param name="Existing">True when an equal unfinished run was there already and is returned instead of a new one.</param>
public sealed record SubmittedRun(Guid Id, long Number, RunState State, bool Existing);
