using System.Net.Http.Json;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.ImagingOrders.Orders;

namespace Portal.Tests.Architecture;

/// <summary>An order of a group that has no folder: nothing is imported.</summary>
internal sealed partial class RoleExamples
{
    private async Task SeedImagingOrderAsync()
    {
        await using var db = server.Db();
        var order = ImagingOrder.Of(new(new(DestinationType.Dataset, 1), Conversion: null, [], [$"{Mark}.tif"]), Group, Mark, new(Hold: true), Actor.Portal, DateTimeOffset.UtcNow);
        db.Add(order);
        await db.SaveChangesAsync();

        IReadOnlyList<OrderWish> wishes = [new(Group, "somebody", [new("Dataset", 1)], ["a.tif"])];
        _values[("/api/v1/imaging-orders/", "uuid")] = _values[("/imaging-orders/", "Uuid")] = $"{order.Id}";
        _bodies["POST /api/v1/imaging-orders"] = () => JsonContent.Create(new { orders = wishes });
        _arguments[typeof(IReadOnlyList<OrderWish>)] = () => Task.FromResult<object?>(wishes);
        _named[nameof(OrderDesk)] = order.Id;
    }
}
