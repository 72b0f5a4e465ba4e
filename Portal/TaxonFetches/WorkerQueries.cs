using Microsoft.EntityFrameworkCore;
using Portal.Domain.Accounts;
using Portal.Domain.Storage;
using Portal.Domain.TaxonFetches;
using Portal.Shell;

namespace Portal.TaxonFetches;

/// <summary>The workers there are, and the latest of those that are gone.</summary>
public sealed class WorkerQueries(IDbContextFactory<PortalDbContext> contexts)
{
    /// <param name="gone">Also those that were destroyed.</param>
    /// <exception cref="NotFoundException">The caller has no role in the whole portal.</exception>
    public async Task<ListOf<WorkerView>> ListAsync(bool gone, string? cursor, int limit, Grants grants, CancellationToken cancellationToken)
    {
        TaxonQueries.Require(grants);
        var skip = TaxonQueries.Skip(cursor);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await Views(db).Where(w => gone || w.State != WorkerState.Destroyed).OrderBy(w => w.State == WorkerState.Destroyed).ThenByDescending(w => w.State == WorkerState.Error).ThenByDescending(w => w.RequestedAt)
            .Skip(skip).Take(limit + 1).ToListAsync(cancellationToken);
        return new([.. rows.Take(limit)], rows.Count > limit ? $"{skip + limit}" : null);
    }

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
