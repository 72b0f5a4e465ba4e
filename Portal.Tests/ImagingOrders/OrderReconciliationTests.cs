using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.ImagingOrders;
using Portal.Jobs.ImagingOrders.Monitor;
using Portal.Sandbox.Imaging.Omero;
using Portal.Tests.Support;

namespace Portal.Tests.ImagingOrders;

public sealed class OrderReconciliationTests(TestDatabase database)
{
    [Fact]
    public void Files_are_found_by_their_path_or_by_their_name_in_whatever_letters_and_every_difference_is_counted()
    {
        var report = OrderReconciliation.Of(Guid.NewGuid(), DateTimeOffset.UnixEpoch,
        [
            ("run/a.tif", "/data/run/a.tif", true), ("run/twice.tif", "/data/run/twice.tif", true), ("run/gone.tif", "/data/run/gone.tif", true), ("run/failed.tif", "/data/run/failed.tif", false),
            ("run/there.tif", "/data/run/there.tif", false), ("run/Moved.TIF", "/data/run/Moved.TIF", null), ("run/named.db", "/data/run/named.db", null), ("other/a.tif", "/data/other/a.tif", false),
        ],
        [
            new("Image", 1, "a.tif", "/data/run/a.tif"), new("Image", 2, "twice.tif", "/data/run/twice.tif"), new("Image", 3, "twice.tif", "/data/run/twice.tif"), new("Image", 4, "x", "/data/run/there.tif"),
            new("Image", 5, "x", "/archive/moved.tif"), new("Plate", 6, "NAMED.db", "/archive/else"), new("Image", 7, "=stray", "/data/run/stray.tif"),
        ]);

        report.Files.Select(f => $"{f.Path} {string.Join(',', f.Found.Select(o => o.Proxy))}{(f.Differs ? " differs" : null)}").ShouldBe(
        [
            "run/a.tif Image:1", "run/twice.tif Image:2,Image:3 differs", "run/gone.tif  differs", "run/failed.tif ", "run/there.tif Image:4 differs", "run/Moved.TIF Image:5", "run/named.db Plate:6", "other/a.tif ",
        ]);
        report.Extra.Single().Id.ShouldBe(7);
        (report.There, report.Missing, report.Several, report.Differences).ShouldBe((5, 3, 1, 4));
        ReconciliationTable.Csv(report).Split("\r\n")[..4].ShouldBe(["file,requested,found,in_omero,portal_says", "run/a.tif,yes,yes,Image:1,imported", "run/twice.tif,yes,several,Image:2 Image:3,imported", "run/gone.tif,yes,no,,imported"]);
    }

    [Fact]
    public async Task What_omero_has_of_an_order_is_asked_of_omero_itself_and_what_conversions_left_for_nobody_is_found()
    {
        await using var world = await ProcessWorld.CreateAsync(database);
        world.Write("run/a.tif", "run/fail.tif", "run/s.lof");
        using var curator = await world.CuratorAsync();
        using var viewer = await world.Server.ClientAsync(Role.Viewer, $"omero-group:{ProcessWorld.Group}");
        using var operators = await world.Server.ClientAsync(Role.Operator);
        var uuids = await world.OrderAsync(curator, "Dataset", 151, "run/a.tif", "run/fail.tif", "run/s.lof");
        await world.UntilAsync(curator, uuids[0], OrderState.Failed);
        await world.UntilAsync(curator, uuids[1], OrderState.Completed);

        var (plain, converted) = (await ReportAsync(curator, uuids[0]), await ReportAsync(curator, uuids[1]));
        Told(plain).ShouldBe(["run/a.tif 1 False", "run/fail.tif 0 False"]);
        Told(converted).ShouldBe(["run/s.lof 1 False"]);
        (await viewer.GetAsync(Address(uuids[0]))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await curator.GetAsync(Address($"{Guid.NewGuid()}"))).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        // Somebody deletes one image, and imports another file once more with the same annotation.
        using (world.Heard.Hold())
        {
            var omero = world.Omero;
            var note = omero.Find(omero.Of("ImageAnnotationLink").First(l => omero.Find(l["child"]!)!.Map.Any(p => p.Value == uuids[0]))["child"]!)!;
            var again = omero.Add("Image", "alice", ProcessWorld.Group, new Dictionary<string, string> { ["name"] = "a.tif" });
            omero.Add("ImageAnnotationLink", "alice", ProcessWorld.Group, new Dictionary<string, string> { ["parent"] = again.Proxy, ["child"] = note.Proxy });
        }

        Told(await ReportAsync(curator, uuids[0])).ShouldBe(["run/a.tif 2 True", "run/fail.tif 0 False"]);
        var table = await curator.GetAsync(Address(uuids[0]) + "?format=csv");
        (table.Content.Headers.ContentType!.MediaType, (await table.Content.ReadAsStringAsync()).Split("\r\n").Length).ShouldBe(("text/csv", 4));

        // Of what lies in .processed, what was made of an imported source is no orphan.
        world.Write("run/.processed/stray.ome.tiff", "run/.processed/metadata.csv", "run/.processed/note.doc", "quiet/.processed/old.ome.zarr/0/0");
        foreach (var stray in new[] { "run/.processed/stray.ome.tiff", "quiet/.processed/old.ome.zarr" })
        {
            Directory.SetLastWriteTimeUtc(world.At(stray), DateTime.UtcNow.AddDays(-3));
        }

        var orphans = await operators.GetFromJsonAsync<JsonElement>("/api/v1/imaging/importer/orphans");
        orphans.GetProperty("files").EnumerateArray().Select(f => f.GetProperty("path").GetString()).ShouldBe(["quiet/.processed/old.ome.zarr", "run/.processed/stray.ome.tiff"], ignoreOrder: true);
        (await curator.GetAsync("/api/v1/imaging/importer/orphans")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        File.Exists(world.At("run/.processed/stray.ome.tiff")).ShouldBeTrue();

        // The portal's own workers are on, and an order's files come page by page.
        (await curator.GetFromJsonAsync<JsonElement>("/api/v1/imaging/importer")).GetProperty("queue").GetProperty("importer").GetProperty("state").GetString().ShouldBe("Alive");
        var page = await viewer.GetFromJsonAsync<JsonElement>($"/api/v1/imaging-orders/{uuids[0]}/files?limit=1");
        (page.GetProperty("items")[0].GetProperty("state").GetString(), page.GetProperty("next").GetInt32(), page.GetProperty("total").GetInt32()).ShouldBe(("Imported", 0, 2));
        var failed = await viewer.GetFromJsonAsync<JsonElement>($"/api/v1/imaging-orders/{uuids[0]}/files?state=Failed");
        (failed.GetProperty("items").GetArrayLength(), failed.GetProperty("counts").GetProperty("Failed").GetInt32()).ShouldBe((1, 1));
    }

    private static string Address(string uuid) => $"/api/v1/imaging-orders/{uuid}/reconciliation";

    private static Task<JsonElement> ReportAsync(HttpClient client, string uuid) => client.GetFromJsonAsync<JsonElement>(Address(uuid));

    private static IEnumerable<string> Told(JsonElement report) =>
        report.GetProperty("files").EnumerateArray().Select(f => $"{f.GetProperty("path").GetString()} {f.GetProperty("found").GetArrayLength()} {f.GetProperty("differs").GetBoolean()}");
}
