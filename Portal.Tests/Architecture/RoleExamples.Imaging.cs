using System.Net.Http.Json;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.ImagingOrders.Batches;
using Portal.Jobs.ImagingOrders.Drafts;
using Portal.Jobs.ImagingOrders.Monitor;
using Portal.Jobs.ImagingOrders.Orders;
using Portal.Jobs.ImagingOrders.Templates;
using Portal.Jobs.ImagingOrders.Watching;

namespace Portal.Tests.Architecture;

/// <summary>An order of a group that has no folder: nothing is imported.</summary>
internal sealed partial class RoleExamples
{
    private const string Table = "path,destination_type,destination_id\na.tif,Dataset,1\n";

    private async Task SeedImagingOrderAsync()
    {
        await using var db = server.Db();
        var order = ImagingOrder.Of(new(new(DestinationType.Dataset, 1), Conversion: null, [], [$"{Mark}.tif"]), Group, Mark, new(Hold: true), Actor.Portal, DateTimeOffset.UtcNow);
        db.Add(order);
        var wish = new WatchWish(Group, Mark, Mark, "Dataset", 1, TimeSpan.Zero);
        var watch = WatchedFolder.Of(wish, Actor.Portal, DateTimeOffset.UtcNow);
        db.Add(watch);
        await db.SaveChangesAsync();

        IReadOnlyList<OrderWish> wishes = [new(Group, "somebody", [new("Dataset", 1)], ["a.tif"])];
        _values[("/api/v1/imaging-orders/", "uuid")] = _values[("/imaging-orders/", "Uuid")] = $"{order.Id}";
        _bodies["POST /api/v1/imaging-orders"] = () => JsonContent.Create(new { orders = wishes });
        _arguments[typeof(IReadOnlyList<OrderWish>)] = () => Task.FromResult<object?>(wishes);
        _named[nameof(OrderDesk)] = order.Id;

        // A table of one line, a draft nobody else has, a template that is there.
        var template = await server.Get<OrderTemplateCommands>().SaveAsync(Group, Mark, new(), Actor.Portal, CancellationToken.None);
        _values[("/api/v1/imaging-orders/table/", "group")] = Group;
        _bodies["POST /api/v1/imaging-orders/table/{group}"] = () => new StringContent(Table);
        _arguments[typeof(OrderChoice)] = () => Task.FromResult<object?>(new OrderChoice());
        foreach (var commands in new[] { nameof(OrderDraftCommands), nameof(OrderTemplateCommands), nameof(OrderTableCommands), nameof(DestinationCommands) })
        {
            _named[$"{commands} group"] = Group;
        }

        _named["OrderTableCommands table"] = Table;
        _named["OrderDraftCommands version"] = 0;
        _named["DestinationCommands project"] = null;
        _named[nameof(OrderDraftCommands)] = Guid.NewGuid();
        _named[nameof(OrderTemplateCommands)] = template.Id;
        foreach (var deed in new[] { "retry", "hold", "release", "withdraw", "prioritise" })
        {
            _bodies[$"POST /api/v1/imaging-orders/{deed}"] = () => JsonContent.Create(new { uuids = new[] { order.Id }, priority = 1 });
        }

        _values[("/api/v1/imaging-watches/", "watch")] = _values[("/imaging-orders/watched/", "Id")] = $"{watch.Id}";
        _values[("/api/v1/imaging/importer/", "name")] = $"{order.Id}";
        _bodies["POST /api/v1/imaging-watches"] = () => JsonContent.Create(wish);
        _arguments[typeof(WatchWish)] = () => Task.FromResult<object?>(wish);
        _arguments[typeof(OrderRetry)] = () => Task.FromResult<object?>(new OrderRetry());
        _named["OrderDesk priority"] = 1;
        _named["OrderDesk at"] = DateTimeOffset.UtcNow.AddDays(1);
        _named[nameof(WatchDesk)] = watch.Id;
    }
}
