using Microsoft.EntityFrameworkCore;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.Audit;
using Portal.Domain.Runs;
using Portal.Domain.Storage;

namespace Portal.Jobs.Runs;

/// <summary>The same done to many runs, as a whole and on the server: a handful of statements and a few tokens, however many there are.</summary>
public sealed class RunBatches
{
    /// <summary>What one batch takes at most; a wider choice is refused with a word, never cut off silently.</summary>
    public const int MostRuns = 50_000;

    private readonly IDbContextFactory<PortalDbContext> _contexts;
    private readonly Permissions _permissions;
    private readonly RunInserts _inserts;
    private readonly RunTokens _tokens;
    private readonly TimeProvider _clock;

    internal RunBatches(IDbContextFactory<PortalDbContext> contexts, Permissions permissions, RunInserts inserts, RunTokens tokens, TimeProvider clock) =>
        (_contexts, _permissions, _inserts, _tokens, _clock) = (contexts, permissions, inserts, tokens, clock);

    /// <summary>Submits them all; those equal to an unfinished run are left out, and counted as skipped.</summary>
    public async Task<SubmittedBatch> SubmitAsync(IReadOnlyList<RunRequest> requests, string title, Actor by, CancellationToken cancellationToken)
    {
        foreach (var scope in requests.Select(r => r.Scope).Distinct(StringComparer.Ordinal))
        {
            await _permissions.RequireAsync(by, scope, Role.Curator, "start work", cancellationToken);
        }

        RequireSome(requests.Count);
        await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var batch = New(BatchKind.Submit, title, CommonScope([.. requests.Select(r => r.Scope)]), why: null, by);
        var runs = requests.Select(r => Run.Submit(r with { BatchId = batch.Id }, by, batch.CreatedAt)).ToList();
        var added = await _inserts.AddAsync(db, runs, $"Submitted by {by.Name}", cancellationToken);
        (batch.Taken, batch.Skipped) = (added.Count, requests.Count - added.Count);
        await AddAsync(db, batch, by, cancellationToken);
        await db.Database.ExecuteSqlAsync($"INSERT INTO portal.run_batch_item (batch_id, run_id, attempt) SELECT {batch.Id}, id, 1 FROM portal.run WHERE batch_id = {batch.Id}", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await _tokens.IssueAsync(batch.Taken, cancellationToken);
        return new SubmittedBatch(batch.Id, batch.Number, batch.Taken, batch.Skipped);
    }

    /// <summary>Retries everything chosen from its failed step; what is no longer failed or cancelled by then is left alone, with the reason.</summary>
    /// <param name="choice">Which runs; only those in scopes where the caller is a curator are taken.</param>
    /// <param name="title">The choice in words.</param>
    public Task<SubmittedBatch> RetryAsync(Func<PortalDbContext, IQueryable<Run>> choice, string title, string? why, Actor by, CancellationToken cancellationToken) =>
        DoAsync(BatchKind.Retry, choice, title, why, by, RunBatchSql.RetryAsync, cancellationToken);

    /// <summary>Cancels everything chosen; what runs ends at its next safe point.</summary>
    public Task<SubmittedBatch> CancelAsync(Func<PortalDbContext, IQueryable<Run>> choice, string title, string? why, Actor by, CancellationToken cancellationToken) =>
        DoAsync(BatchKind.Cancel, choice, title, why, by, RunBatchSql.CancelAsync, cancellationToken);

    /// <summary>Cancels what is not finished of an earlier batch.</summary>
    public async Task<SubmittedBatch> StopAsync(Guid batchId, string? why, Actor by, CancellationToken cancellationToken)
    {
        await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
        var batch = await db.RunBatches.SingleOrDefaultAsync(b => b.Id == batchId, cancellationToken) ?? throw new NotFoundException();
        await RequireSomewhereAsync(by, "cancel runs", cancellationToken);
        if (batch.Kind == BatchKind.Cancel)
        {
            throw new RuleException("not-cancellable", $"B-{batch.Number} itself cancels; retry the runs instead.");
        }

        var stopped = await CancelAsync(
            d => d.Runs.Where(r => d.RunBatchItems.Any(i => i.BatchId == batchId && i.RunId == r.Id && i.Attempt == r.Attempt && i.SkippedBecause == null)
                && (r.State == RunState.Queued || r.State == RunState.Running || r.State == RunState.Waiting)),
            $"what was left of B-{batch.Number}", why, by, cancellationToken);
        (batch.CancelledAt, batch.CancelledBy) = (_clock.GetUtcNow(), by.Name);
        await db.SaveChangesAsync(cancellationToken);
        return stopped;
    }

    private async Task<SubmittedBatch> DoAsync(BatchKind kind, Func<PortalDbContext, IQueryable<Run>> choice, string title, string? why, Actor by,
        Func<PortalDbContext, RunBatch, BatchMoment, CancellationToken, Task> deed, CancellationToken cancellationToken)
    {
        var grants = await RequireSomewhereAsync(by, kind == BatchKind.Retry ? "retry runs" : "cancel runs", cancellationToken);
        await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var mine = grants.ScopesOf(Role.Curator);
        var chosen = await choice(db).Where(r => mine.Contains(Scopes.Everything) || mine.Contains(r.Scope)).Select(r => new { r.Id, r.Scope }).Take(MostRuns + 1).ToListAsync(cancellationToken);
        RequireSome(chosen.Count);
        var batch = New(kind, title, CommonScope([.. chosen.Select(c => c.Scope)]), why, by);
        await AddAsync(db, batch, by, cancellationToken);
        var runs = chosen.Select(c => c.Id).ToArray();
        await deed(db, batch, new BatchMoment(kind == BatchKind.Cancel ? await WithOffspringAsync(db, runs, cancellationToken) : runs, by, batch.CreatedAt), cancellationToken);
        var items = db.RunBatchItems.Where(i => i.BatchId == batch.Id);
        batch.Skipped = await items.CountAsync(i => i.SkippedBecause != null, cancellationToken);
        batch.Taken = await items.CountAsync(cancellationToken) - batch.Skipped;
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        if (kind == BatchKind.Retry)
        {
            await _tokens.IssueAsync(batch.Taken, cancellationToken);
        }

        return new SubmittedBatch(batch.Id, batch.Number, batch.Taken, batch.Skipped);
    }

    private async Task<Grants> RequireSomewhereAsync(Actor by, string verb, CancellationToken cancellationToken)
    {
        var grants = await _permissions.OfAsync(by, cancellationToken);
        return grants.MaySomewhere(Role.Curator) ? grants : throw new NotAllowedException($"To {verb} you need the role {Role.Curator}.");
    }

    // Who is cancelled takes along what it submitted.
    private static async Task<Guid[]> WithOffspringAsync(PortalDbContext db, Guid[] runs, CancellationToken cancellationToken) => await db.Database.SqlQuery<Guid>($"""
        WITH RECURSIVE family AS (
            SELECT unnest({runs}) AS id
            UNION SELECT c.id FROM portal.run c JOIN family f ON c.parent_id = f.id WHERE c.state IN ('Queued', 'Running', 'Waiting'))
        SELECT id AS "Value" FROM family
        """).ToArrayAsync(cancellationToken);

    private static void RequireSome(int runs)
    {
        if (runs is 0 or > MostRuns)
        {
            throw new RuleException("batch-size", runs == 0
                ? "Nothing matches any more, or nothing you may change."
                : $"That are more than {MostRuns:N0} runs. Narrow the filter, by kind of work or by day, and take them in turns.");
        }
    }

    private RunBatch New(BatchKind kind, string title, string scope, string? why, Actor by)
    {
        var now = _clock.GetUtcNow();
        return new RunBatch { Id = Guid.CreateVersion7(now), Kind = kind, Title = title, Scope = scope, Why = why, CreatedAt = now, CreatedById = by.Id, CreatedBy = by.Name };
    }

    private static async Task AddAsync(PortalDbContext db, RunBatch batch, Actor by, CancellationToken cancellationToken)
    {
        db.RunBatches.Add(batch);
        await db.SaveChangesAsync(cancellationToken);
        db.AuditEntries.Add(AuditEntry.Of(by, batch.CreatedAt, $"runs.{batch.Kind}".ToLowerInvariant(), $"batch:{batch.Id}", $"B-{batch.Number} {batch.Title}", batch.Scope, why: batch.Why));
        await db.SaveChangesAsync(cancellationToken);
    }

    // Who may see all of its runs may see the batch. One draft among them makes the whole a matter of drafts.
    private static string CommonScope(IReadOnlyCollection<string> scopes) => scopes.Distinct(StringComparer.Ordinal).ToList() is [var one] ? one
        : scopes.Contains(Scopes.Drafts, StringComparer.Ordinal) ? Scopes.Drafts
        : Scopes.Everything;
}

/// <summary>What a batch works on, who wants it, and when.</summary>
internal sealed record BatchMoment(Guid[] Runs, Actor By, DateTimeOffset Now);

public sealed record SubmittedBatch(Guid Id, long Number, int Taken, int Skipped);
