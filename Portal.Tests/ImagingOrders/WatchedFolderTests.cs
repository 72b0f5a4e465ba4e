using Microsoft.EntityFrameworkCore;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.ImagingOrders.Watching;
using Portal.Tests.Support;

namespace Portal.Tests.ImagingOrders;

public sealed class WatchedFolderTests(TestDatabase database)
{
    private static readonly WatchWish Quiet = new(OrderWorld.Group, "incoming", "alice", "Dataset", 151, TimeSpan.FromMinutes(5));

    [Fact]
    public async Task A_growing_file_is_not_taken_a_quiet_one_is_and_each_once_also_on_another_node_after_a_restart()
    {
        await using var world = await OrderWorld.CreateAsync(database);
        world.Write("incoming/old.tif");
        var watch = await world.Watches.CreateAsync(Quiet, Actor.Portal, CancellationToken.None);
        (await LookAsync(world, watch)).ShouldBe(0);
        world.Write("incoming/quiet.tif");
        world.Write("incoming/day 2/growing.tif");
        world.Write("incoming/notes.doc");
        File.WriteAllText(world.At("incoming/empty.tif"), "");

        (await LookAsync(world, watch)).ShouldBe(0);
        world.Clock.Advance(TimeSpan.FromMinutes(4));
        File.AppendAllText(world.At("incoming/day 2/growing.tif"), "more");
        (await LookAsync(world, watch)).ShouldBe(0);
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        (await LookAsync(world, watch)).ShouldBe(1);
        var order = (await world.OrdersAsync()).Single();
        (string.Join(",", order.Paths), order.UserName, $"{order.Destination}", order.State, order.WatchId).ShouldBe(("incoming/quiet.tif", "alice", "Dataset 151", OrderState.Queued, watch.Id));

        // Two nodes look at once, again and again.
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => world.Look.RunAsync(watch.Id, CancellationToken.None)));
        await LookAsync(world, watch);
        (await world.OrdersAsync()).SelectMany(o => o.Paths).Order().ShouldBe(["incoming/day 2/growing.tif", "incoming/quiet.tif"]);
        (await PathsAsync(world, watch)).ShouldBe(["incoming/day 2/growing.tif Ordered", "incoming/empty.tif Waiting", "incoming/old.tif WasThere", "incoming/quiet.tif Ordered"]);
        (await world.AuditAsync()).Count(a => a == "imaging-order.create").ShouldBe(2);
    }

    [Fact]
    public async Task A_marker_says_what_is_whole_patterns_say_what_is_meant_and_orders_can_be_held()
    {
        await using var world = await OrderWorld.CreateAsync(database);
        world.Write("incoming/a/1.tif");
        world.Write("incoming/a/1_preview.tif");
        world.Write("incoming/a/2.lif");
        world.Write("incoming/b/3.tif");
        world.Write("incoming/b/plate.zarr/0/0");
        var watch = await world.Watches.CreateAsync(Quiet with { Marker = "done.{name}", Include = ["*.tif", "a/*", "*.zarr"], Exclude = ["*_preview*"], Hold = true, TakeOld = true, Priority = 4,
            Parameters = [new("series", "1")] }, Actor.Portal, CancellationToken.None);

        (await LookAsync(world, watch)).ShouldBe(0);
        foreach (var marker in new[] { "a/done.1.tif", "a/done.1_preview.tif", "a/done.2.lif", "b/done.plate.zarr" })
        {
            world.Write($"incoming/{marker}");
        }

        (await LookAsync(world, watch)).ShouldBe(2);
        var orders = await world.OrdersAsync();
        orders.Select(o => $"{string.Join(',', o.Paths)} {string.Join(',', o.Parameters.Select(p => $"{p.Key}={p.Value}"))} {o.State} {o.Priority}").Order()
            .ShouldBe(["incoming/a/1.tif,incoming/b/plate.zarr  Held 4", "incoming/a/2.lif series=1 Held 4"]);
        (await PathsAsync(world, watch)).ShouldContain("incoming/b/3.tif Waiting");
    }

    [Fact]
    public async Task What_went_to_the_same_place_already_is_not_ordered_again_and_links_are_not_followed()
    {
        await using var world = await OrderWorld.CreateAsync(database);
        world.Write("incoming/known.tif");
        File.CreateSymbolicLink(world.At("incoming/link.tif"), "/etc/hostname");
        Directory.CreateSymbolicLink(world.At("incoming/loop"), world.At("incoming"));
        var earlier = await world.OneAsync(OrderWorld.Wish("incoming/known.tif"));
        var watch = await world.Watches.CreateAsync(Quiet with { QuietFor = TimeSpan.Zero, TakeOld = true }, Actor.Portal, CancellationToken.None);

        (await LookAsync(world, watch)).ShouldBe(0);

        (await PathsAsync(world, watch)).ShouldBe(["incoming/known.tif Known"]);
        (await world.OrdersAsync()).Single().Id.ShouldBe(earlier.Id);
    }

    [Fact]
    public async Task It_can_be_paused_resumed_and_deleted_with_a_trail_and_a_folder_that_goes_is_told()
    {
        await using var world = await OrderWorld.CreateAsync(database);
        world.Write("incoming/a.tif");
        var watch = await world.Watches.CreateAsync(Quiet, Actor.Portal, CancellationToken.None);

        (await world.Watches.PauseAsync(watch.Id, "The share moves.", Actor.Portal, CancellationToken.None)).PausedBecause.ShouldBe("The share moves.");
        (await world.Look.RunAsync(watch.Id, CancellationToken.None)).ShouldBeNull();
        (await Should.ThrowAsync<RuleException>(() => world.Watches.LookAsync(watch.Id, Actor.Portal, CancellationToken.None))).Rule.ShouldBe("watch-busy");
        await world.Watches.ResumeAsync(watch.Id, null, Actor.Portal, CancellationToken.None);
        Directory.Delete(world.At("incoming"), recursive: true);
        (await world.Watches.LookAsync(watch.Id, Actor.Portal, CancellationToken.None)).Problem.ShouldBe("There is no folder “incoming” in the folder of Demuth lab.");
        (await world.Watches.DeleteAsync(watch.Id, null, Actor.Portal, CancellationToken.None)).DeletedAt.ShouldNotBeNull();
        (await Should.ThrowAsync<RuleException>(() => world.Watches.ResumeAsync(watch.Id, null, Actor.Portal, CancellationToken.None))).Rule.ShouldBe("watch-deleted");

        (await world.AuditAsync()).ShouldBe(["imaging-watch.create", "imaging-watch.pause", "imaging-watch.resume", "imaging-watch.delete"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("../other", "path", true)]
    [InlineData("/etc", "path", true)]
    [InlineData("out", "path", true)]
    [InlineData("gone", "not-there", false)]
    [InlineData("a.tif", "not-there", false)]
    public async Task A_folder_that_leads_out_or_is_none_is_refused_and_the_first_is_audited(string folder, string rule, bool audited)
    {
        await using var world = await OrderWorld.CreateAsync(database);
        Directory.CreateSymbolicLink(world.At("out"), "/etc");

        (await Should.ThrowAsync<RuleException>(() => world.Watches.CreateAsync(Quiet with { Folder = folder }, Actor.Portal, CancellationToken.None))).Rule.ShouldBe(rule);

        (await world.AuditAsync()).ShouldBe(audited ? ["imaging-files.refuse"] : []);
    }

    private static async Task<int> LookAsync(OrderWorld world, WatchedFolder watch) => (await world.Look.RunAsync(watch.Id, CancellationToken.None))!.Orders;

    private static async Task<IReadOnlyList<string>> PathsAsync(OrderWorld world, WatchedFolder watch)
    {
        await using var db = world.Contexts.CreateDbContext();
        return [.. (await db.Set<WatchedPath>().Where(p => p.WatchId == watch.Id).ToListAsync()).OrderBy(p => p.Path, StringComparer.Ordinal).Select(p => $"{p.Path} {p.State}")];
    }
}
