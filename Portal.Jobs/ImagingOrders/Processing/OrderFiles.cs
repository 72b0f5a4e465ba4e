using Microsoft.EntityFrameworkCore;
using Portal.Domain.ImagingOrders;
using Portal.Domain.Storage;

namespace Portal.Jobs.ImagingOrders.Processing;

/// <summary>Keeps what becomes of each file of an order.</summary>
public sealed class OrderFiles(IDbContextFactory<PortalDbContext> contexts, TimeProvider clock)
{
    /// <summary>All of an order, made first where there are none yet.</summary>
    public async Task<IReadOnlyList<ImagingOrderFile>> OpenAsync(Guid order, IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (!await db.Set<ImagingOrderFile>().AnyAsync(f => f.OrderId == order, cancellationToken))
        {
            db.AddRange(files.Select((path, i) => ImagingOrderFile.Of(order, i, path)));
            await db.SaveChangesAsync(cancellationToken);
        }

        return await OfAsync(order, cancellationToken);
    }

    public async Task<IReadOnlyList<ImagingOrderFile>> OfAsync(Guid order, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<ImagingOrderFile>().AsNoTracking().Where(f => f.OrderId == order).OrderBy(f => f.Position).ToListAsync(cancellationToken);
    }

    public async Task ChangeAsync(ImagingOrderFile file, Action<ImagingOrderFile, DateTimeOffset> change, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var stored = await db.Set<ImagingOrderFile>().SingleAsync(f => f.OrderId == file.OrderId && f.Position == file.Position, cancellationToken);
        change(stored, clock.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>The order is over before its files are.</summary>
    public async Task LeaveOutAsync(Guid order, CancellationToken cancellationToken)
    {
        foreach (var file in (await OfAsync(order, cancellationToken)).Where(f => !f.IsOver))
        {
            await ChangeAsync(file, (f, now) => f.LeaveOut(now), cancellationToken);
        }
    }

    /// <summary>Imports of this very file that other orders have made.</summary>
    public async Task<IReadOnlyCollection<long>> FilesetsOfOthersAsync(Guid order, string path, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return [.. (await db.Set<ImagingOrderFile>().AsNoTracking().Where(f => f.OrderId != order && f.Path == path).ToListAsync(cancellationToken)).SelectMany(f => f.Filesets)];
    }
}
