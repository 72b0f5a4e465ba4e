using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.Audit;
using Portal.Domain.Runs;
using Portal.Domain.Storage;

namespace Portal.Jobs.Runs;

/// <summary>The commands that bring one new run onto the queue. Each checks the caller's right, writes its audit entry and commits in one transaction.</summary>
public sealed class RunQueue
{
    private readonly IDbContextFactory<PortalDbContext> _contexts;
    private readonly WorkflowCatalogue _workflows;
    private readonly Permissions _permissions;
    private readonly RunInserts _inserts;
    private readonly RunTokens _tokens;
    private readonly TimeProvider _clock;

    internal RunQueue(IDbContextFactory<PortalDbContext> contexts, WorkflowCatalogue workflows, Permissions permissions, RunInserts inserts, RunTokens tokens, TimeProvider clock) =>
        (_contexts, _workflows, _permissions, _inserts, _tokens, _clock) = (contexts, workflows, permissions, inserts, tokens, clock);

    /// <param name="alongside">The slice's own writes, in the same transaction; called with the new run before it is committed, not when an equal one existed.</param>
    /// <exception cref="NotFoundException">The scope is not visible to the caller.</exception>
    /// <exception cref="NotAllowedException">The caller is no curator there.</exception>
    public async Task<SubmittedRun> SubmitAsync(RunRequest request, Actor by, Func<PortalDbContext, Run, CancellationToken, Task>? alongside, CancellationToken cancellationToken)
    {
        await _permissions.RequireAsync(by, request.Scope, Role.Curator, "start work", cancellationToken);
        await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        while (true)
        {
            if (request.RequestKey is not null && await db.Runs.FirstOrDefaultAsync(r => r.RequestKey == request.RequestKey
                && (r.State == RunState.Queued || r.State == RunState.Running || r.State == RunState.Waiting), cancellationToken) is { } equal)
            {
                return new SubmittedRun(equal.Id, equal.Number, equal.State, Existing: true);
            }

            var run = Run.Submit(request, by, _clock.GetUtcNow());
            var added = await _inserts.AddAsync(db, [run], $"Submitted by {by.Name}", cancellationToken);
            if (!added.TryGetValue(run.Id, out var number))
            {
                continue; // somebody asked the same at the same moment; the next look finds their run
            }

            if (alongside is not null)
            {
                await alongside(db, await db.Runs.SingleAsync(r => r.Id == run.Id, cancellationToken), cancellationToken); // as the database numbered it
            }

            db.AuditEntries.Add(AuditEntry.Of(by, _clock.GetUtcNow(), "run.submit", $"run:{run.Id}", $"R-{number} {run.Subject}", run.Scope, before: null, new { run.Workflow, number, run.OriginId }));
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            await (run.DueAt is { } due && due > _clock.GetUtcNow() ? _tokens.IssueAtAsync(due, cancellationToken) : _tokens.IssueAsync(1, cancellationToken));
            return new SubmittedRun(run.Id, number, run.State, Existing: false);
        }
    }

    /// <summary>Starts a workflow that needs no page of its own, with parameters as its form has them.</summary>
    public Task<SubmittedRun> StartAsync(RunStart start, Actor by, CancellationToken cancellationToken)
    {
        if (_workflows.Find(start.Workflow) is not { StartedByHand: true } sheet)
        {
            throw new RuleException("not-startable", $"“{start.Workflow}” cannot be started by hand. Those that can: {string.Join(", ", _workflows.All.Where(w => w.StartedByHand).Select(w => $"“{w.Name}”"))}.", 400);
        }

        return SubmitAsync(new RunRequest
        {
            Workflow = sheet.Name,
            SubjectKey = start.SubjectKey ?? $"{sheet.Name}:{start.Subject ?? sheet.Title}",
            Subject = start.Subject ?? sheet.Title,
            Scope = start.Scope ?? Scopes.Everything,
            Parameters = Checked(sheet, start.Parameters),
            Priority = start.Priority,
            DueAt = start.DueAt,
        }, by, alongside: null, cancellationToken);
    }

    /// <summary>A new run like an earlier one, linked to it; with other parameters where the workflow lets a person edit them.</summary>
    /// <param name="parameters">Null: as they were.</param>
    public async Task<SubmittedRun> RunAgainAsync(Guid runId, JsonElement? parameters, Actor by, CancellationToken cancellationToken)
    {
        await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
        var run = await db.Runs.AsNoTracking().SingleOrDefaultAsync(r => r.Id == runId, cancellationToken) ?? throw new NotFoundException();
        await _permissions.RequireAsync(by, run.Scope, Role.Curator, "run it again", cancellationToken);
        if (_workflows.Find(run.Workflow) is not { Parameters: not null } sheet)
        {
            throw new RuleException("not-repeatable", $"{_workflows.TitleOf(run.Workflow)} is started from its own page, where its parameters are checked.");
        }

        return await SubmitAsync(new RunRequest
        {
            Workflow = run.Workflow,
            SubjectKey = run.SubjectKey,
            Subject = run.Subject,
            SubjectUrl = run.SubjectUrl,
            Scope = run.Scope,
            Parameters = parameters is { } edited ? Checked(sheet, edited) : run.Parameters,
            RequestKey = null,
            ExclusiveKey = run.ExclusiveKey,
            Priority = run.Priority,
            OriginId = run.Id,
        }, by, alongside: null, cancellationToken);
    }

    private static string Checked(WorkflowSheet sheet, JsonElement parameters)
    {
        if (sheet.Parameters is null)
        {
            return "{}";
        }

        var (json, problems) = FormAnswer.Check(sheet.Parameters, parameters);
        return problems.Count == 0 ? json : throw new RuleException("parameters-wrong", string.Join(' ', problems.Values), 422, problems);
    }
}

/// <param name="Parameters">JSON object with the fields of the workflow's form.</param>
/// <param name="Subject">What it is about, in words; the workflow's title when not given.</param>
/// <param name="DueAt">Not before.</param>
public sealed record RunStart(string Workflow, JsonElement Parameters, string? Subject = null, string? SubjectKey = null, string? Scope = null, int Priority = 0, DateTimeOffset? DueAt = null);

/// <param name="Existing">True when an equal unfinished run was there already and is returned instead of a new one.</param>
public sealed record SubmittedRun(Guid Id, long Number, RunState State, bool Existing);
