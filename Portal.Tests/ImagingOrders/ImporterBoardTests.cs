using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.ImagingOrders.Monitor;
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

        // What conversions left goes when its order is over, and only what bears the name of an order.
        var folders = await operators.GetFromJsonAsync<JsonElement>("/api/v1/imaging/importer/left-folders");
        folders.EnumerateArray().Select(f => $"{f.GetProperty("name").GetString()} {f.GetProperty("mayGo").GetBoolean()}").ShouldBe([$"{stuck} False", $"{over} True"], ignoreOrder: true);
        (await lab.GetAsync("/api/v1/imaging/importer/left-folders")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await operators.DeleteAsync($"/api/v1/imaging/importer/left-folders/{stuck}")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await operators.DeleteAsync("/api/v1/imaging/importer/left-folders/not%20an%20order")).StatusCode.ShouldBe(HttpStatusCode.Gone);
        (await operators.DeleteAsync($"/api/v1/imaging/importer/left-folders/{over}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        Directory.GetDirectories(left.Path).Select(Path.GetFileName).Order().ShouldBe([stuck, "not an order"], ignoreOrder: true);
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

    private static Task<JsonElement> NowAsync(HttpClient client) => client.GetFromJsonAsync<JsonElement>("/api/v1/imaging/importer");

    private static IEnumerable<string> Rates(JsonElement now, string by) =>
        now.GetProperty(by).EnumerateArray().Select(r => $"{r.GetProperty("name").GetString()} {r.GetProperty("ended").GetInt32()} {r.GetProperty("failed").GetInt32()}");
}
