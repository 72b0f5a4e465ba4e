using Microsoft.EntityFrameworkCore;
using Portal.Common;
using Portal.Domain.Runs;
using Portal.Domain.Storage;

namespace Portal.Runs;

/// <summary>Lines of one run's history. The caller has found the run through <see cref="RunQueries"/>, and so may see it.</summary>
public sealed class RunEventQueries(IDbContextFactory<PortalDbContext> contexts)
{
    /// <summary>Oldest first, beginning with the first after <paramref name="after"/>.</summary>
    public async Task<IReadOnlyList<RunEvent>> AfterAsync(Guid runId, long after, int limit, EventFilter filter, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await Select(db, runId, filter).Where(e => e.Seq > after).OrderBy(e => e.Seq).Take(limit).ToListAsync(cancellationToken);
    }

    /// <summary>The last <paramref name="limit"/> lines before <paramref name="before"/>, oldest first.</summary>
    public async Task<IReadOnlyList<RunEvent>> BeforeAsync(Guid runId, long before, int limit, EventFilter filter, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var lines = await Select(db, runId, filter).Where(e => e.Seq < before).OrderByDescending(e => e.Seq).Take(limit).ToListAsync(cancellationToken);
        lines.Reverse();
        return lines;
    }

    /// <summary>Number of the last line there is; 0 before the first.</summary>
    public async Task<long> LastAsync(Guid runId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.RunEvents.Where(e => e.RunId == runId).MaxAsync(e => (long?)e.Seq, cancellationToken) ?? 0;
    }

    /// <summary>How many lines up to <paramref name="last"/> the step and text of the filter leave, by level; its own level does not count.</summary>
    public async Task<EventCounts> CountAsync(Guid runId, EventFilter filter, long last, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var counts = await Select(db, runId, filter with { Level = EventLevel.Info }).Where(e => e.Seq <= last).GroupBy(e => e.Level)
            .Select(g => new { Level = g.Key, Count = g.LongCount() }).ToDictionaryAsync(g => g.Level, g => g.Count, cancellationToken);
        return new EventCounts(counts.Values.Sum(), counts.GetValueOrDefault(EventLevel.Warning), counts.GetValueOrDefault(EventLevel.Error));
    }

    private static IQueryable<RunEvent> Select(PortalDbContext db, Guid runId, EventFilter filter)
    {
        var lines = db.RunEvents.AsNoTracking().Where(e => e.RunId == runId);
        lines = filter.Attempt is { } attempt ? lines.Where(e => e.Attempt == attempt) : lines;
        lines = filter.Step is { } step ? lines.Where(e => e.Step == step) : lines;
        lines = filter.Level switch
        {
            EventLevel.Info => lines,
            EventLevel.Warning => lines.Where(e => e.Level == EventLevel.Warning || e.Level == EventLevel.Error),
            _ => lines.Where(e => e.Level == EventLevel.Error),
        };
        return string.IsNullOrEmpty(filter.Text) ? lines : lines.Where(e => EF.Functions.ILike(e.Text, LikePattern.Containing(filter.Text), @"\"));
    }
}
