using Portal.Domain.Runs;
using Portal.Domain.Storage;

namespace Portal.Runs;

/// <summary>The runs somebody picked for one action on many: everything a filter shows, or these.</summary>
/// <param name="Picked">Null: all that match the filter.</param>
public sealed record RunChoice(RunFilter Filter, IReadOnlyList<RunKey>? Picked = null)
{
    /// <summary>What the action is for; a filter means the failed ones, unless it asks for cancelled ones by name.</summary>
    public static IReadOnlyList<RunState> Takes(BatchKind kind, RunChoice choice) => kind switch
    {
        BatchKind.Cancel => [.. Enum.GetValues<RunState>().Where(s => s.CanCancel())],
        BatchKind.Retry when choice.Picked is null && !choice.Filter.States.Contains(RunState.Cancelled) => [RunState.Failed],
        BatchKind.Retry => [.. Enum.GetValues<RunState>().Where(s => s.CanRetry())],
        _ => throw new InvalidOperationException($"No choice of runs for {kind}."),
    };

    /// <summary>All of it, whatever its state.</summary>
    internal IQueryable<Run> All(PortalDbContext db, IQueryable<Run> runs)
    {
        if (Picked is null)
        {
            return runs.Matching(Filter, db);
        }

        var ids = Picked.Select(p => p.Id).ToArray();
        return runs.Where(r => ids.Contains(r.Id));
    }

    /// <summary>What the action takes on. Of picked ones all, so that each that is left alone is listed with its reason.</summary>
    internal IQueryable<Run> Taken(BatchKind kind, PortalDbContext db)
    {
        var states = Takes(kind, this);
        return Picked is null ? All(db, db.Runs).Where(r => states.Contains(r.State)) : All(db, db.Runs);
    }
}
