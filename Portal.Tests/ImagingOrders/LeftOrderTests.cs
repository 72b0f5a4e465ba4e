using Microsoft.Extensions.Options;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.ImagingOrders;
using Portal.Jobs.ImagingOrders.Orders;
using Portal.Jobs.ImagingOrders.Tracking;
using Portal.Tests.Support;

namespace Portal.Tests.ImagingOrders;

/// <summary>Orders that an importer began which is gone, where the portal hands over.</summary>
public sealed class LeftOrderTests(TestDatabase database)
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(null, false, false, true)] // nobody is there
    [InlineData(-5, false, false, false)] // one that polls no more ends what it began
    [InlineData(-5, true, false, false)]
    [InlineData(5, true, false, true)] // it was started anew since
    [InlineData(null, false, true, false)] // nobody may say
    public void An_order_is_left_when_every_importer_of_its_time_is_gone(int? sessionAfterRow, bool polls, bool hidden, bool left)
    {
        var row = Now.AddHours(-1);
        var sign = new DaemonSign(DaemonState.Silent, LastPoll: null, WaitingSince: null) { At = Now, OldestSession = sessionAfterRow is { } after ? row.AddMinutes(after) : null, IsPolling = polls, MayBeHidden = hidden };

        sign.HasLeft(row, TimeSpan.FromHours(12)).ShouldBe(left);
        sign.HasLeft(row, TimeSpan.FromMinutes(30)).ShouldBe(left || (!polls && !hidden)); // no import takes so long, so the session is somebody else's
    }

    [Fact]
    [Experiment("worker-killed")]
    public async Task It_is_told_on_its_page_and_may_be_retried_but_not_while_its_importer_may_still_be_at_it()
    {
        await using var world = await OrderWorld.CreateAsync(database);
        await using var portal = await PortalServer.StartAsync(world.Connection, new Dictionary<string, string?>(world.Settings()) { ["ImagingOrders:TrackingDatabase"] = world.Tracking.Connection }, role: "web");
        using var curator = await portal.ClientAsync(Role.Curator, $"omero-group:{OrderWorld.Group}");
        var order = await world.OneAsync(OrderWorld.Wish("a.tif"));
        await world.PollAsync();
        await world.HandOver.RunAsync(CancellationToken.None);
        await world.Tracking.AppendAsync($"{order.Id}", ImportStages.Started);
        await world.Following.RunAsync(CancellationToken.None);

        (await curator.GetStringAsync($"/api/v1/imaging-orders/{order.Id}")).ShouldNotContain(nameof(OrderOddity.LeftBehind));
        (await Should.ThrowAsync<RuleException>(() => world.Desk.RetryAsync(order.Id, new(), null, Actor.Portal, CancellationToken.None))).Rule.ShouldBe("not-retryable");

        await world.KillImporterAsync();
        await Eventually.IsAsync(async () => (await world.Tracking.Watch.LookAsync(CancellationToken.None)).OldestSession is null, "the importer's session to be gone");
        (await curator.GetStringAsync($"/api/v1/imaging-orders/{order.Id}")).ShouldContain(nameof(OrderOddity.LeftBehind));
        var again = await world.Desk.RetryAsync(order.Id, new(), null, Actor.Portal, CancellationToken.None);
        (again.RetryOf, again.State).ShouldBe((order.Id, OrderState.Queued));
        (await Should.ThrowAsync<RuleException>(() => world.Desk.RetryAsync(order.Id, new(), null, Actor.Portal, CancellationToken.None))).Rule.ShouldBe("retried");
    }

    [Fact]
    public async Task Where_the_portal_processes_itself_none_is_left_because_it_takes_them_over()
    {
        await using var tracking = await TrackingWorld.CreateAsync(database);
        var order = TrackingWorld.Order();
        await tracking.Writer.WriteAsync(order, CancellationToken.None);
        await tracking.AppendAsync(order.UuidText, ImportStages.Started);
        LeftOrders In(string mode) => new(tracking.Rows, tracking.Watch, Options.Create(new ImagingOrderOptions { Mode = mode }));

        (await In(ImagingOrderOptions.HandOver).AmongAsync([order.UuidText], CancellationToken.None)).ShouldBe([order.UuidText]);
        (await In(ImagingOrderOptions.Process).AmongAsync([order.UuidText], CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public void A_retry_of_what_is_known_to_be_in_omero_orders_nothing()
    {
        var order = ImagingOrder.Of(new(new(DestinationType.Dataset, 1), null, [], ["a.tif"]), "g", "alice", new(), Actor.Portal, Now);
        var file = ImagingOrderFile.Of(order.Id, 0, "/data/a.tif");
        file.Imported(["Image:1"], [1], null, Now);

        Should.Throw<RuleException>(() => OrderRetries.Plan(order, history: null, new(), [file])).Rule.ShouldBe("nothing-failed");
        OrderRetries.Plan(order, history: null, new(AllFiles: true), [file]).Paths.ShouldBe(["a.tif"]);
    }
}
