using Portal.Domain.ImagingOrders;
using Portal.Tests.Support;

namespace Portal.Tests.ImagingOrders;

public sealed class StoppingNodeTests(TestDatabase database)
{
    [Fact]
    public async Task A_node_that_is_stopped_during_an_import_leaves_nothing_half_recorded_and_the_next_one_ends_the_order()
    {
        await using var world = await ProcessWorld.PrepareAsync(database);
        world.Write("first.tif", "gated.tif", "last.tif");
        await world.StartAsync();
        string uuid;
        using (var curator = await world.CuratorAsync())
        {
            uuid = (await world.OrderAsync(curator, "Dataset", 151, "first.tif", "gated.tif", "last.tif")).Single();
            await Eventually.IsAsync(() => world.Imports().Contains("gated.tif"), "the second file to be begun");
        }

        await world.StopAsync();
        (await world.RowsAsync(uuid)).Select(r => r.Split('|')[0]).ShouldBe(["Import Pending", "Import Started"]);
        world.Omero.Of("Image").Select(i => i["name"]).ShouldBe(["first.tif"]);

        File.WriteAllText(world.Heard.At("open"), "");
        await world.StartAsync();
        using var next = await world.CuratorAsync();
        ProcessWorld.Files(await world.UntilAsync(next, uuid, OrderState.Completed)).ShouldBe(["first.tif Imported 1", "gated.tif Imported 2", "last.tif Imported 1"]);
        (await world.RowsAsync(uuid)).Select(r => r.Split('|')[0]).ShouldBe(["Import Pending", "Import Started", "Import Completed"]);
        world.Omero.Of("Image").Select(i => i["name"]).ShouldBe(["first.tif", "gated.tif", "last.tif"]);
    }
}
