using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Domain.Storage;

namespace Portal.Runs;

/// <summary>What pages and API read about batches: those in scopes the caller sees, and the caller's own.</summary>
public sealed class BatchQueries(IDbContextFactory<PortalDbContext> contexts, TimeProvider clock)
{
    private const int Worst = 20;
    private const int Reasons = 12;
    private static readonly TimeSpan RateOver = TimeSpan.FromMinutes(1);

    /// <summary>Newest first.</summary>
    /// <exception cref="ArgumentException">The cursor is not one this list gave out.</exception>
    public async Task<BatchPageOf> ListAsync(string? cursor, int limit, Actor caller, Grants grants, CancellationToken cancellationToken)
    {
        var below = long.MaxValue;
        if (!string.IsNullOrEmpty(cursor) && !long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out below))
        {
            throw new ArgumentException($"The cursor “{cursor}” is not one this list gave out. Start again without it.", nameof(cursor));
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await Visible(db, caller, grants).Where(b => b.Number < below).OrderByDescending(b => b.Number).Take(limit + 1).Select(View).ToListAsync(cancellationToken);
        return rows.Count > limit ? new(rows[..limit], rows[limit - 1].Number.ToString(CultureInfo.InvariantCulture)) : new(rows, null);
    }

    /// <param name="idOrNumber">A GUID, "B-17" or "17".</param>
    public async Task<BatchDetail?> FindAsync(string idOrNumber, Actor caller, Grants grants, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var batches = Visible(db, caller, grants);
        batches = Guid.TryParse(idOrNumber, out var id) ? batches.Where(b => b.Id == id)
            : BatchNumber.TryParse(idOrNumber, out var number) ? batches.Where(b => b.Number == number)
            : batches.Where(_ => false);
        if (await batches.Select(View).SingleOrDefaultAsync(cancellationToken) is not { } batch)
        {
            return null;
        }

        var skipped = await db.RunBatchItems.Where(i => i.BatchId == batch.Id && i.SkippedBecause != null).GroupBy(i => i.SkippedBecause!)
            .OrderByDescending(g => g.Count()).ThenBy(g => g.Key).Take(Reasons).Select(g => new SkippedRuns(g.Key, g.Count())).ToListAsync(cancellationToken);
        return new BatchDetail(batch, await FiguresAsync(db, batch, cancellationToken), skipped, await WorstAsync(db, batch, grants, cancellationToken));
    }

    private async Task<BatchFigures> FiguresAsync(PortalDbContext db, BatchView batch, CancellationToken cancellationToken)
    {
        var (now, over) = (clock.GetUtcNow(), Math.Clamp((clock.GetUtcNow() - batch.CreatedAt).TotalSeconds, 1, RateOver.TotalSeconds));
        var since = now.AddSeconds(-over);
        var states = await Attempts(db, batch).GroupBy(a => a.State)
            .Select(g => new { g.Key, Runs = g.Count(), Lately = g.Count(a => a.EndedAt > since) }).ToListAsync(cancellationToken);
        var ended = states.Where(s => s.Key.IsFinal()).ToList();
        var done = batch.Kind == BatchKind.Cancel ? RunState.Cancelled : RunState.Succeeded;
        var cancelled = batch.Kind == BatchKind.Cancel ? 0 : Of(RunState.Cancelled);
        var lately = ended.Sum(s => s.Lately);
        return new BatchFigures(Of(done), ended.Sum(s => s.Runs) - Of(done) - cancelled, cancelled, states.Sum(s => s.Runs) - ended.Sum(s => s.Runs), lately == 0 ? null : lately / over);

        int Of(RunState state) => states.Where(s => s.Key == state).Sum(s => s.Runs);
    }

    private static async Task<IReadOnlyList<RunRow>> WorstAsync(PortalDbContext db, BatchView batch, Grants grants, CancellationToken cancellationToken) => batch.Kind == BatchKind.Cancel
        ? []
        : await db.VisibleRuns(grants).Where(r => r.State == RunState.Failed
                && db.RunBatchItems.Any(i => i.BatchId == batch.Id && i.RunId == r.Id && i.Attempt == r.Attempt && i.SkippedBecause == null))
            .OrderByDescending(r => r.Number).Take(Worst).Rows(db).ToListAsync(cancellationToken);

    // The attempts the batch asked for; what came after them is another story.
    private static IQueryable<RunAttempt> Attempts(PortalDbContext db, BatchView batch) =>
        from item in db.RunBatchItems
        where item.BatchId == batch.Id && item.SkippedBecause == null
        join attempt in db.RunAttempts on new { item.RunId, Number = item.Attempt } equals new { attempt.RunId, attempt.Number }
        select attempt;

    private static IQueryable<RunBatch> Visible(PortalDbContext db, Actor caller, Grants grants) => grants.SeesEverything
        ? db.RunBatches.AsNoTracking().Where(b => b.CreatedById == caller.Id || grants.SeesDrafts || b.Scope != Scopes.Drafts)
        : db.RunBatches.AsNoTracking().Where(b => b.CreatedById == caller.Id || grants.VisibleScopes.Contains(b.Scope));

    private static readonly System.Linq.Expressions.Expression<Func<RunBatch, BatchView>> View = b => new BatchView
    {
        Id = b.Id,
        Number = b.Number,
        Kind = b.Kind,
        Title = b.Title,
        Scope = b.Scope,
        Why = b.Why,
        CreatedAt = b.CreatedAt,
        CreatedBy = b.CreatedBy,
        Taken = b.Taken,
        Skipped = b.Skipped,
        CancelledAt = b.CancelledAt,
        CancelledBy = b.CancelledBy,
    };
}
