using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.ImagingOrders.Orders;
using Portal.Tests.Support;

namespace Portal.Tests.ImagingOrders;

public sealed class HandOverTests(TestDatabase database)
{
    private const string Count = "SELECT count(*) FROM imports";

    [Fact]
    public async Task An_order_is_handed_over_under_its_own_uuid_followed_to_its_end_and_retried_for_what_failed()
    {
        await using var world = await OrderWorld.CreateAsync(database);
        var order = await world.OneAsync(OrderWorld.Wish("a.tif", "b.tif"));
        await world.PollAsync();

        (await world.HandOver.RunAsync(CancellationToken.None)).ShouldBe(1);
        var row = (await world.Tracking.Rows.HistoryAsync($"{order.Id}", CancellationToken.None))!.Rows.Single();
        (row.Group, row.User, row.DestinationType, row.DestinationId).ShouldBe((OrderWorld.Group, "alice", "Dataset", "151"));
        row.Files.ShouldBe([world.At("a.tif"), world.At("b.tif")]);

        await world.Tracking.AppendAsync(row.Uuid, ImportStages.Started);
        await world.Following.RunAsync(CancellationToken.None);
        (await world.NowAsync(order)).State.ShouldBe(OrderState.Submitted);
        await world.Tracking.RunAsync(TrackingWorld.Append(row.Uuid, ImportStages.Failed).Replace("NULL)", $"'Import failed for data package {row.Uuid} targeting OMERO 151. Failed files: [''{world.At("b.tif")}'']')", StringComparison.Ordinal));
        await world.Following.RunAsync(CancellationToken.None);
        (await world.NowAsync(order)).State.ShouldBe(OrderState.Failed);

        var again = await world.Desk.RetryAsync(order.Id, new(), "once more", Actor.Portal, CancellationToken.None);
        (again.Paths.Single(), again.RetryOf, again.Id == order.Id).ShouldBe(("b.tif", order.Id, false));
        (await Should.ThrowAsync<RuleException>(() => world.Desk.RetryAsync(order.Id, new(), null, Actor.Portal, CancellationToken.None))).Rule.ShouldBe("retried");
        (await world.AuditAsync()).ShouldBe(["imaging-order.create", "imaging-order.submit", "imaging-order.retry"], ignoreOrder: true);
    }

    [Fact]
    public async Task While_no_importer_lives_nothing_is_handed_over_because_it_would_be_failed_at_the_next_start()
    {
        await using var world = await OrderWorld.CreateAsync(database);
        var order = await world.OneAsync(OrderWorld.Wish("a.tif"));

        (await world.HandOver.RunAsync(CancellationToken.None)).ShouldBe(0);
        ((await world.NowAsync(order)).State, await world.Tracking.AskAsync<long>(Count)).ShouldBe((OrderState.Queued, 0));

        await world.PollAsync();
        (await world.HandOver.RunAsync(CancellationToken.None)).ShouldBe(1);
    }

    [Fact]
    public async Task The_importer_is_given_no_more_than_it_may_have_and_groups_take_turns()
    {
        await using var world = await OrderWorld.CreateAsync(database);
        File.WriteAllText(Path.Combine(world.At(".."), "other", "x.tif"), "pixels");
        for (var i = 0; i < 5; i++)
        {
            await world.OneAsync(OrderWorld.Wish("a.tif"));
        }

        var other = await world.OneAsync(new("Other lab", "bob", [new("Dataset", 7)], ["x.tif"]));
        await world.PollAsync();

        (await world.HandOver.RunAsync(CancellationToken.None)).ShouldBe(3);
        (await world.NowAsync(other)).State.ShouldBe(OrderState.Submitted);
        (await world.HandOver.RunAsync(CancellationToken.None)).ShouldBe(0);
        await world.Tracking.AppendAsync($"{other.Id}", ImportStages.Completed);
        await world.PollAsync();
        (await world.HandOver.RunAsync(CancellationToken.None)).ShouldBe(1);
    }

