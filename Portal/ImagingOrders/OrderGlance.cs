using System.Diagnostics.CodeAnalysis;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.ImagingOrders;
using Portal.Domain.Storage;
using Portal.Jobs.ImagingOrders.Monitor;

namespace Portal.ImagingOrders;

/// <summary>Reads orders without what only grows with their files: of the paths only the first, and how many there are.</summary>
internal static class OrderGlance
{
    /// <returns>In the order of the ids; those that are gone are left out.</returns>
    [SuppressMessage("Security", "EF1002", Justification = "Names of columns, from the model.")]
    public static async Task<IReadOnlyList<(ImagingOrder Order, int Files)>> ReadAsync(PortalDbContext db, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
        {
            return [];
        }

        var wanted = ids.ToArray();
        var columns = db.Model.FindEntityType(typeof(ImagingOrder))!.GetProperties().Select(p => p.GetColumnName()).Select(c => c switch
        {
            "paths" => "CASE jsonb_array_length(paths) WHEN 0 THEN paths ELSE jsonb_build_array(paths->0) END AS paths",
            "search_text" => "'' AS search_text",
            _ => c,
        });
        var orders = await db.Set<ImagingOrder>().FromSqlRaw($"SELECT {string.Join(", ", columns)} FROM portal.imaging_order WHERE id = ANY({{0}})", [wanted]).AsNoTracking().ToDictionaryAsync(o => o.Id, cancellationToken);
        var files = await OrderSizes.OfAsync(db, wanted, cancellationToken);
        return [.. ids.Where(id => orders.ContainsKey(id) && files.ContainsKey(id)).Select(id => (orders[id], files[id]))];
    }
}
