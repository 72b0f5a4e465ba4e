using Microsoft.EntityFrameworkCore;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.ImagingOrders.Orders;
using Portal.Tests.Support;

namespace Portal.Tests.ImagingOrders;

public sealed class OrderDeskTests(TestDatabase database)
{
    [Fact]
    public async Task A_wish_becomes_an_order_for_each_conversion_and_each_is_audited()
    {
        await using var world = await OrderWorld.CreateAsync(database);

        var outcomes = await world.CreateAsync(OrderWorld.Wish("a.tif", "c.czi", "s.lif"));

        outcomes.Written.ShouldBeTrue();
        outcomes.Items.Single().Orders.Select(o => $"{string.Join(',', o.Paths)} {o.Conversion} {o.State}").ShouldBe(["a.tif,c.czi  Queued", "s.lif dataset_leica_uuid Queued"]);
        (await world.AuditAsync()).ShouldBe(["imaging-order.create", "imaging-order.create"]);
        var stored = await world.NowAsync(outcomes.Items[0].Orders[1]);
        (stored.Container, stored.Parameters.Count, stored.UserName, stored.Id.Version).ShouldBe(("cellularimagingcf/convertleica-docker:v1.3.1", 0, "alice", 4));
    }

    [Fact]
    public async Task Where_one_wish_is_wrong_none_is_written_and_each_says_what_is_wrong_with_it()
    {
        await using var world = await OrderWorld.CreateAsync(database);

        var outcomes = await world.CreateAsync(OrderWorld.Wish("a.tif"), OrderWorld.Wish("gone.tif"), OrderWorld.Wish("../other/x.tif"), OrderWorld.Wish(),
            OrderWorld.Wish("a.tif") with { Destinations = [new("Project", 1)] }, OrderWorld.Wish("a.tif") with { Group = "No folder" }, OrderWorld.Wish("a.tif") with { User = " " });

        outcomes.Written.ShouldBeFalse();
        outcomes.Items.Select(i => i.Rule).ShouldBe([null, "not-there", "path", "nothing-to-order", "destination", "no-group-folder", "no-user"]);
        (await world.AuditAsync()).ShouldBe(["imaging-files.refuse"]);
    }

    [Fact]
    public async Task Where_the_third_order_of_a_choice_cannot_be_written_none_is()
    {
        await using var world = await OrderWorld.CreateAsync(database);
        await using (var db = world.Contexts.CreateDbContext())
        {
            await db.Database.ExecuteSqlAsync($"""
                CREATE FUNCTION portal.refuse_third() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN
                    IF (SELECT count(*) FROM portal.imaging_order) >= 2 THEN RAISE EXCEPTION 'no third'; END IF; RETURN NEW; END $f$;
                CREATE TRIGGER refuse_third BEFORE INSERT ON portal.imaging_order FOR EACH ROW EXECUTE FUNCTION portal.refuse_third()
                """);
        }

        OrderWish To(long id) => OrderWorld.Wish("a.tif") with { Destinations = [new("Dataset", id)] };
        (await world.CreateAsync(To(1), To(2))).Written.ShouldBeTrue("two can be written");
        await using (var db = world.Contexts.CreateDbContext())
        {
            await db.Set<ImagingOrder>().ExecuteDeleteAsync();
        }

        await Should.ThrowAsync<DbUpdateException>(() => world.CreateAsync(To(1), To(2), To(3)));
        (await world.OrdersAsync()).ShouldBeEmpty();
        (await world.AuditAsync()).Count.ShouldBe(2, "only those of the first two");
    }