    [Fact]
    public async Task Of_many_that_are_released_at_once_never_more_are_unfinished_than_the_importer_may_have()
    {
        await using var world = await OrderWorld.CreateAsync(database);
        await world.CreateAsync([.. Enumerable.Range(0, 12).Select(_ => OrderWorld.Wish("a.tif") with { Start = new(Hold: true) })]);
        await world.PollAsync();
        (await world.HandOver.RunAsync(CancellationToken.None)).ShouldBe(0);
        await world.Bulk.DoAsync(Portal.Jobs.ImagingOrders.Monitor.OrderDeed.Release, new(Filter: new()), new(), null, Actor.Portal, CancellationToken.None);

        for (var done = 0; done < 12; done++)
        {
            await world.PollAsync();
            await world.HandOver.RunAsync(CancellationToken.None);
            var open = await world.Tracking.Rows.UnfinishedAsync(CancellationToken.None);
            open.Count.ShouldBe(Math.Min(3, 12 - done));
            await world.Tracking.AppendAsync(open.MinBy(o => o.FirstId).Uuid, ImportStages.Started);
            await world.Tracking.AppendAsync(open.MinBy(o => o.FirstId).Uuid, done % 2 == 0 ? ImportStages.Completed : ImportStages.Failed);
            await world.Following.RunAsync(CancellationToken.None);
        }

        (await world.OrdersAsync()).ShouldAllBe(o => o.EndedAt != null);
    }

    [Fact]
    public async Task Several_nodes_at_once_hand_each_order_over_once()
    {
        await using var world = await OrderWorld.CreateAsync(database);
        for (var i = 0; i < 3; i++)
        {
            await world.OneAsync(OrderWorld.Wish("a.tif"));
        }

        await world.PollAsync();
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => world.HandOver.RunAsync(CancellationToken.None)));

        (await world.Tracking.AskAsync<long>(Count)).ShouldBe(3);
        (await world.Tracking.AskAsync<long>("SELECT count(DISTINCT uuid) FROM imports")).ShouldBe(3);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_node_was_handing_over_when_it_died_is_there_once_in_the_end(bool rowWasWritten)
    {
        await using var world = await OrderWorld.CreateAsync(database);
        var order = await world.OneAsync(OrderWorld.Wish("a.tif"));
        await using (var db = world.Contexts.CreateDbContext())
        {
            db.Attach(order);
            order.Submit(world.Clock.GetUtcNow());
            await db.SaveChangesAsync();
        }

        if (rowWasWritten)
        {
            await world.Tracking.Writer.WriteAsync(TrackingWorld.Order(uuid: order.Id), CancellationToken.None);
        }

        await world.PollAsync();
        await world.HandOver.RunAsync(CancellationToken.None);
        (await world.NowAsync(order)).State.ShouldBe(OrderState.Submitting); // its node may still be at it
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await world.PollAsync();
        await world.HandOver.RunAsync(CancellationToken.None);

        ((await world.NowAsync(order)).State, await world.Tracking.AskAsync<long>(Count)).ShouldBe((OrderState.Submitted, 1));
    }

    [Fact]
    public async Task A_folder_swapped_for_a_link_between_the_order_and_its_hand_over_is_noticed_audited_and_held()
    {
        await using var world = await OrderWorld.CreateAsync(database);
        world.Write("labA/secret.tif");
        var order = await world.OneAsync(OrderWorld.Wish("labA/secret.tif"));
        var other = Path.Combine(world.At(".."), "other");
        File.WriteAllText(Path.Combine(other, "secret.tif"), "theirs");
        Directory.Delete(world.At("labA"), recursive: true);
        Directory.CreateSymbolicLink(world.At("labA"), other);
        await world.PollAsync();

        (await world.HandOver.RunAsync(CancellationToken.None)).ShouldBe(0);

        var held = await world.NowAsync(order);
        (held.State, held.HeldBecause!.Contains("leads out", StringComparison.Ordinal), await world.Tracking.AskAsync<long>(Count)).ShouldBe((OrderState.Held, true, 0));
        (await world.AuditAsync()).ShouldContain("imaging-files.refuse");
    }

    [Fact]
    public async Task Held_orders_stay_and_scheduled_ones_go_when_their_time_has_come_the_urgent_first()
    {
        await using var world = await OrderWorld.CreateAsync(database);
        var held = await world.OneAsync(OrderWorld.Wish("a.tif") with { Start = new(Hold: true) });
        var later = await world.OneAsync(OrderWorld.Wish("b.tif") with { Start = new(At: world.Clock.GetUtcNow().AddHours(1)) });
        await world.PollAsync();
        (await world.HandOver.RunAsync(CancellationToken.None)).ShouldBe(0);

        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.OneAsync(OrderWorld.Wish("c.czi") with { Start = new OrderStart(Priority: 5) });
        await world.PollAsync();
        (await world.HandOver.RunAsync(CancellationToken.None)).ShouldBe(2);

        (await world.NowAsync(held)).State.ShouldBe(OrderState.Held);
        (await world.NowAsync(later)).FirstRow.ShouldBe(2);
    }
}
