using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Portal.Common;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Domain.Storage;

namespace Portal.Runs;

/// <summary>What pages and API read about runs. Whoever asks sees the scopes of their grants and nothing else.</summary>
public sealed class RunQueries(IDbContextFactory<PortalDbContext> contexts, TimeProvider clock)
{
    /// <param name="cursor">From the page before; null for the first.</param>
    /// <exception cref="ArgumentException">The cursor is not one this list gave out.</exception>
    public async Task<RunPageOf> ListAsync(RunFilter filter, string? cursor, int limit, Grants grants, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await PlanEachAsync(db, cancellationToken);
        var order = RunOrder.Of(filter.Sort, cursor, clock.GetUtcNow());
        var parts = new List<List<RunRow>>();
        foreach (var part in order.Parts(Select(db, filter, grants)))
        {
            parts.Add(await part.Take(limit + 1).Rows(db).ToListAsync(cancellationToken));
        }

        var rows = order.Together(parts);
        return rows.Count > limit ? new(rows[..limit], order.After(rows[limit - 1])) : new(rows, null);
    }

    /// <summary>Stops one above <see cref="Counts.Ceiling"/>, unless asked for the exact figure.</summary>
    public async Task<int> CountAsync(RunFilter filter, Grants grants, bool exact, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await PlanEachAsync(db, cancellationToken);
        var runs = Select(db, filter, grants);
        return await (exact ? runs : Capped(runs)).CountAsync(cancellationToken);
    }

    /// <summary>The rows of these runs as they are now, in no particular order.</summary>
    public async Task<IReadOnlyList<RunRow>> RowsAsync(IReadOnlyCollection<Guid> ids, Grants grants, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.VisibleRuns(grants).Where(r => ids.Contains(r.Id)).Rows(db).ToListAsync(cancellationToken);
    }

    /// <summary>Which of these runs the filter would show.</summary>
    public async Task<IReadOnlyList<RunKey>> MatchingAsync(RunFilter filter, IReadOnlyCollection<Guid> ids, Grants grants, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await Select(db, filter, grants).Where(r => ids.Contains(r.Id)).Select(r => new RunKey(r.Id, r.Number)).ToListAsync(cancellationToken);
    }

    /// <summary>The keys of the newest runs above a number; what a list missed while its connection was away.</summary>
    public async Task<IReadOnlyList<RunKey>> NewerAsync(RunFilter filter, long number, Grants grants, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await Select(db, filter, grants).Where(r => r.Number > number).OrderBy(r => r.Number).Take(1_000).Select(r => new RunKey(r.Id, r.Number)).ToListAsync(cancellationToken);
    }

    /// <param name="idsOrNumbers">As in <see cref="FindAsync"/>; what nobody may see is left out.</param>
    public async Task<IReadOnlyList<RunKey>> KeysAsync(IReadOnlyCollection<string> idsOrNumbers, Grants grants, CancellationToken cancellationToken)
    {
        var ids = idsOrNumbers.Select(i => Guid.TryParse(i, out var id) ? id : (Guid?)null).OfType<Guid>().ToArray();
        var numbers = idsOrNumbers.Select(i => RunNumber.TryParse(i, out var number) ? number : (long?)null).OfType<long>().ToArray();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.VisibleRuns(grants).Where(r => ids.Contains(r.Id) || numbers.Contains(r.Number)).OrderByDescending(r => r.Number).Select(r => new RunKey(r.Id, r.Number)).ToListAsync(cancellationToken);
    }

    public async Task<RunFigures> FiguresAsync(RunFilter filter, Grants grants, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await PlanEachAsync(db, cancellationToken);
        var runs = Select(db, filter, grants);
        var lately = clock.GetUtcNow().AddHours(-24);
        return new RunFigures(
            await Count(runs.Where(r => r.State == RunState.Failed)),
            await Count(runs.Where(r => r.State == RunState.Waiting && r.Question != null)),
            await Count(runs.Where(r => r.State == RunState.Waiting)),
            await Count(runs.Where(r => r.State == RunState.Running)),
            await Count(runs.Where(r => r.State == RunState.Queued)),
            await Count(runs.Where(r => r.State == RunState.Succeeded && r.EndedAt > lately)),
            await runs.AnyAsync(cancellationToken));

        Task<int> Count(IQueryable<Run> some) => Capped(some).CountAsync(cancellationToken);
    }

    /// <param name="idOrNumber">A GUID, "R-48231" or "48231".</param>
    public async Task<RunDetail?> FindAsync(string idOrNumber, Grants grants, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var runs = db.VisibleRuns(grants);
        runs = Guid.TryParse(idOrNumber, out var id) ? runs.Where(r => r.Id == id)
            : RunNumber.TryParse(idOrNumber, out var number) ? runs.Where(r => r.Number == number)
            : runs.Where(_ => false);
        return await RunDetails.ReadAsync(db, runs, db.VisibleRuns(grants), cancellationToken);
    }

    /// <summary>The part of a run that moves; null when it is gone or may no longer be seen.</summary>
    public async Task<RunProgress?> ProgressAsync(Guid runId, Grants grants, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var run = await db.VisibleRuns(grants).Where(r => r.Id == runId).Rows(db).SingleOrDefaultAsync(cancellationToken);
        return run is null ? null : new RunProgress(run,
            await db.RunSteps.Where(s => s.RunId == runId && s.Attempt == run.Attempt).OrderBy(s => s.Position).Views().ToListAsync(cancellationToken),
            await db.RunSequences.Where(s => s.RunId == runId).Select(s => s.LastSeq).FirstOrDefaultAsync(cancellationToken),
            await db.RunArtifacts.CountAsync(a => a.RunId == runId, cancellationToken),
            await db.VisibleRuns(grants).CountAsync(r => r.ParentId == runId, cancellationToken));
    }

    /// <summary>How many of the runs that match are in which state.</summary>
    public async Task<IReadOnlyDictionary<RunState, int>> StatesAsync(RunFilter filter, Grants grants, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await Select(db, filter, grants).GroupBy(r => r.State).Select(g => new { g.Key, Runs = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Runs, cancellationToken);
    }

    private static IQueryable<Run> Select(PortalDbContext db, RunFilter filter, Grants grants) => db.VisibleRuns(grants).Matching(filter, db);

    // The plan that is right for one filter is wrong for the next, so none is kept for what is asked on average.
    private static async Task<IDbContextTransaction> PlanEachAsync(PortalDbContext db, CancellationToken cancellationToken)
    {
        var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"SET LOCAL plan_cache_mode = force_custom_plan", cancellationToken);
        return transaction;
    }

    // Which ones are counted does not matter, so no order is asked for; saying so keeps EF from warning about it.
    private static IQueryable<Run> Capped(IQueryable<Run> runs) => runs.OrderBy(_ => 1).Take(Counts.Ceiling + 1);
}
