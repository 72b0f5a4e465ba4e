using Microsoft.EntityFrameworkCore;
using Portal.Domain.Accounts;
using Portal.Sandbox.Imaging;
using Portal.Tests.Support;

namespace Portal.Tests.ImagingOrders;

public sealed class OrderVerbsTests(TestDatabase database)
{
    private const string Tile = "2026-11-18 confocal/tile_001.czi";
    private const string Image = "2026-11-18 confocal/overview_5dpf.lif#overview_5dpf-2";

    [Fact]
    public async Task An_instrument_orders_looks_follows_and_takes_back_at_the_command_line()
    {
        using var share = new TemporaryFolder();
        var images = Path.Combine(share.Path, "images");
        DemoImages.LayDown(images);
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), new Dictionary<string, string?>
        {
            ["ImagingOrders:Mount"] = images,
            ["ImagingOrders:GroupFolders:Demuth lab"] = DemoImages.Groups["Demuth lab"],
        });
        string[] order = ["orders", "create", "--group", "Demuth lab", "--user", "alice", "--dataset", "4213", "--hold"];

        (await server.SayAsync(Role.Curator, "orders", "create", "--group", "Demuth lab", Tile)).ShouldBe(new(64, "", "Say where the images go: --dataset ID or --screen ID.\n"));
        var dry = await server.SayAsync(Role.Curator, [.. order, "--dry-run", Tile, Image]);
        var wrong = await server.SayAsync(Role.Curator, [.. order, Tile, "not there.czi"]);
        var attack = await server.SayAsync(Role.Curator, [.. order, "../facility/slides/S-1182.svs"]);
        (await server.SayAsync(Role.Viewer, [.. order, Tile])).Code.ShouldBe(77);
        (await server.SayAsync(Role.Viewer, "orders", "list")).Out.ShouldBeEmpty();
        var made = await server.SayAsync(Role.Curator, [.. order, Tile, Image]);
        var known = await server.SayAsync(Role.Curator, [.. order, "--dry-run", Tile]);
        var listed = await server.SayAsync(Role.Viewer, "orders", "list", "--group", "Demuth lab", "--state", "held");
        var uuids = listed.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('\t')[0]).ToList();
        var withdrawn = await server.SayAsync(Role.Curator, ["orders", "withdraw", .. uuids, "--why", "wrong dataset"]);
        var watched = await server.SayAsync(Role.Viewer, ["orders", "watch", .. uuids]);
        var again = await server.SayAsync(Role.Curator, "orders", "retry", uuids[0], "--screen", "451", "--hold", "--priority", "5");
        (await server.SayAsync(Role.Curator, "orders", "retry", uuids[1], "--parameter", "series")).ShouldBe(new(64, "", "“series” is no parameter. Write it as KEY=VALUE.\n"));
        (await server.SayAsync(Role.Curator, "orders", "retry", uuids[1], "--screen", "1", "--dataset", "2")).ShouldBe(new(64, "", "Say one place: --dataset ID or --screen ID.\n"));

        dry.Out.Split('\n')[..2].ShouldBe([$"would make: Demuth lab\tDataset 4213\t{Tile}", $"would make: Demuth lab\tDataset 4213\t{Image}"], ignoreOrder: true);
        (wrong.Code, wrong.Out).ShouldBe((1, "There is no “not there.czi” in the group’s folder. Check the spelling, or browse to it.\n"));
        (attack.Code, attack.Out).ShouldBe((1, "“../facility/slides/S-1182.svs” is refused: it climbs out with “..”. Only what lies in the folder of Demuth lab can be chosen.\n"));
        await using (var db = server.Db())
        {
            (await db.AuditEntries.CountAsync(a => a.Action == "imaging-files.refuse")).ShouldBe(1);
        }

        made.Out.ShouldContain($"\tDemuth lab\tDataset 4213\t{Tile}\tHeld\tat the command line holds it.");
        known.Out.ShouldContain($"{Tile} is on its way with order ");
        (uuids.Count, withdrawn.Code, watched.Code, again.Code).ShouldBe((2, 0, 1, 0));
        watched.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldAllBe(l => l.EndsWith("\tWithdrawn"));
        again.Out.ShouldNotContain(uuids[0]);
        again.Out.ShouldContain("\tScreen 451\t");
        (await server.SayAsync(Role.Curator, "orders", "hold", uuids[0])).Error.ShouldStartWith("The order cannot be changed: to hold it, it must still wait.");
    }
}
