using Microsoft.Extensions.Options;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.ImagingOrders;
using Portal.Jobs.ImagingOrders;
using Portal.Jobs.ImagingOrders.Monitor;
using Portal.Jobs.ImagingOrders.Orders;
using Portal.Tests.Support;

namespace Portal.Tests.ImagingOrders;

/// <summary>Orders with more files than anybody looks at.</summary>
public sealed class OrderFilesTests(TestDatabase database)
{
    private const int Many = 20_000;
    private static readonly Grants Lab = new([new Grant(Scopes.OmeroGroup(OrderWorld.Group), Role.Viewer)]);

    [Fact]
    public async Task Of_an_order_of_twenty_thousand_files_a_page_reads_only_what_it_shows()
    {
        await using var world = await OrderWorld.CreateAsync(database);
        var order = ImagingOrder.Of(new(new(DestinationType.Dataset, 151), Conversion: null, [], [.. Enumerable.Range(0, Many).Select(i => $"plate/{i:D5}.tif")]), OrderWorld.Group, "alice", new(Hold: true), Actor.Portal, world.Clock.GetUtcNow());
        await using (var db = world.Contexts.CreateDbContext())
        {
            db.Add(order);
            await db.SaveChangesAsync();
        }

        var (orders, files) = (Queries(world), new OrderFileQueries(world.Contexts));

        (await orders.HeadAsync(order.Id, Lab, CancellationToken.None)).ShouldNotBeNull().ShouldSatisfyAllConditions(o => o.FileCount.ShouldBe(Many), o => o.Paths.ShouldBe(["plate/00000.tif"]), o => o.Files.ShouldBeEmpty());
        (await orders.GlanceAsync(new(), 10, Lab, CancellationToken.None)).Items.Single().FileCount.ShouldBe(Many);
        (await orders.FindAsync(order.Id, Lab, CancellationToken.None))!.Paths.Count.ShouldBe(Many);
        (await orders.HeadAsync(order.Id, new([]), CancellationToken.None)).ShouldBeNull();
        (await files.PageAsync(order.Id, state: null, after: null, 100, new([]), CancellationToken.None)).ShouldBeNull();
        var waiting = (await files.PageAsync(order.Id, state: null, after: 199, 100, Lab, CancellationToken.None))!;
        (waiting.Items[0].Path, waiting.Items[^1].Position, waiting.Next, waiting.Total, waiting.Counts[OrderFileState.Waiting]).ShouldBe(("plate/00200.tif", 299, 299, Many, Many));

        // The portal's own workers have written down what became of each.
        await using (var db = world.Contexts.CreateDbContext())
        {
            var results = Enumerable.Range(0, Many).Select(i => ImagingOrderFile.Of(order.Id, i, $"/data/demuth/plate/{i:D5}.tif")).ToList();
            foreach (var result in results)
            {
                if (result.Position % 1_000 == 7)
                {
                    result.Fail("It was empty.", "a log", [], [], world.Clock.GetUtcNow());
                }
                else
                {
                    result.Imported([$"Image:{result.Position}"], [], "a log", world.Clock.GetUtcNow());
                }
            }

            db.AddRange(results);
            await db.SaveChangesAsync();
        }

        var failed = (await files.PageAsync(order.Id, OrderFileState.Failed, after: null, 15, Lab, CancellationToken.None))!;
        (failed.Items.Count, failed.Items[1].Position, failed.Next, failed.Counts[OrderFileState.Failed], failed.Counts[OrderFileState.Imported]).ShouldBe((15, 1_007, 14_007, 20, Many - 20));
        (await files.PageAsync(order.Id, OrderFileState.Failed, failed.Next, 15, Lab, CancellationToken.None))!.ShouldSatisfyAllConditions(p => p.Items.Count.ShouldBe(5), p => p.Next.ShouldBeNull());
    }

    [Fact]
    public async Task What_an_importer_said_of_its_files_is_told_file_by_file_and_what_it_did_not_say_is_not_known()
    {
        await using var world = await OrderWorld.CreateAsync(database);
        var (partly, silent, done) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        string[] both = [world.At("a.tif"), world.At("b.tif")];
        foreach (var uuid in new[] { partly, silent, done })
        {
            await EveryOrderTests.WriteAsync(world, $"{uuid}", OrderWorld.Group, ImportStages.Pending, both);
        }

        await EveryOrderTests.WriteAsync(world, $"{partly}", OrderWorld.Group, ImportStages.Failed, both, $"Import failed for data package {partly} targeting OMERO 151. Failed files: ['{both[1]}']");
        await EveryOrderTests.WriteAsync(world, $"{silent}", OrderWorld.Group, ImportStages.Failed, both, FailureText.Conversion);
        await EveryOrderTests.WriteAsync(world, $"{done}", OrderWorld.Group, ImportStages.Completed, both);
        await world.Following.RunAsync(CancellationToken.None);

        (await StatesAsync(world, partly)).ShouldBe(["Imported", "Failed"]);
        (await StatesAsync(world, silent)).ShouldBe(["not known", "not known"]);
        (await StatesAsync(world, done)).ShouldBe(["Imported", "Imported"]);
        var head = (await Queries(world).HeadAsync(partly, Lab, CancellationToken.None))!;
        (head.Partly, head.Failure!.FailedFiles.Count, string.Join(',', head.Lines.Select(l => l.Stage))).ShouldBe((true, 1, "Pending,Failed"));
    }

    private static async Task<IEnumerable<string>> StatesAsync(OrderWorld world, Guid order) =>
        (await new OrderFileQueries(world.Contexts).PageAsync(order, state: null, after: null, 100, Lab, CancellationToken.None))!.Items.Select(f => f.State?.ToString() ?? "not known");

    private static OrderQueries Queries(OrderWorld world)
    {
        var options = Options.Create(new ImagingOrderOptions());
        return new(world.Contexts, world.Tracking.Rows, new LeftOrders(world.Tracking.Rows, world.Tracking.Watch, options), world.Line, options, world.Clock);
    }
}
