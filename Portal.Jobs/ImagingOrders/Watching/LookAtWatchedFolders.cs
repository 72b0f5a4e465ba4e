using Microsoft.EntityFrameworkCore;
using Portal.Domain.ImagingOrders;
using Portal.Domain.Storage;
using Portal.Jobs.Schedules;

namespace Portal.Jobs.ImagingOrders.Watching;

/// <summary>Looks into every watched folder that is not paused.</summary>
internal sealed class LookAtWatchedFolders(IDbContextFactory<PortalDbContext> contexts, WatchLook look) : IScheduledWork
{
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        List<Guid> watches;
        await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
        {
            watches = await db.Set<WatchedFolder>().Where(w => w.PausedBecause == null && w.DeletedAt == null).OrderBy(w => w.LookedAt).Select(w => w.Id).ToListAsync(cancellationToken);
        }

        var looks = new List<WatchLooked>();
        foreach (var watch in watches)
        {
            if (await look.RunAsync(watch, cancellationToken) is { } looked)
            {
                looks.Add(looked);
            }
        }

        return watches.Count == 0 ? "No folder is watched."
            : $"{Words.Count(looks.Count, "folder")} looked at, {Words.Count(looks.Sum(l => l.Orders), "order")} made{(looks.Count(l => l.Problem is not null) is > 0 and var bad ? $", {Words.Count(bad, "folder")} with a problem" : null)}.";
    }
}
