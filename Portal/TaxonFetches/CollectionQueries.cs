using Microsoft.EntityFrameworkCore;
using Portal.Domain.Accounts;
using Portal.Domain.Storage;
using Portal.Domain.TaxonFetches;
using Portal.Shell;

namespace Portal.TaxonFetches;

/// <summary>What waits to be collected.</summary>
public sealed class CollectionQueries(IDbContextFactory<PortalDbContext> contexts, WorkerQueries workers)
{
    /// <summary>Exactly the workers whose data may be fetched now: ready, and nobody has to look at their taxon first. The longest ready comes first.</summary>
    /// <exception cref="NotFoundException">The caller has no role in the whole portal.</exception>
    public async Task<ListOf<ReadyWorker>> ReadyAsync(Grants grants, CancellationToken cancellationToken)
    {
        TaxonQueries.Require(grants);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var ready = await (from worker in db.Set<Worker>().AsNoTracking()
                           join taxon in db.Set<Taxon>() on worker.TaxId equals taxon.TaxId
                           where worker.State == WorkerState.Ready && taxon.NeedsAttention == null
                           orderby worker.SettledAt, worker.Id
                           select new { worker, taxon.ScientificName }).ToListAsync(cancellationToken);
        var ids = ready.Select(r => r.worker.Id).ToArray();
        var files = (await (from assignment in db.Set<WorkerAssignment>()
                            where ids.Contains(assignment.WorkerId) && assignment.Status == AssignmentStatus.Ready
                            join file in db.Set<ReadFile>() on assignment.RunAccession equals file.RunAccession
                            where file.Kind == "fastq"
                            orderby file.RunAccession, file.Ordinal
                            select new { assignment.WorkerId, File = file }).AsNoTracking().ToListAsync(cancellationToken)).ToLookup(f => f.WorkerId, f => f.File);
        return new([.. ready.Select(r => new ReadyWorker(r.worker.Id, r.worker.Name, r.worker.Farm, r.worker.TaxId, r.ScientificName, r.worker.Address, r.worker.SettledAt, r.worker.Bytes, r.worker.Reason,
            [.. files[r.worker.Id].GroupBy(f => f.RunAccession, StringComparer.Ordinal).Select(run => new ReadyRun(run.Key, [.. run.Select(f => new ReadyFile(f.Name, $"{f.RunAccession}/{f.Name}", f.Bytes, f.Md5))]))]))], null);
    }

    /// <summary>Everything that is ready and not collected, what waits for a person first, then the longest ready.</summary>
    /// <exception cref="NotFoundException">The caller has no role in the whole portal.</exception>
    public async Task<IReadOnlyList<QueuedCollection>> QueueAsync(Grants grants, CancellationToken cancellationToken)
    {
        TaxonQueries.Require(grants);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var waiting = await (from worker in db.Set<Worker>().AsNoTracking()
                             where worker.State == WorkerState.Ready || worker.State == WorkerState.Collected
                             orderby worker.SettledAt, worker.Id
                             select new { worker.Id, worker.SettledAt, db.Set<Taxon>().Single(t => t.TaxId == worker.TaxId).NeedsAttention }).ToListAsync(cancellationToken);
        var views = (await workers.ByIdAsync([.. waiting.Select(w => w.Id)], cancellationToken)).ToDictionary(w => w.Id);
        return [.. waiting.Where(w => views.ContainsKey(w.Id)).Select(w => new QueuedCollection(views[w.Id], w.SettledAt, w.NeedsAttention)).OrderByDescending(w => w.NeedsAttention is not null)];
    }
}
