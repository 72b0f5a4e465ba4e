using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Domain.Storage;

namespace Portal.Jobs.Housekeeping;

/// <summary>Log lines of runs that ended long ago.</summary>
internal sealed class OldEvents(OldRuns runs, Batches batches, IOptions<RetentionOptions> options, TimeProvider clock) : IRetentionRule
{
    public async Task<string?> RemoveAsync(CancellationToken cancellationToken)
    {
        if (options.Value.EventDays == 0)
        {
            return null;
        }

        var lines = 0L;
        await foreach (var some in runs.ReadAsync(clock.GetUtcNow().AddDays(-options.Value.EventDays), "EXISTS (SELECT 1 FROM portal.run_event e WHERE e.run_id = r.id)", cancellationToken))
        {
            lines += await batches.DeleteAsync("portal.run_event", "x.run_id = ANY (@runs)", ("runs", some), cancellationToken);
        }

        return lines == 0 ? null : Words.Count(lines, "log line");
    }
}

/// <summary>Reports and tables of runs that ended long ago: the rows first, then the files, so that no row ever promises a file that is gone.</summary>
internal sealed class OldArtifacts(IDbContextFactory<PortalDbContext> contexts, OldRuns runs, IFileStore files, IOptions<RetentionOptions> options, TimeProvider clock) : IRetentionRule
{
    public async Task<string?> RemoveAsync(CancellationToken cancellationToken)
    {
        if (options.Value.ArtifactDays == 0)
        {
            return null;
        }

        var removed = 0;
        await foreach (var some in runs.ReadAsync(clock.GetUtcNow().AddDays(-options.Value.ArtifactDays), "EXISTS (SELECT 1 FROM portal.run_artifact a WHERE a.run_id = r.id)", cancellationToken))
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            var artifacts = await db.RunArtifacts.AsNoTracking().Where(a => some.Contains(a.RunId)).Select(a => new { a.Id, a.StorageKey }).ToListAsync(cancellationToken);
            foreach (var batch in artifacts.Chunk(Batches.Size))
            {
                var ids = batch.Select(a => a.Id).ToList();
                removed += await db.RunArtifacts.Where(a => ids.Contains(a.Id)).ExecuteDeleteAsync(cancellationToken);
                foreach (var artifact in batch)
                {
                    await files.DeleteAsync(artifact.StorageKey, cancellationToken);
                }
            }
        }

        return removed == 0 ? null : Words.Count(removed, "artifact");
    }
}

/// <summary>Whole runs that ended long ago and nothing refers to.</summary>
internal sealed class WholeRuns(IDbContextFactory<PortalDbContext> contexts, OldRuns runs, Batches batches, IFileStore files, IOptions<RetentionOptions> options, TimeProvider clock) : IRetentionRule
{
    // What goes with a run by cascade is not counted in rows; so few at a time keep the transaction short all the same.
    private const int AtOnce = 50;

    public async Task<string?> RemoveAsync(CancellationToken cancellationToken)
    {
        if (options.Value.RunDays == 0)
        {
            return null;
        }

        var (removed, before) = (0, clock.GetUtcNow().AddDays(-options.Value.RunDays));
        string unreferred;
        await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
        {
            unreferred = OldRuns.NotReferredTo(db);
        }

        await foreach (var some in runs.ReadAsync(before, unreferred, cancellationToken))
        {
            await batches.DeleteAsync("portal.run_event", "x.run_id = ANY (@runs)", ("runs", some), cancellationToken);
            foreach (var few in some.Chunk(AtOnce))
            {
                var (gone, left) = await runs.DeleteAsync(few, unreferred, before, cancellationToken);
                removed += gone;
                foreach (var file in left)
                {
                    await files.DeleteAsync(file, cancellationToken);
                }
            }
        }

        return removed == 0 ? null : Words.Count(removed, "run");
    }
}
