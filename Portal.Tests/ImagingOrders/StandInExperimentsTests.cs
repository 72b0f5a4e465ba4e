using Portal.Domain.ImagingOrders;
using Portal.Sandbox.Imaging;
using Portal.Tests.Support;

namespace Portal.Tests.ImagingOrders;

/// <summary>The stand-in does in each recorded situation what the importer did, and the portal reads from the rows what happened.</summary>
public sealed class StandInExperimentsTests(TestDatabase database)
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(6);

    [Fact]
    [Experiment("two-importers")]
    public async Task Two_importers_both_do_an_order_and_it_is_told()
    {
        await using var world = await WorldAsync();
        var clock = new FakeClock();
        await using var one = await ImporterAsync(world, clock);
        await using var other = await ImporterAsync(world, clock);
        var order = await WriteAsync(world);

        await one.PollAsync(CancellationToken.None);
        await other.PollAsync(CancellationToken.None);
        await clock.TimersAsync(2);
        clock.Advance(Long);
        await Task.WhenAll(one.IdleAsync(), other.IdleAsync());

        (await StoryAsync(world, order)).ShouldBe("Pending Started Started Completed Completed: RunTwice");
    }

    [Fact]
    [Experiment("second-importer-starts-mid-flight")]
    public async Task A_second_importer_calls_the_work_of_the_first_failed_which_completes_it_all_the_same()
    {
        await using var world = await WorldAsync();
        var clock = new FakeClock();
        await using var first = await ImporterAsync(world, clock);
        var order = await WriteAsync(world);
        await first.PollAsync(CancellationToken.None);
        await clock.TimersAsync(1);

        await using var second = await ImporterAsync(world, clock);
        clock.Advance(Long);
        await first.IdleAsync();

        (await StoryAsync(world, order)).ShouldBe("Pending Started Failed Completed: DaemonRestarted, FinishedByAnother");
    }

    [Fact]
    [Experiment("documented-retry")]
    [Experiment("retry-same-uuid-new-row")]
    [Experiment("retry-new-uuid")]
    public async Task Of_the_ways_to_retry_only_a_new_order_is_done()
    {
        await using var world = await WorldAsync();
        var (edited, added) = ("", TrackingWorld.Order("/data/labA/fail.tif"));
        await using (var importer = await ImporterAsync(world, new FakeClock(), TimeSpan.Zero))
        {
            edited = await WriteAsync(world, "/data/labA/fail.tif");
            await world.Writer.WriteAsync(added, CancellationToken.None);
            await importer.PollAsync(CancellationToken.None);
            await importer.IdleAsync();
            await world.RunAsync($"UPDATE imports SET stage = 'Import Pending' WHERE uuid = '{edited}'");
            await world.AppendAsync(added.UuidText, ImportStages.Pending);
            var again = await WriteAsync(world);
            await importer.PollAsync(CancellationToken.None);
            await importer.IdleAsync();

            (await StoryAsync(world, edited)).ShouldBe("Pending Pending Pending: EditedByHand");
            (await StoryAsync(world, added.UuidText)).ShouldBe("Pending Started Failed Pending: EditedByHand");
            (await StoryAsync(world, again)).ShouldBe("Pending Started Completed: None");
        }

        await using var restarted = await ImporterAsync(world, new FakeClock());
        await restarted.PollAsync(CancellationToken.None);

        (await StoryAsync(world, edited)).ShouldBe("Pending Pending Pending Failed: DaemonRestarted, EditedByHand");
        (await StoryAsync(world, added.UuidText)).ShouldBe("Pending Started Failed Pending: EditedByHand");
    }

    [Fact]
    [Experiment("startup-with-pending")]
    public async Task At_its_start_an_importer_fails_what_waits_but_for_what_is_old_or_without_a_time_which_stays_for_ever()
    {
        await using var world = await WorldAsync();
        var (recent, timeless, old) = (await WriteAsync(world), await WriteAsync(world), await WriteAsync(world));
        await world.RunAsync($"UPDATE imports SET \"timestamp\" = NULL WHERE uuid = '{timeless}'; UPDATE imports SET \"timestamp\" = now() - interval '11 days' WHERE uuid = '{old}'");

        await using var importer = await ImporterAsync(world, new FakeClock());
        await importer.PollAsync(CancellationToken.None);

        (await StoryAsync(world, recent)).ShouldBe("Pending Failed: DaemonRestarted");
        (await StoryAsync(world, timeless)).ShouldBe("Pending: None");
        (await StoryAsync(world, old)).ShouldBe("Pending: None");
    }

    [Fact]
    [Experiment("started-means-queued")]
    public async Task With_one_worker_three_orders_are_started_at_once_and_done_one_after_the_other()
    {
        await using var world = await WorldAsync();
        var clock = new FakeClock();
        await using var importer = await ImporterAsync(world, clock, workers: 1);
        var orders = new[] { await WriteAsync(world), await WriteAsync(world), await WriteAsync(world) };
        await importer.PollAsync(CancellationToken.None);

        for (var done = 0; done < 3; done++)
        {
            await clock.TimersAsync(1);
            var open = await world.Rows.UnfinishedAsync(CancellationToken.None);
            open.Count.ShouldBe(3 - done);
            open.ShouldAllBe(o => o.Stage == ImportStage.Started);
            var places = DaemonQueue.Places(open, workers: 1);
            orders[done..].Select(o => places[o].Work).ShouldBe([OrderWork.Running, .. Enumerable.Repeat(OrderWork.Waiting, 2 - done)]);
            clock.Advance(Long);
            var ended = orders[done];
            await Eventually.IsAsync(async () => (await world.Rows.HistoryAsync(ended, CancellationToken.None))!.Stage == ImportStage.Completed, "the order to be completed");
        }
    }

    private async Task<TrackingWorld> WorldAsync()
    {
        var world = await TrackingWorld.CreateAsync(database);
        await world.Tables.ShapeAsync(CancellationToken.None);
        return world;
    }

    private static async Task<StandInImporter> ImporterAsync(TrackingWorld world, FakeClock clock, TimeSpan? perFile = null, int workers = 4)
    {
        var importer = new StandInImporter(world.Connection, workers, perFile ?? Long, clock);
        await importer.StartAsync(CancellationToken.None);
        return importer;
    }

    private static async Task<string> WriteAsync(TrackingWorld world, string file = "/data/labA/a.tif")
    {
        var order = TrackingWorld.Order(file);
        await world.Writer.WriteAsync(order, CancellationToken.None);
        return order.UuidText;
    }

    private static async Task<string> StoryAsync(TrackingWorld world, string uuid)
    {
        var history = (await world.Rows.HistoryAsync(uuid, CancellationToken.None))!;
        return $"{string.Join(' ', history.Rows.Select(r => r.Is))}: {history.Oddities}";
    }
}
