using Microsoft.EntityFrameworkCore;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.ImagingOrders.Monitor;
using Portal.Tests.Support;

namespace Portal.Tests.ImagingOrders;

/// <summary>Orders that only the importer's table knew are the portal's orders too.</summary>
public sealed class EveryOrderTests(TestDatabase database)
{
    [Fact]
    public async Task Orders_written_by_others_are_taken_up_followed_and_retried_beside_the_portals_own()
    {
        await using var world = await OrderWorld.CreateAsync(database);
        var uuid = $"{Guid.NewGuid()}";
        await WriteAsync(world, uuid, OrderWorld.Group, ImportStages.Pending, [world.At("a.tif"), world.At("b.tif")]);
        await WriteAsync(world, "by-hand", "Elsewhere", "Import Paused", ["/elsewhere/x.tif"], type: "Project", id: "no number");

        (await world.Following.RunAsync(CancellationToken.None)).ShouldBe(2);
        var (order, odd) = (await FindAsync(world, uuid), await FindAsync(world, "by-hand"));
        (order.IsForeign, order.State, order.Stage, order.GroupName, order.UserName, $"{order.Destination}").ShouldBe((true, OrderState.Submitted, ImportStages.Pending, OrderWorld.Group, "alice", "Dataset 151"));
        (string.Join(',', order.Paths), order.Format, order.ForeignUuid).ShouldBe(("a.tif,b.tif", ".tif", null));
        (odd.ForeignUuid, odd.OddDestination, odd.Stage, odd.Oddities).ShouldBe(("by-hand", "Project no number", "Import Paused", OrderOddity.EditedByHand));

        await WriteAsync(world, uuid, OrderWorld.Group, ImportStages.Started, [world.At("a.tif")]);
        await WriteAsync(world, uuid, OrderWorld.Group, ImportStages.Failed, [world.At("a.tif"), world.At("b.tif")], $"Import failed for data package {uuid} targeting OMERO 151. Failed files: ['{world.At("b.tif")}']");
        await world.Following.RunAsync(CancellationToken.None);
        var again = await world.Desk.RetryAsync(order.Id, new(), "again", Actor.Portal, CancellationToken.None);
        (again.RetryOf, again.Paths.Single(), again.IsForeign, again.State).ShouldBe((order.Id, "b.tif", false, OrderState.Queued));

        // Another node that starts later takes nothing up twice and changes nothing.
        using var other = world.Follower();
        await other.RunAsync(CancellationToken.None);
        await using var db = world.Contexts.CreateDbContext();
        (await db.Set<ImagingOrder>().CountAsync()).ShouldBe(3);
        (await FindAsync(world, uuid)).State.ShouldBe(OrderState.Failed);
    }

    [Fact]
    public async Task A_file_outside_the_groups_folder_cannot_be_ordered_again_and_says_so()
    {
        await using var world = await OrderWorld.CreateAsync(database);
        await WriteAsync(world, $"{Guid.NewGuid()}", OrderWorld.Group, ImportStages.Pending, ["/elsewhere/x.tif"]);
        await world.Tracking.RunAsync($"INSERT INTO imports (group_name, user_name, destination_id, destination_type, stage, uuid, files) SELECT group_name, user_name, destination_id, destination_type, '{ImportStages.Failed}', uuid, files FROM imports");
        await world.Following.RunAsync(CancellationToken.None);
        await using var db = world.Contexts.CreateDbContext();
        var order = await db.Set<ImagingOrder>().SingleAsync();

        order.Failure!.Kind.ShouldBe(FailureKind.DaemonRestarted);
        (await Should.ThrowAsync<Domain.RuleException>(() => world.Desk.RetryAsync(order.Id, new(), null, Actor.Portal, CancellationToken.None))).Rule.ShouldBe("outside-group");
    }

    [Fact]
    public async Task A_retry_can_go_elsewhere_with_other_parameters_and_with_all_files()
    {
        await using var world = await OrderWorld.CreateAsync(database);
        var uuid = $"{Guid.NewGuid()}";
        await world.Tracking.Tables.ShapeAsync(CancellationToken.None);
        await world.Tracking.RunAsync("""INSERT INTO imports_preprocessing (container, input_file, output_folder, alt_output_folder, extra_params) VALUES ('my/converter:1', '{Files}', '/data', '/out', '{"series":"2","quick":"yes"}')""");
        await WriteAsync(world, uuid, OrderWorld.Group, ImportStages.Pending, [world.At("a.tif"), world.At("b.tif")], conversion: 1);
        await WriteAsync(world, uuid, OrderWorld.Group, ImportStages.Failed, [world.At("a.tif"), world.At("b.tif")], $"Import failed for data package {uuid} targeting OMERO 151. Failed files: ['{world.At("b.tif")}']", conversion: 1);
        await world.Following.RunAsync(CancellationToken.None);
        var order = await FindAsync(world, uuid);
        var wish = new OrderRetry(AllFiles: true, Priority: 7, "Screen", 9, new Dictionary<string, string> { ["series"] = "3", ["quick"] = "", ["new"] = "x" });

        (await Should.ThrowAsync<Domain.RuleException>(() => world.Desk.RetryAsync(order.Id, new(Parameters: new Dictionary<string, string> { ["--rm"] = "x y", ["a b"] = "c" }), null, Actor.Portal, CancellationToken.None))).Rule.ShouldBe("parameters");
        var again = await world.Desk.RetryAsync(order.Id, wish, null, Actor.Portal, CancellationToken.None);

        (order.Container, again.Container, again.Paths.Count, again.Priority, $"{again.Destination}").ShouldBe(("my/converter:1", "my/converter:1", 2, 7, "Screen 9"));
        again.Parameters.Select(p => $"{p.Key}={p.Value}").ShouldBe(["series=3", "new=x"]);
    }

