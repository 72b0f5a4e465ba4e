using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.Audit;
using Portal.Domain.Runs;
using Portal.Domain.Storage;

namespace Portal.Jobs.Runs;

/// <summary>The commands over one run that is there: retry, cancel, answer. Right, audit entry and change are one transaction.</summary>
public sealed class RunVerbs
{
    private readonly IDbContextFactory<PortalDbContext> _contexts;
    private readonly Permissions _permissions;
    private readonly RunTokens _tokens;
    private readonly TimeProvider _clock;

    internal RunVerbs(IDbContextFactory<PortalDbContext> contexts, Permissions permissions, RunTokens tokens, TimeProvider clock) =>
        (_contexts, _permissions, _tokens, _clock) = (contexts, permissions, tokens, clock);

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
        await CommitAsync(db, transaction, [(run, RetriedBy(by, why))], [], cancellationToken);
        await _tokens.IssueAsync(1, cancellationToken);
        return new SubmittedRun(run.Id, run.Number, run.State, Existing: false);
    }

    /// <summary>Cancels a run, and what it submitted with it.</summary>
    public async Task<SubmittedRun> CancelAsync(Guid runId, string? why, Actor by, CancellationToken cancellationToken)
    {
        await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var run = await LockAsync(db, runId, by, "cancel a run", cancellationToken);
        if (!run.State.CanCancel())
        {
            throw new RuleException("not-cancellable", $"R-{run.Number} has already ended: {run.State}.");
        }

        var family = new List<Run> { run };
        family.AddRange(await OffspringAsync(db, runId, cancellationToken));
        foreach (var one in family)
        {
            var before = new { one.State };
            one.RequestCancel(by, why, _clock.GetUtcNow());
            Audit(db, by, "run.cancel", one, before, new { one.State }, why);
        }

        await EndAttemptsAsync(db, [.. family.Where(r => r.State.IsFinal())], cancellationToken);
        await CommitAsync(db, transaction, [.. family.OrderBy(r => r.Id).Select(r => (r, CancelledBy(by, why)))],
            [.. family.Select(r => RunChannel.Cancel(r.Id)), RunChannel.Queue], cancellationToken);
        return new SubmittedRun(run.Id, run.Number, run.State, Existing: false);
    }

    /// <summary>Answers the open question of a waiting run.</summary>
    /// <param name="answer">JSON object with the fields of the question's form.</param>
    public async Task<SubmittedRun> AnswerAsync(Guid runId, JsonElement answer, Actor by, CancellationToken cancellationToken)
    {
        await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var run = await LockAsync(db, runId, by, "answer", cancellationToken);
        if (run.Question is null)
        {
            throw new RuleException("nothing-asked", $"R-{run.Number} asks nothing at the moment; it is {run.State}.");
        }

        var question = RunParameters.Read<Question>(run.Question);
        var (json, problems) = FormAnswer.Check(question.Form, answer);
        if (problems.Count > 0)
        {
            throw new RuleException("answer-wrong", string.Join(' ', problems.Values), 422, problems);
        }

        var now = _clock.GetUtcNow();
        db.RunAnswers.Add(new RunAnswer { Id = Guid.CreateVersion7(now), RunId = run.Id, Attempt = run.Attempt, Step = run.CurrentStep!, Name = run.WaitingKey!, Text = question.Text, Answer = json, At = now, ById = by.Id, By = by.Name });
        run.Answered(now);
        Audit(db, by, "run.answer", run, new { question.Text }, JsonDocument.Parse(json).RootElement, why: null);
        await CommitAsync(db, transaction, [(run, $"{by.Name} answered: {Words(question.Form, json)}")], [RunChannel.Queue], cancellationToken);
        await _tokens.IssueAsync(1, cancellationToken);
        return new SubmittedRun(run.Id, run.Number, run.State, Existing: false);
    }

    internal static string RetriedBy(Actor by, string? why) => $"Retried by {by.Name}{Because(why)}";

    internal static string CancelledBy(Actor by, string? why) => $"{by.Name} asked to cancel{Because(why)}";

    private static string Because(string? why) => why is null ? "" : $": “{why}”";

    // "Sample: BS_1 · Overwrite: yes", with the labels the person saw.
    private static string Words(Form form, string json)
    {
        using var answer = JsonDocument.Parse(json);
        return string.Join(" · ", form.Fields.Where(f => answer.RootElement.TryGetProperty(f.Name, out _)).Select(f => $"{f.Label}: {answer.RootElement.GetProperty(f.Name)}"));
    }

    private static async Task<IReadOnlyList<Run>> OffspringAsync(PortalDbContext db, Guid runId, CancellationToken cancellationToken) => await db.Runs.FromSql($"""
        WITH RECURSIVE family AS (
            SELECT id FROM portal.run WHERE parent_id = {runId}
            UNION ALL SELECT c.id FROM portal.run c JOIN family f ON c.parent_id = f.id)
        SELECT r.* FROM portal.run r WHERE r.id IN (SELECT id FROM family) AND r.state IN ('Queued', 'Running', 'Waiting') ORDER BY r.id FOR NO KEY UPDATE
        """).ToListAsync(cancellationToken);

    // Nobody holds them: what their last attempts have open ends here.
    private async Task EndAttemptsAsync(PortalDbContext db, IReadOnlyList<Run> ended, CancellationToken cancellationToken)
    {
        var ids = ended.Select(r => r.Id).ToList();
        var current = db.Runs.Where(r => ids.Contains(r.Id));
        var attempts = await db.RunAttempts.Where(a => current.Any(r => r.Id == a.RunId && r.Attempt == a.Number)).ToDictionaryAsync(a => a.RunId, cancellationToken);
        var waiting = await db.RunSteps.Where(s => s.State == StepState.Waiting && current.Any(r => r.Id == s.RunId && r.Attempt == s.Attempt)).ToListAsync(cancellationToken);
        foreach (var run in ended)
        {
            attempts[run.Id].Follow(run, node: null);
        }

        waiting.ForEach(s => s.Finish(StepState.Cancelled, _clock.GetUtcNow(), "cancelled"));
    }

    private async Task<Run> LockAsync(PortalDbContext db, Guid runId, Actor by, string action, CancellationToken cancellationToken)
    {
        var run = await db.Runs.FromSql($"SELECT * FROM portal.run WHERE id = {runId} FOR NO KEY UPDATE").SingleOrDefaultAsync(cancellationToken)
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

    private async Task CommitAsync(PortalDbContext db, IDbContextTransaction transaction, IReadOnlyList<(Run Run, string Line)> told, IReadOnlyList<string> signals, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);
        var (connection, raw) = RunStore.Raw(db, transaction);
        var now = _clock.GetUtcNow();
        await using var batch = new NpgsqlBatch(connection, raw);
        RunAfterwards.AddParents(batch, [.. told.Where(t => t.Run.State.IsFinal() && t.Run.ParentId is not null).Select(t => t.Run.ParentId!.Value).Distinct()], now);
        batch.BatchCommands.Add(RunChannel.Notify(signals));
        batch.BatchCommands.Add(RunJournal.Append(writeId: null, [.. told.Select(t => new RunLine(t.Run.Id, t.Run.Attempt, new(now, null, EventLevel.Info, t.Line)))]));
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
