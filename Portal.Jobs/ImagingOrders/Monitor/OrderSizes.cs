using Microsoft.EntityFrameworkCore;
using Portal.Domain.Storage;

namespace Portal.Jobs.ImagingOrders.Monitor;

/// <summary>How many files orders have, without reading their names.</summary>
public static class OrderSizes
{
    public static async Task<IReadOnlyDictionary<Guid, int>> OfAsync(PortalDbContext db, IEnumerable<Guid> orders, CancellationToken cancellationToken)
    {
        var ids = orders.ToArray();
        return await db.Database.SqlQuery<OrderSize>($"""SELECT id AS "Id", jsonb_array_length(paths) AS "Files" FROM portal.imaging_order WHERE id = ANY({ids})""").ToDictionaryAsync(f => f.Id, f => f.Files, cancellationToken);
    }

    private sealed record OrderSize(Guid Id, int Files);
}
