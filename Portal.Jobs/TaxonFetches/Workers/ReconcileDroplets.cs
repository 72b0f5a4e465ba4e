using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Portal.Domain.Runs;
using Portal.Domain.Storage;
using Portal.Domain.TaxonFetches;
using Portal.Jobs.Outside.DigitalOcean;
using Portal.Jobs.Schedules;

namespace Portal.Jobs.TaxonFetches.Workers;

/// <summary>Droplets that no worker owns, and workers whose droplet is gone: reported, and nothing else.</summary>
internal sealed partial class ReconcileDroplets(DigitalOceanClient cloud, IDbContextFactory<PortalDbContext> contexts, IOptions<DigitalOceanOptions> options, ILogger<ReconcileDroplets> logger, TimeProvider clock) : IScheduledWork
{
    // Asked for, and perhaps not written down yet.
    private static readonly TimeSpan Young = TimeSpan.FromMinutes(1);

    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var workers = await db.Set<Worker>().AsNoTracking().Where(w => w.Farm == DigitalOceanFarm.FarmName && w.State != WorkerState.Destroyed && w.State != WorkerState.Requested).ToListAsync(cancellationToken);
        var droplets = await cloud.ListAsync(options.Value.DropletTag, cancellationToken); // after the workers: one made meanwhile is too young to be reported
        var now = clock.GetUtcNow();
        List<OrphanMachine> found = [.. droplets.Where(d => now - d.CreatedAt > Young && !workers.Exists(w => Owns(w, d))).Select(NoWorker), .. workers.Where(w => w.Handle is { } handle && !droplets.Any(d => $"{d.Id}" == handle)).Select(NoMachine)];
        var before = await db.Set<OrphanMachine>().ToDictionaryAsync(o => o.Key, cancellationToken);
        db.RemoveRange(before.Values.Where(b => !found.Exists(f => f.Key == b.Key)));
        foreach (var orphan in found.Where(f => !before.ContainsKey(f.Key)))
        {
            orphan.Since = now;
            db.Add(orphan);
            LogOrphan(logger, orphan.Sentence);
        }

        await db.SaveChangesAsync(cancellationToken);
        return found.Count == 0 ? $"{Words.Count(droplets.Count, "droplet")}, and each has its worker." : $"{Words.Count(droplets.Count, "droplet")}; {string.Join(" ", found.Select(f => f.Sentence))}";
    }

    private static bool Owns(Worker worker, Droplet droplet) => worker.Handle is { } handle ? handle == $"{droplet.Id}" : droplet.Tags?.Contains(DigitalOceanFarm.TagOf(worker.Id)) == true;

    private static OrphanMachine NoWorker(Droplet droplet) => new()
    {
        Key = $"droplet:{droplet.Id}",
        Kind = OrphanKind.NoWorker,
        Name = droplet.Name,
        Sentence = $"The droplet {droplet.Name} ({droplet.Id}{(droplet.PublicAddress is { } at ? $", {at}" : "")}) has the portal’s tag and no worker owns it. It costs money until somebody destroys it at DigitalOcean.",
    };

    private static OrphanMachine NoMachine(Worker worker) => new()
    {
        Key = Worker.KeyOf(worker.Id),
        Kind = OrphanKind.NoMachine,
        Name = worker.Name,
        Sentence = $"The droplet {worker.Handle} of {worker.Name} is gone. Destroy the worker to have its runs fetched again.",
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Orphan}")]
    private static partial void LogOrphan(ILogger logger, string orphan);
}
