using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.ImagingOrders.Monitor;
using Portal.Tests.Support;

namespace Portal.Tests.ImagingOrders;

public sealed class OrderBulkTests(TestDatabase database)
{
    [Fact]
    public async Task Two_hundred_failed_orders_are_retried_with_one_action_and_what_stays_is_told()
    {
        await using var world = await OrderWorld.CreateAsync(database);
        for (var i = 0; i < 200; i++)
        {
            await FailAsync(world, i);
        }

        await world.Following.RunAsync(CancellationToken.None);
        var first = (await world.OrdersAsync())[0];
        await world.Desk.RetryAsync(first.Id, new(), null, Actor.Portal, CancellationToken.None);
        var filter = new OrderFilter(Group: OrderWorld.Group, State: OrderState.Failed, Format: ".TIF", Text: "A.tif");

        (await world.Bulk.LookAsync(OrderDeed.Retry, new(Filter: filter), Actor.Portal, CancellationToken.None)).Takes.ShouldBe(200);
        var outcomes = await world.Bulk.DoAsync(OrderDeed.Retry, new(Filter: filter), new(Priority: 3), "The disk was full.", Actor.Portal, CancellationToken.None);

        (outcomes.Done, outcomes.Items.Count).ShouldBe((199, 200));
        outcomes.Items.Single(i => i.Problem is not null).ShouldSatisfyAllConditions(i => i.Uuid.ShouldBe(first.Id), i => i.Rule.ShouldBe("retried"));
        var made = (await world.OrdersAsync()).Where(o => o.RetryOf is not null && o.RetryOf != first.Id).ToList();
        made.Count.ShouldBe(199);
        made.ShouldAllBe(o => o.State == OrderState.Queued && o.Priority == 3);
        (await world.AuditAsync()).Count(a => a == "imaging-order.retry").ShouldBe(200);

        // Once more finds nothing that could be taken on.
        (await world.Bulk.DoAsync(OrderDeed.Retry, new(Filter: filter), new(), null, Actor.Portal, CancellationToken.None)).Done.ShouldBe(0);
    }

    [Fact]
    public async Task Those_that_are_named_are_held_released_moved_and_withdrawn_each_judged_alone()
    {
        await using var world = await OrderWorld.CreateAsync(database);
        var (one, two) = (await world.OneAsync(OrderWorld.Wish("a.tif")), await world.OneAsync(OrderWorld.Wish("b.tif") with { Start = new(Hold: true) }));
        var both = new OrderSelection([one.Id, two.Id]);

        var held = await world.Bulk.DoAsync(OrderDeed.Hold, both, new(), "Wait.", Actor.Portal, CancellationToken.None);
        (held.Done, held.Items.Single(i => i.Problem is not null).Uuid, (await world.NowAsync(one)).HeldBecause).ShouldBe((1, two.Id, "Wait."));
        (await world.Bulk.DoAsync(OrderDeed.Release, both, new(), null, Actor.Portal, CancellationToken.None)).Done.ShouldBe(2);
        (await world.Bulk.DoAsync(OrderDeed.Prioritise, both, new(Priority: 9), null, Actor.Portal, CancellationToken.None)).Done.ShouldBe(2);
        ((await world.NowAsync(one)).State, (await world.NowAsync(two)).Priority).ShouldBe((OrderState.Queued, 9));
        (await world.Bulk.DoAsync(OrderDeed.Withdraw, new(Filter: new(Group: OrderWorld.Group)), new(), null, Actor.Portal, CancellationToken.None)).Done.ShouldBe(2);

        (await Should.ThrowAsync<RuleException>(() => world.Bulk.DoAsync(OrderDeed.Withdraw, new(Filter: new()), new(), null, Actor.Portal, CancellationToken.None))).Rule.ShouldBe("nothing-chosen");
        (await Should.ThrowAsync<RuleException>(() => world.Bulk.DoAsync(OrderDeed.Prioritise, both, new(), null, Actor.Portal, CancellationToken.None))).Rule.ShouldBe("priority");
        await Should.ThrowAsync<NotFoundException>(() => world.Bulk.DoAsync(OrderDeed.Hold, new([Guid.NewGuid()]), new(), null, Actor.Portal, CancellationToken.None));
    }

    [Fact]
    public async Task Orders_of_groups_where_one_is_no_curator_are_left_alone_and_counted()
    {
        await using var world = await OrderWorld.CreateAsync(database);
        await using var server = await PortalServer.StartAsync(world.Connection);
        File.WriteAllText(Path.Combine(world.At(".."), "other", "x.tif"), "pixels");
        await world.OneAsync(OrderWorld.Wish("a.tif"));
        var other = await world.OneAsync(new("Other lab", "bob", [new("Dataset", 7)], ["x.tif"]));
        var (curator, viewer) = (await server.ActorAsync(Role.Curator, Scopes.OmeroGroup(OrderWorld.Group)), await server.ActorAsync(Role.Viewer));
        var bulk = server.Get<OrderBulk>();

        (await bulk.LookAsync(OrderDeed.Hold, new(Filter: new()), curator, CancellationToken.None)).Takes.ShouldBe(1);
        (await bulk.DoAsync(OrderDeed.Hold, new(Filter: new()), new(), null, curator, CancellationToken.None)).Done.ShouldBe(1);
        (await world.NowAsync(other)).State.ShouldBe(OrderState.Queued);
        await Should.ThrowAsync<NotFoundException>(() => bulk.DoAsync(OrderDeed.Hold, new([other.Id]), new(), null, curator, CancellationToken.None));
        await Should.ThrowAsync<NotAllowedException>(() => bulk.DoAsync(OrderDeed.Hold, new(Filter: new()), new(), null, viewer, CancellationToken.None));
    }

    private static async Task FailAsync(OrderWorld world, int number)
    {
        var uuid = $"{Guid.NewGuid()}";
        await EveryOrderTests.WriteAsync(world, uuid, OrderWorld.Group, ImportStages.Pending, [world.At("a.tif")]);
        await EveryOrderTests.WriteAsync(world, uuid, OrderWorld.Group, ImportStages.Failed, [world.At("a.tif")], $"Preprocessing failed. See container logs for details. {number}");
    }
}
