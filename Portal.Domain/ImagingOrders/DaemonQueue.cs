namespace Portal.Domain.ImagingOrders;

/// <summary>Whether somebody works on an order.</summary>
public enum OrderWork
{
    /// <summary>It is in line; see how many are ahead.</summary>
    Waiting,
    Running,
    Over,
}

/// <summary>An unfinished order, as far as its place in line depends on it.</summary>
/// <param name="StartedId">Id of its first row that says Started; null while it is pending.</param>
public readonly record struct InLine(string Uuid, long FirstId, long? StartedId, ImportStage Stage);

/// <param name="Ahead">Orders that come first; 0 for one that runs.</param>
public readonly record struct PlaceInLine(OrderWork Work, int Ahead);

/// <summary>
/// What “Started” hides: the importer says it of every order it has put in line, and works on as many as it has workers.
/// Those that were started first run, unless one that came later is seen converting, which only a worker does.
/// </summary>
public static class DaemonQueue
{
    public static IReadOnlyDictionary<string, PlaceInLine> Places(IEnumerable<InLine> orders, int workers)
    {
        var line = orders.Where(o => !o.Stage.IsFinal()).OrderBy(o => o.StartedId is null).ThenBy(o => o.StartedId ?? o.FirstId).ToList();
        var free = workers - line.Count(o => o.Stage == ImportStage.Preprocessing);
        var (places, ahead) = (new Dictionary<string, PlaceInLine>(StringComparer.Ordinal), 0);
        foreach (var order in line)
        {
            var runs = order.Stage == ImportStage.Preprocessing || (order.StartedId is not null && free-- > 0);
            places[order.Uuid] = runs ? new(OrderWork.Running, 0) : new(OrderWork.Waiting, ahead);
            ahead++;
        }

        return places;
    }
}
