using Microsoft.EntityFrameworkCore;
using Portal.Domain.GwoManifests;
using Portal.Domain.Runs;
using Portal.Domain.Storage;

namespace Portal.Jobs.GwoManifests;

/// <summary>Takes out of a new ledger what would replace a registered value that nobody ticked; the entry keeps what was left.</summary>
internal static class UntickedChanges
{
    private const int AtOnce = 2000;

    public static async Task LeaveAsync(PortalDbContext db, Guid runId, Guid manifestId, ReplaceChoice choice, CancellationToken cancellationToken)
    {
        if (choice.All)
        {
            return;
        }

        var mayReplace = choice.Rule();
        var updates = await db.Set<GwoPlanItem>().AsNoTracking().Where(i => i.ManifestId == manifestId && i.Action == PlanAction.Update && i.Changes != null)
            .Select(i => new { i.Entity, i.Position, i.KfId, i.Changes, i.Body }).ToListAsync(cancellationToken);
        var left = new List<Left>();
        foreach (var item in updates)
        {
            var changes = RunParameters.Read<List<FieldChange>>(item.Changes!);
            var unticked = changes.Where(c => changes.TickFor(c) is { } tick && !mayReplace(item.KfId, tick)).ToList();
            if (unticked.Count > 0)
            {
                var body = item.Body is null ? null : JsonBody.Without(item.Body, unticked.Select(CuratedChanges.TickOf).ToHashSet(StringComparer.Ordinal));
                left.Add(new Left(item.Entity, item.Position, body, RunParameters.Write(unticked)));
            }
        }

        foreach (var some in left.Chunk(AtOnce))
        {
            await WriteAsync(db, runId, some, cancellationToken);
        }
    }

    private static Task WriteAsync(PortalDbContext db, Guid runId, Left[] left, CancellationToken cancellationToken)
    {
        var entities = left.Select(l => l.Entity.ToString()).ToArray();
        var positions = left.Select(l => l.Position).ToArray();
        var bodies = left.Select(l => l.Body).ToArray();
        var changes = left.Select(l => l.Changes).ToArray();
        return db.Database.ExecuteSqlAsync($"""
            UPDATE portal.gwo_ledger_entry e
            SET body = l.body, "left" = l.changes, state = CASE WHEN l.body IS NULL THEN 'Kept' ELSE e.state END
            FROM unnest({entities}, {positions}, {bodies}, {changes}) AS l(entity, position, body, changes)
            WHERE e.run_id = {runId} AND e.entity = l.entity AND e.position = l.position
            """, cancellationToken);
    }

    private sealed record Left(PlanEntity Entity, int Position, string? Body, string Changes);
}
