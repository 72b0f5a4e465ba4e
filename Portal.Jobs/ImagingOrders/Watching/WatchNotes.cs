using Microsoft.EntityFrameworkCore;
using Portal.Domain.ImagingOrders;
using Portal.Domain.Storage;

namespace Portal.Jobs.ImagingOrders.Watching;

/// <summary>What is remembered of the paths in a watched folder, from one look to the next.</summary>
internal static class WatchNotes
{
    /// <summary>Notes what is new and what changed; what waited and is gone is forgotten, but only when everything was seen.</summary>
    /// <returns>What is whole, and may be ordered.</returns>
    public static async Task<List<WatchedPath>> TakeAsync(PortalDbContext db, WatchedFolder watch, IReadOnlyList<WalkedPath>? walked, string? problem, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (walked is null)
        {
            return [];
        }

        var done = (await db.Set<WatchedPath>().Where(p => p.WatchId == watch.Id && p.State != WatchedState.Waiting).Select(p => p.Path).ToListAsync(cancellationToken)).ToHashSet(StringComparer.Ordinal);
        var waiting = (await db.Set<WatchedPath>().Where(p => p.WatchId == watch.Id && p.State == WatchedState.Waiting).ToListAsync(cancellationToken)).ToDictionary(p => p.Path, StringComparer.Ordinal);
        var whole = new List<WatchedPath>();
        foreach (var seen in walked.Where(w => !done.Contains(w.Path)))
        {
            if (waiting.Remove(seen.Path, out var path))
            {
                path.Seen(seen.Size, seen.ModifiedAt, now);
            }
            else
            {
                path = WatchedPath.Of(watch.Id, seen.Path, seen.Size, seen.ModifiedAt, wasThere: watch is { LookedAt: null, TakeOld: false }, now);
                db.Add(path);
            }

            if (path.State == WatchedState.Waiting && Why(watch, path, seen, now) is not { } why)
            {
                whole.Add(path);
            }
            else if (path.State == WatchedState.Waiting)
            {
                path.Wait(Why(watch, path, seen, now)!);
            }
        }

        if (problem is null)
        {
            db.RemoveRange(waiting.Values);
        }

        return whole;
    }

    private static string? Why(WatchedFolder watch, WatchedPath path, WalkedPath seen, DateTimeOffset now) => watch switch
    {
        _ when seen.Size == 0 => "It is empty.",
        { Marker: { } marker } when !seen.IsMarked => $"Its marker “{WatchPatterns.MarkerOf(marker, seen.Path[(seen.Path.LastIndexOf('/') + 1)..])}” is not there yet.",
        { Marker: null } when path.UnchangedSince + watch.QuietFor > now => $"It changed within the quiet time; it is taken at the first look after {path.UnchangedSince + watch.QuietFor:yyyy-MM-dd HH:mm:ss} UTC.",
        _ => null,
    };
}