    [Fact]
    public async Task What_waits_can_be_moved_in_time_and_line_and_copied_but_not_what_the_importer_has()
    {
        await using var world = await OrderWorld.CreateAsync(database);
        var order = await world.OneAsync(OrderWorld.Wish("a.tif"));
        var at = world.Clock.GetUtcNow().AddHours(3);

        (await world.Desk.ScheduleAsync(order.Id, at, null, Actor.Portal, CancellationToken.None)).DueAt.ShouldBe(at);
        (await world.Desk.PrioritiseAsync(order.Id, 5, null, Actor.Portal, CancellationToken.None)).Priority.ShouldBe(5);
        (await Should.ThrowAsync<Domain.RuleException>(() => world.Desk.ScheduleAsync(order.Id, world.Clock.GetUtcNow(), null, Actor.Portal, CancellationToken.None))).Rule.ShouldBe("time-over");
        (await Should.ThrowAsync<Domain.RuleException>(() => world.Desk.PrioritiseAsync(order.Id, 101, null, Actor.Portal, CancellationToken.None))).Rule.ShouldBe("priority");
        var copy = await world.Desk.CloneAsync(order.Id, null, Actor.Portal, CancellationToken.None);
        (copy.State, copy.RetryOf, copy.Paths.Single(), copy.Id == order.Id).ShouldBe((OrderState.Held, null, "a.tif", false));

        await world.Desk.ReleaseAsync(order.Id, null, Actor.Portal, CancellationToken.None);
        await world.PollAsync();
        await world.HandOver.RunAsync(CancellationToken.None);
        (await Should.ThrowAsync<Domain.RuleException>(() => world.Desk.PrioritiseAsync(order.Id, 1, null, Actor.Portal, CancellationToken.None))).Rule.ShouldBe("order-state");
        (await world.AuditAsync()).ShouldContain("imaging-order.schedule");
    }

    [Fact]
    public async Task A_groups_quota_lets_the_others_go_first_and_what_was_passed_over_takes_no_place()
    {
        await using var world = await OrderWorld.CreateAsync(database, quota: 1);
        File.WriteAllText(Path.Combine(world.At(".."), "other", "x.tif"), "pixels");
        foreach (var stuck in new[] { "1", "2", "3" })
        {
            await WriteAsync(world, $"stuck-{stuck}", OrderWorld.Group, ImportStages.Pending, [world.At("a.tif")]);
        }

        var done = $"{Guid.NewGuid()}";
        await WriteAsync(world, done, "Elsewhere", ImportStages.Pending, ["/x.tif"]);
        await WriteAsync(world, done, "Elsewhere", ImportStages.Started, ["/x.tif"]);
        await WriteAsync(world, done, "Elsewhere", ImportStages.Completed, ["/x.tif"]);
        var first = await world.OneAsync(OrderWorld.Wish("a.tif"));
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        var second = await world.OneAsync(OrderWorld.Wish("b.tif"));
        var other = await world.OneAsync(new("Other lab", "bob", [new("Dataset", 7)], ["x.tif"], new(Priority: -5)));
        await world.PollAsync();

        await world.Following.RunAsync(CancellationToken.None);
        (await world.HandOver.RunAsync(CancellationToken.None)).ShouldBe(2);
        new[] { (await world.NowAsync(first)).State, (await world.NowAsync(second)).State, (await world.NowAsync(other)).State }.ShouldBe([OrderState.Submitted, OrderState.Queued, OrderState.Submitted]);

        await world.Following.RunAsync(CancellationToken.None);
        var now = await world.Line.NowAsync(CancellationToken.None);
        (now.UsedUp(OrderWorld.Group), now.UsedUp("Other lab"), now.IsFull).ShouldBe((1, null, false));
    }

    internal static async Task WriteAsync(OrderWorld world, string uuid, string group, string stage, IReadOnlyList<string> files, string? description = null, string type = "Dataset", string id = "151", int? conversion = null)
    {
        await world.Tracking.Tables.ShapeAsync(CancellationToken.None);
        await using var connection = await world.Tracking.ForeignAsync();
        await using var insert = new Npgsql.NpgsqlCommand("""INSERT INTO imports (group_name, user_name, destination_id, destination_type, stage, uuid, "timestamp", files, file_names, description, preprocessing_id) VALUES ($1, 'alice', $2, $3, $4, $5, now(), $6, '[]', $7, $8)""", connection);
        foreach (var value in new object?[] { group, id, type, stage, uuid, System.Text.Json.JsonSerializer.Serialize(files), description, conversion })
        {
            insert.Parameters.Add(new() { Value = value ?? DBNull.Value });
        }

        await insert.ExecuteNonQueryAsync();
    }

    private static async Task<ImagingOrder> FindAsync(OrderWorld world, string uuid)
    {
        await using var db = world.Contexts.CreateDbContext();
        return await db.Set<ImagingOrder>().AsNoTracking().SingleAsync(o => o.Id == ImagingOrder.IdOf(uuid));
    }
}
