using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Domain.Accounts;
using Portal.Domain.Storage;
using Portal.Domain.TaxonFetches;
using Portal.Jobs.TaxonFetches.Workers;
using Portal.Shell;

namespace Portal.TaxonFetches;

/// <summary>The workers there are, and the latest of those that are gone.</summary>
public sealed class WorkerQueries(IDbContextFactory<PortalDbContext> contexts, IWorkerFarm farm, IOptions<CollectorOptions> options, TimeProvider clock)
{
    private const int MostLines = 500;

    /// <param name="gone">Also those that were destroyed.</param>
    /// <exception cref="NotFoundException">The caller has no role in the whole portal.</exception>
    public async Task<ListOf<WorkerView>> ListAsync(bool gone, string? cursor, int limit, Grants grants, CancellationToken cancellationToken)
    {
        TaxonQueries.Require(grants);
        var skip = TaxonQueries.Skip(cursor);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await Views(db).Where(w => gone || w.State != WorkerState.Destroyed).OrderBy(w => w.State == WorkerState.Destroyed).ThenByDescending(w => w.State == WorkerState.Error).ThenByDescending(w => w.RequestedAt)
            .Skip(skip).Take(limit + 1).ToListAsync(cancellationToken);
        return new([.. rows.Take(limit).Select(Priced)], rows.Count > limit ? $"{skip + limit}" : null);
    }

    /// <exception cref="NotFoundException">There is no such worker, or the caller has no role in the whole portal.</exception>
    public async Task<WorkerDetail> FindAsync(Guid id, Grants grants, CancellationToken cancellationToken)
    {
        TaxonQueries.Require(grants);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var worker = await db.Set<Worker>().AsNoTracking().SingleOrDefaultAsync(w => w.Id == id, cancellationToken) ?? throw new NotFoundException("There is no such worker here.");
        var runs = await db.Set<WorkerAssignment>().Where(a => a.WorkerId == id).OrderBy(a => a.RunAccession).Select(a => new HeldRun(a.RunAccession, a.Status, a.Bytes, a.Reason, a.CollectedAt)).ToListAsync(cancellationToken);
        var lines = await db.Set<WorkerLine>().Where(l => l.WorkerId == id).OrderByDescending(l => l.Id).Take(MostLines).Select(l => new WorkerLogLine(l.Id, l.At, l.Start, l.Kind, l.Text)).ToListAsync(cancellationToken);
        var output = worker.State != WorkerState.Destroyed && worker.Farm == farm.Name && farm is IWorkerOutput speaks ? await speaks.OutputAsync(worker, cancellationToken) : null;
        return new(Priced(await Views(db).SingleAsync(w => w.Id == id, cancellationToken)), runs, lines, output);
    }

    internal async Task<IReadOnlyList<WorkerView>> ByIdAsync(Guid[] ids, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return [.. (await Views(db).Where(w => ids.Contains(w.Id)).ToListAsync(cancellationToken)).Select(Priced)];
    }

    private WorkerView Priced(WorkerView worker) =>
        worker with { Cost = options.Value.CostOf(worker.Farm, (worker.DestroyedAt ?? clock.GetUtcNow()) - worker.RequestedAt), Currency = options.Value.Currency };

    private static IQueryable<WorkerView> Views(PortalDbContext db) =>
        from worker in db.Set<Worker>().AsNoTracking()
        select new WorkerView
        {
            Id = worker.Id,
            Name = worker.Name,
            Farm = worker.Farm,
            TaxId = worker.TaxId,
            ScientificName = db.Set<Taxon>().Where(t => t.TaxId == worker.TaxId).Select(t => t.ScientificName).FirstOrDefault() ?? "",
            State = worker.State,
            Handle = worker.Handle,
            Address = worker.Address,
            Runs = worker.Runs,
            Bytes = worker.Bytes,
            DoneBytes = worker.DoneBytes,
            Uncollected = db.Set<WorkerAssignment>().Count(a => a.WorkerId == worker.Id && a.Status != AssignmentStatus.Collected && a.Status != AssignmentStatus.Abandoned),
            Reason = worker.Reason,
            Starts = worker.Starts,
            RequestedAt = worker.RequestedAt,
            LastSeenAt = worker.LastSeenAt,
            DestroyedAt = worker.DestroyedAt,
            DestroyedBy = worker.DestroyedBy,
        };
}
