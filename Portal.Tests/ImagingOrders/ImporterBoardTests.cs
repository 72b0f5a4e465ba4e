using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.ImagingOrders;
using Portal.Jobs.ImagingOrders.Monitor;
using Portal.Jobs.ImagingOrders.Processing;
using Portal.Jobs.ImagingOrders.Tracking;
using Portal.Tests.Support;

namespace Portal.Tests.ImagingOrders;

public sealed class ImporterBoardTests(TestDatabase database)
{
    [Fact]
    public async Task Figures_rates_and_what_is_stuck_are_those_of_the_groups_one_sees()
    {
        await using var tracking = await TrackingWorld.CreateAsync(database);
        await tracking.Tables.ShapeAsync(CancellationToken.None);
        for (var i = 0; i < 20; i++)
        {
            var (uuid, group) = ($"{Guid.NewGuid()}", i < 15 ? "lab" : "other");
            await RowAsync(tracking, uuid, group, ImportStages.Pending, 120);
            await RowAsync(tracking, uuid, group, ImportStages.Started, 110);
            await RowAsync(tracking, uuid, group, i % 5 == 0 ? ImportStages.Failed : ImportStages.Completed, 110 - 2);
        }

        var (stuck, lying) = ($"{Guid.NewGuid()}", $"{Guid.NewGuid()}");
        await RowAsync(tracking, stuck, "lab", ImportStages.Pending, 100);
        await RowAsync(tracking, stuck, "lab", ImportStages.Started, 90);
        await RowAsync(tracking, lying, "lab", ImportStages.Pending, 30);
        using var left = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(left.Path, stuck));
        var over = $"{Guid.NewGuid()}";
        Directory.CreateDirectory(Path.Combine(left.Path, over));
        Directory.CreateDirectory(Path.Combine(left.Path, "not an order"));
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), new Dictionary<string, string?>
        {
            ["ImagingOrders:TrackingDatabase"] = tracking.Connection,
            ["ImagingOrders:FollowEvery"] = "00:00:00.05",
            ["ImagingOrders:InPlaceFolder"] = left.Path,
        });
        using var operators = await server.ClientAsync(Role.Operator);
        using var lab = await server.ClientAsync(Role.Viewer, Scopes.OmeroGroup("lab"));
        await Eventually.IsAsync(async () => { await using var db = server.Db(); return await db.Set<ImagingOrder>().CountAsync() == 22; }, "all orders to be taken up");

        var (all, own) = (await NowAsync(operators), await NowAsync(lab));
        Rates(all, "groups").ShouldBe(["lab 15 3", "other 5 1"]);
        Rates(own, "groups").ShouldBe(["lab 15 3"]);
        Rates(own, "formats").ShouldBe([".tif 15 3"]);
        Rates(own, "containers").ShouldBe(["imported as it is 15 3"]);
        own.GetProperty("stuck").EnumerateArray().Select(s => s.GetProperty("uuid").GetString()).ShouldBe([stuck]);
        (own.GetProperty("notPickedUp").GetInt32(), own.GetProperty("withImporter").GetInt32(), all.GetProperty("queue").GetProperty("importer").GetProperty("state").GetString()).ShouldBe((1, 2, "Silent"));
        all.GetProperty("disks").EnumerateArray().Single().GetProperty("free").GetInt64().ShouldBeGreaterThan(0);

        // The overview's few figures of the same.
        var board = server.Get<ImporterBoard>();
        var figures = await board.FiguresAsync(Of("lab"), DateTimeOffset.UtcNow.AddHours(-3), CancellationToken.None);
        (figures.Any, figures.Processes, figures.Imported, figures.Failed, figures.Running, figures.InLine, figures.Waiting, figures.NotPickedUp, figures.Stuck, figures.Importer!.State).ShouldBe((true, false, 12, 3, 1, 1, 0, 1, 1, DaemonState.Silent));
        (await board.FiguresAsync(Of("nobody"), DateTimeOffset.UtcNow.AddHours(-3), CancellationToken.None)).Any.ShouldBeFalse();
        (await board.FiguresAsync(Grants.All, DateTimeOffset.UtcNow, CancellationToken.None)).Failed.ShouldBe(0);

        // What conversions left goes when its order is over, and only what bears the name of an order.
        var folders = await operators.GetFromJsonAsync<JsonElement>("/api/v1/imaging/importer/left-folders");
        folders.EnumerateArray().Select(f => $"{f.GetProperty("name").GetString()} {f.GetProperty("mayGo").GetBoolean()}").ShouldBe([$"{stuck} False", $"{over} True"], ignoreOrder: true);
        (await lab.GetAsync("/api/v1/imaging/importer/left-folders")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await operators.DeleteAsync($"/api/v1/imaging/importer/left-folders/{stuck}")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await operators.DeleteAsync("/api/v1/imaging/importer/left-folders/not%20an%20order")).StatusCode.ShouldBe(HttpStatusCode.Gone);
        (await operators.DeleteAsync($"/api/v1/imaging/importer/left-folders/{over}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        Directory.GetDirectories(left.Path).Select(Path.GetFileName).Order().ShouldBe([stuck, "not an order"], ignoreOrder: true);
        await using var db = server.Db();
        (await db.AuditEntries.Where(a => a.Action == "imaging-folder.remove").Select(a => a.SubjectKey).ToListAsync()).ShouldBe([$"imaging-order:{over}"]);
    }

    [Fact]
    public async Task Whether_the_portals_own_workers_are_on_every_node_can_tell_and_why_not()
    {
        await using var tracking = await TrackingWorld.CreateAsync(database);
        await using var world = await OrderWorld.CreateAsync(database);
        await using var other = await OrderWorld.CreateAsync(database);
        ProcessingCluster Of(OrderWorld portal) => new(tracking.Database, tracking.Tables, tracking.Watch, portal.Contexts);
        async Task<DaemonState> StateAsync() => (await new OrderLine(world.Contexts, tracking.Database, tracking.Watch, Of(world), Options.Create(new ImagingOrderOptions { Mode = ImagingOrderOptions.Process }), world.Clock)
            .ImporterAsync(CancellationToken.None))!.State;

        (await StateAsync()).ShouldBe(DaemonState.NoWorker);
        await using (var theirs = Of(other))
        {
            (await theirs.LookAsync(CancellationToken.None)).ShouldBe(ProcessingState.Ready);
            (await StateAsync()).ShouldBe(DaemonState.OtherPortal);
        }

        await using var own = Of(world);
        await Eventually.IsAsync(() => own.LookAsync(CancellationToken.None), s => s == ProcessingState.Ready, "the other portal's lock to be gone");
        (await StateAsync()).ShouldBe(DaemonState.Alive);
    }

    [Fact]
    public async Task Of_what_the_portal_processes_itself_the_runs_say_what_is_worked_on()
    {
        await using var world = await OrderWorld.CreateAsync(database);
        var orders = new List<ImagingOrder>();
        for (var i = 0; i < 3; i++)
        {
            orders.Add(await world.OneAsync(OrderWorld.Wish("a.tif")));
            world.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        await world.PollAsync();
        (await world.HandOver.RunAsync(CancellationToken.None)).ShouldBe(3);
        foreach (var order in orders)
        {
            await world.Tracking.AppendAsync($"{order.Id}", ImportStages.Started);
        }

        await world.Following.RunAsync(CancellationToken.None);
        var line = new OrderLine(world.Contexts, world.Tracking.Database, world.Tracking.Watch, new(world.Tracking.Database, world.Tracking.Tables, world.Tracking.Watch, world.Contexts),
            Options.Create(new ImagingOrderOptions { Mode = ImagingOrderOptions.Process }), world.Clock);

        // An importer with workers enough would be at all three; here no run is.
        (await world.Line.PlacesAsync(CancellationToken.None)).Values.ShouldAllBe(p => p.Work == OrderWork.Running);
        (await line.PlacesAsync(CancellationToken.None)).Select(p => (orders.FindIndex(o => o.Id == p.Key), p.Value.Work, p.Value.Ahead)).Order().ShouldBe([(0, OrderWork.Waiting, 0), (1, OrderWork.Waiting, 1), (2, OrderWork.Waiting, 2)]);
    }

    [Fact]
    public void An_order_is_stuck_when_it_takes_longer_than_nineteen_of_twenty_of_its_size()
    {
        StuckRule.Longest([.. Enumerable.Range(1, 100).Select(i => TimeSpan.FromSeconds(i))]).ShouldBe(TimeSpan.FromSeconds(95));
        StuckRule.Longest([TimeSpan.FromSeconds(1)]).ShouldBe(TimeSpan.FromHours(1));
        new[] { 0, 1, 2, 10, 11, 100, 101 }.Select(StuckRule.SizeOf).ShouldBe([1, 1, 10, 10, 100, 100, 1_000]);
    }

    private static Task RowAsync(TrackingWorld tracking, string uuid, string group, string stage, int minutesAgo) => tracking.RunAsync(
        TrackingWorld.Append(uuid, stage, stage == ImportStages.Failed ? "Preprocessing failed. See container logs for details." : null).Replace("'Demo'", $"'{group}'", StringComparison.Ordinal)
            .Replace("now()", $"now() - interval '{minutesAgo} minutes'", StringComparison.Ordinal));

    private static Grants Of(string group) => new([new Grant(Scopes.OmeroGroup(group), Role.Viewer)]);

    private static Task<JsonElement> NowAsync(HttpClient client) => client.GetFromJsonAsync<JsonElement>("/api/v1/imaging/importer");

    private static IEnumerable<string> Rates(JsonElement now, string by) =>
        now.GetProperty(by).EnumerateArray().Select(r => $"{r.GetProperty("name").GetString()} {r.GetProperty("ended").GetInt32()} {r.GetProperty("failed").GetInt32()}");
}
