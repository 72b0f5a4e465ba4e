using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.Sandbox.Imaging;
using Portal.Tests.Support;

namespace Portal.Tests.ImagingOrders;

/// <summary>Through the portal's doors, with an importer that behaves like the real one.</summary>
public sealed class ImagingOrdersApiTests(TestDatabase database)
{
    [Fact]
    public async Task Orders_are_made_handed_over_followed_and_retried()
    {
        using var share = new TemporaryFolder();
        var images = Path.Combine(share.Path, "images");
        DemoImages.LayDown(images);
        await using var tracking = await TrackingWorld.CreateAsync(database);
        await tracking.Tables.ShapeAsync(CancellationToken.None);
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), new Dictionary<string, string?>
        {
            ["ImagingOrders:Mount"] = images,
            ["ImagingOrders:GroupFolders:Demuth lab"] = DemoImages.Groups["Demuth lab"],
            ["ImagingOrders:TrackingDatabase"] = tracking.Connection,
            ["ImagingOrders:LookEvery"] = "00:00:00.2",
        });
        await using var importer = new StandInImporter(tracking.Connection, workers: 2, TimeSpan.Zero, TimeProvider.System);
        await importer.StartAsync(CancellationToken.None);
        using var curator = await server.ClientAsync(Role.Curator, "omero-group:Demuth lab");

        (await NamesAsync(curator, "/api/v1/imaging/files")).ShouldBe(["Demuth lab"]);
        (await NamesAsync(curator, "/api/v1/imaging/files?group=Demuth%20lab")).ShouldBe(["2026-11-18 confocal", "2026-11-21 ten files", "plates", "zarr"]);
        (await NamesAsync(curator, "/api/v1/imaging/files?group=Demuth%20lab&path=plates/HCS-0412")).ShouldBe(["experiment.db"]);
        (await NamesAsync(curator, "/api/v1/imaging/files?group=Demuth%20lab&path=2026-11-18%20confocal/overview_5dpf.lif")).Count.ShouldBe(6);
        (await curator.GetAsync("/api/v1/imaging/files?group=Demuth%20lab&path=../facility")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await curator.GetAsync("/api/v1/imaging/files?group=Light%20microscopy&path=")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        var wrong = await curator.PostAsJsonAsync("/api/v1/imaging-orders", Orders("2026-11-18 confocal/tile_001.czi", "2026-11-18 confocal/still being written.czi"));
        (wrong.StatusCode, (await JsonAsync(wrong)).GetProperty("items")[0].GetProperty("rule").GetString()).ShouldBe((HttpStatusCode.UnprocessableEntity, "not-an-image"));
        var made = await JsonAsync(await curator.PostAsJsonAsync("/api/v1/imaging-orders", Orders("2026-11-18 confocal/tile_001.czi", "2026-11-18 confocal/tile_041_fail.czi", "2026-11-18 confocal/overview_5dpf.lif#overview_5dpf-2")));
        var uuids = made.GetProperty("items")[0].GetProperty("orders").EnumerateArray().Select(o => o.GetProperty("uuid").GetString()!).ToList();
        uuids.Count.ShouldBe(2);

        var plain = await UntilAsync(curator, importer, uuids[0], OrderState.Failed);
        var converted = await UntilAsync(curator, importer, uuids[1], OrderState.Completed);
        (plain.GetProperty("partly").GetBoolean(), plain.GetProperty("failure").GetProperty("kind").GetString()).ShouldBe((true, "Files"));
        plain.GetProperty("lines").EnumerateArray().Select(l => l.GetProperty("text").GetString()).ShouldBe([ImportStages.Pending, ImportStages.Started, ImportStages.Failed]);
        converted.GetProperty("lines").EnumerateArray().Select(l => l.GetProperty("stage").GetString()).ShouldBe(["Pending", "Started", "Preprocessing", "Completed"]);

        var again = await JsonAsync(await curator.PostAsJsonAsync($"/api/v1/imaging-orders/{uuids[0]}/retry", new { why = "The disk was full." }));
        again.GetProperty("paths").EnumerateArray().Select(p => p.GetString()).ShouldBe(["2026-11-18 confocal/tile_041_fail.czi"]);
        await UntilAsync(curator, importer, again.GetProperty("uuid").GetString()!, OrderState.Failed);
        (await JsonAsync(await curator.GetAsync("/api/v1/imaging-orders?limit=2"))).GetProperty("items").GetArrayLength().ShouldBe(2);
        (await JsonAsync(await curator.GetAsync("/api/v1/imaging-orders?state=completed"))).GetProperty("items").GetArrayLength().ShouldBe(1);
        using var looked = await curator.PostAsync("/api/v1/imaging-orders/table/Demuth%20lab?dryRun=true", Table("tile_002.czi", "gone.czi"));
        using var tabled = await curator.PostAsync("/api/v1/imaging-orders/table/Demuth%20lab", Table("tile_002.czi", "tile_003.czi"));
        (looked.StatusCode, (await JsonAsync(looked)).GetProperty("lines")[1].GetProperty("problem").GetString()![..8]).ShouldBe((HttpStatusCode.UnprocessableEntity, "There is"));
        (tabled.StatusCode, (await JsonAsync(tabled)).GetProperty("orders").GetInt32()).ShouldBe((HttpStatusCode.OK, 1));
        using var stranger = await server.ClientAsync(Role.Curator, "omero-group:Light microscopy");
        (await stranger.GetAsync($"/api/v1/imaging-orders/{uuids[0]}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await JsonAsync(await stranger.GetAsync("/api/v1/imaging-orders"))).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Theory]
    [InlineData("ImagingOrders:Mode", "both", "ImagingOrders:Mode must be hand-over or process.")]
    [InlineData("ImagingOrders:Mount", "images", "ImagingOrders:Mount must be a whole path, such as /data; it is “images”.")]
    [InlineData("ImagingOrders:GroupFolders:Demo", "../out", "ImagingOrders:GroupFolders:Demo must be a folder below ImagingOrders:Mount, such as labs/Demo; it is “../out”.")]
    [InlineData("ImagingOrders:TrackingDatabase", "postgresql+psycopg2://biomero@db/biomero", "ImagingOrders:TrackingDatabase must be a connection string")]
    [InlineData("ImagingOrders:ImporterWorkers", "0", "ImagingOrders:ImporterWorkers must be between 1 and 1,000.")]
    public async Task A_wrong_setting_is_told_at_the_start_by_its_key(string key, string value, string message)
    {
        var connection = await database.CreateAsync();

        (await Should.ThrowAsync<Exception>(() => PortalServer.StartAsync(connection, new Dictionary<string, string?> { [key] = value }))).ToString().ShouldContain(message);
    }

    private static StringContent Table(params string[] files) => new($"path,destination_type,destination_id,user,start\n{string.Concat(files.Select(f => $"2026-11-18 confocal/{f},Dataset,4213,alice,hold\n"))}");

    private static object Orders(params string[] paths) => new { orders = new[] { new { group = "Demuth lab", user = "alice", destinations = new[] { new { type = "Dataset", id = 4213 } }, paths } } };

    // The importer looks as often as it is asked to; the portal by itself.
    private static Task<JsonElement> UntilAsync(HttpClient client, StandInImporter importer, string uuid, OrderState state) => Eventually.IsAsync(async () =>
    {
        await importer.PollAsync(CancellationToken.None);
        return await JsonAsync(await client.GetAsync($"/api/v1/imaging-orders/{uuid}"));
    }, o => o.GetProperty("state").GetString() == $"{state}", $"the order to be {state}");

    private static async Task<List<string>> NamesAsync(HttpClient client, string path) =>
        [.. (await JsonAsync(await client.GetAsync(path))).GetProperty("entries").EnumerateArray().Select(e => e.GetProperty("name").GetString()!)];

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer) => await answer.Content.ReadFromJsonAsync<JsonElement>();
}
