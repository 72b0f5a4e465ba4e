using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Domain.Storage;
using Portal.Domain.TaxonFetches;

namespace Portal.Jobs.TaxonFetches.Workers;

/// <summary>Which worker has which runs; changed one worker at a time, each under its lock.</summary>
public sealed class WorkerBook(IDbContextFactory<PortalDbContext> contexts, IWorkerFarm farm, IOptions<TaxonFetchOptions> options, TimeProvider clock)
{
    private const string Lock = "SELECT pg_advisory_xact_lock(hashtextextended('taxa:workers', 0))";

    /// <summary>The workers of a cycle that are not destroyed.</summary>
    public async Task<IReadOnlyList<Worker>> OfAsync(Guid cycle, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<Worker>().AsNoTracking().Where(w => w.CycleRunId == cycle && w.State != WorkerState.Destroyed).OrderBy(w => w.Share).ToListAsync(cancellationToken);
    }

    public async Task<Worker?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<Worker>().AsNoTracking().SingleOrDefaultAsync(w => w.Id == id, cancellationToken);
    }

    /// <summary>How many workers of a cycle have nothing to be collected any more.</summary>
    public async Task<int> GoneAsync(Guid cycle, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<Worker>().CountAsync(w => w.CycleRunId == cycle && (w.State == WorkerState.Collected || w.State == WorkerState.Destroyed), cancellationToken);
    }

    /// <summary>Divides what is to be fetched for a taxon over workers, within what is free, and writes them down. What a worker has, or had and was collected, is not given out again.</summary>
    /// <returns>Null when there is something to fetch and no worker is free.</returns>
    public async Task<IReadOnlyList<Worker>?> RequestAsync(Taxon taxon, Guid cycle, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlRawAsync(Lock, cancellationToken);
        var there = await db.Set<Worker>().Where(w => w.CycleRunId == cycle && w.State != WorkerState.Destroyed).OrderBy(w => w.Share).ToListAsync(cancellationToken);
        if (there.Count > 0)
        {
            return there;
        }

        AssignmentStatus[] held = [AssignmentStatus.Processing, AssignmentStatus.Ready, AssignmentStatus.Collected];
        var items = await (from link in db.Set<ReadRunTaxon>()
                           where link.TaxId == taxon.TaxId && link.Passed == true && !db.Set<WorkerAssignment>().Any(a => a.RunAccession == link.RunAccession && held.Contains(a.Status))
                           join run in db.Set<ReadRun>() on link.RunAccession equals run.RunAccession
                           where run.FastqFiles > 0 && run.FastqBytes != null
                           orderby run.RunAccession
                           select new WorkItem(run.RunAccession, run.FastqBytes!.Value)).ToListAsync(cancellationToken);
        var budget = options.Value.Budget;
        var shares = WorkShares.Divide(items, budget, budget.MaxWorkers - await db.Set<Worker>().CountAsync(w => w.State != WorkerState.Destroyed, cancellationToken));
        if (items.Count > 0 && shares.Count == 0)
        {
            return null;
        }

        var now = clock.GetUtcNow();
        foreach (var (share, number) in shares.Select((s, i) => (s, i)))
        {
            var worker = Worker.Request(Guid.CreateVersion7(now), farm.Name, taxon.TaxId, cycle, number, share.Count, share.Sum(i => i.Bytes), now);
            there.Add(worker);
            db.Add(worker);
            db.AddRange(share.Select(i => new WorkerAssignment { WorkerId = worker.Id, RunAccession = i.RunAccession, Bytes = i.Bytes }));
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return there;
    }

    /// <param name="change">The change, and whatever belongs into the same transaction.</param>
    /// <returns>Null when there is no such worker.</returns>
    public async Task<Worker?> ChangeAsync(Guid id, Func<PortalDbContext, Worker, DateTimeOffset, Task> change, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.Set<Worker>().FromSql($"SELECT * FROM portal.worker WHERE id = {id} FOR NO KEY UPDATE").SingleOrDefaultAsync(cancellationToken) is not { } worker)
        {
            return null;
        }

        await change(db, worker, clock.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return worker;
    }

    /// <summary>The runs of a worker with the files of each.</summary>
    public async Task<IReadOnlyList<(WorkerAssignment Assignment, IReadOnlyList<ReadFile> Files)>> AssignmentsAsync(Guid worker, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var assignments = await db.Set<WorkerAssignment>().AsNoTracking().Where(a => a.WorkerId == worker).OrderBy(a => a.RunAccession).ToListAsync(cancellationToken);
        var runs = assignments.Select(a => a.RunAccession).ToArray();
        var files = (await db.Set<ReadFile>().AsNoTracking().Where(f => f.Kind == "fastq" && runs.Contains(f.RunAccession)).ToListAsync(cancellationToken)).OrderBy(f => f.Ordinal).ToLookup(f => f.RunAccession, StringComparer.Ordinal);
        return [.. assignments.Select(a => (a, (IReadOnlyList<ReadFile>)[.. files[a.RunAccession]]))];
    }
}