    [Fact]
    public async Task What_went_to_the_same_destination_already_is_told_and_left_out_where_that_is_wished()
    {
        await using var world = await OrderWorld.CreateAsync(database);
        var done = TrackingWorld.Order(world.At("a.tif"));
        await world.Tracking.Writer.WriteAsync(done, CancellationToken.None);
        await world.Tracking.AppendAsync(done.UuidText, ImportStages.Completed);
        await world.Tracking.RunAsync($"""UPDATE imports SET files = '["{world.At("a.tif")}"]'""");
        var waiting = await world.OneAsync(OrderWorld.Wish("b.tif") with { Start = new(Hold: true) });

        var told = (await world.Desk.LookAsync([OrderWorld.Wish("a.tif", "b.tif", "c.czi")], Actor.Portal, CancellationToken.None)).Items.Single();
        var skipped = (await world.Desk.LookAsync([OrderWorld.Wish("a.tif", "b.tif", "c.czi") with { SkipKnown = true }], Actor.Portal, CancellationToken.None)).Items.Single();
        var elsewhere = (await world.Desk.LookAsync([OrderWorld.Wish("a.tif") with { Destinations = [new("Dataset", 152)] }], Actor.Portal, CancellationToken.None)).Items.Single();

        told.Known.Select(k => (k.Path, k.Order, k.IsDone)).ShouldBe([("a.tif", done.UuidText, true), ("b.tif", $"{waiting.Id}", false)]);
        told.Orders.Single().Paths.Count.ShouldBe(3);
        skipped.Orders.Single().Paths.ShouldBe(["c.czi"]);
        elsewhere.Known.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_person_orders_as_themself_and_only_an_operator_of_the_group_for_somebody_else()
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync());
        var people = server.Get<Portal.Shell.Accounts.PeopleStore>();
        async Task<string?> RuleAsync(Role role, string? user)
        {
            var person = await people.CreateAsync($"alice{role}{user?.Length}@lab.example", "Alice", Browser.Password, Scopes.OmeroGroup(OrderWorld.Group), role, isDemo: false, Actor.Portal, CancellationToken.None);
            var desk = server.Get<Portal.Jobs.ImagingOrders.Orders.OrderDesk>();
            return (await desk.LookAsync([OrderWorld.Wish("a.tif") with { User = user }], Actor.Person(person, "Alice", "page", null), CancellationToken.None)).Items.Single().Rule;
        }

        // Without a mount the next check is the one that says no.
        (await RuleAsync(Role.Curator, null)).ShouldBe("no-mount");
        (await RuleAsync(Role.Curator, "bob")).ShouldBe("other-user");
        (await RuleAsync(Role.Operator, "bob")).ShouldBe("no-mount");
        await Should.ThrowAsync<NotAllowedException>(() => RuleAsync(Role.Viewer, null));
    }

    [Fact]
    public async Task A_held_order_has_no_row_and_two_browsers_that_release_it_at_once_write_it_once()
    {
        await using var world = await OrderWorld.CreateAsync(database);
        var order = await world.OneAsync(OrderWorld.Wish("a.tif") with { Start = new(Hold: true) });
        await world.PollAsync();
        await world.HandOver.RunAsync(CancellationToken.None);
        (await world.Tracking.AskAsync<long>("SELECT count(*) FROM imports")).ShouldBe(0);

        var refusals = await Task.WhenAll(Enumerable.Range(0, 2).Select(async _ =>
        {
            try
            {
                await world.Desk.ReleaseAsync(order.Id, null, Actor.Portal, CancellationToken.None);
                return null;
            }
            catch (RuleException refused)
            {
                return refused.Rule;
            }
        }));

        refusals.Order().ShouldBe([null, "order-state"]);
        await Task.WhenAll(world.HandOver.RunAsync(CancellationToken.None), world.HandOver.RunAsync(CancellationToken.None));
        (await world.Tracking.AskAsync<long>("SELECT count(*) FROM imports")).ShouldBe(1);
        (await world.AuditAsync()).Count(a => a == "imaging-order.release").ShouldBe(1);
    }

    [Fact]
    public async Task Held_released_and_withdrawn_an_order_leaves_its_trail_and_what_the_importer_has_stays()
    {
        await using var world = await OrderWorld.CreateAsync(database);
        var order = await world.OneAsync(OrderWorld.Wish("a.tif"));

        (await world.Desk.HoldAsync(order.Id, "The microscope still writes.", Actor.Portal, CancellationToken.None)).HeldBecause.ShouldBe("The microscope still writes.");
        (await world.Desk.ReleaseAsync(order.Id, null, Actor.Portal, CancellationToken.None)).State.ShouldBe(OrderState.Queued);
        (await Should.ThrowAsync<RuleException>(() => world.Desk.RetryAsync(order.Id, new(), null, Actor.Portal, CancellationToken.None))).Rule.ShouldBe("not-retryable");
        (await world.Desk.WithdrawAsync(order.Id, null, Actor.Portal, CancellationToken.None)).EndedAt.ShouldNotBeNull();
        (await Should.ThrowAsync<RuleException>(() => world.Desk.ReleaseAsync(order.Id, null, Actor.Portal, CancellationToken.None))).Rule.ShouldBe("order-state");

        (await world.AuditAsync()).ShouldBe(["imaging-order.create", "imaging-order.hold", "imaging-order.release", "imaging-order.withdraw"], ignoreOrder: true);
        await Should.ThrowAsync<NotFoundException>(() => world.Desk.HoldAsync(Guid.NewGuid(), null, Actor.Portal, CancellationToken.None));
    }
}
