using Microsoft.EntityFrameworkCore;
using Portal.Domain.Storage;
using Portal.Jobs.Runs;

namespace Portal.Jobs.ImagingOrders.Monitor;

/// <summary>Tells every page of every node that orders changed, once the transaction that changed them is committed.</summary>
public static class OrderNews
{
    /// <summary>What pages about orders watch.</summary>
    public static Guid Topic { get; } = new("69d0f1a5-0b5e-4f1c-9d3a-6f7264657273");

    /// <summary>Said once, however often it is called in one transaction.</summary>
    public static Task TellAsync(PortalDbContext db, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"SELECT pg_notify({RunChannel.Name}, {RunChannel.Topic(Topic)})", cancellationToken);
}
