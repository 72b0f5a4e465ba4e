using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.ImagingOrders.Processing;
using Portal.Sandbox.Imaging;
using Portal.Tests.Support;

namespace Portal.Tests.ImagingOrders;

/// <summary>A portal that processes itself, and an importer at the same table through whole orders of both.</summary>
public sealed class BesideImporterTests(TestDatabase database)
{
    private static readonly TimeSpan PerFile = TimeSpan.FromMinutes(5);

    [Fact]
    [Experiment("second-importer-starts-mid-flight")]
    public async Task While_an_importer_runs_the_portal_follows_it_afterwards_it_does_the_rest_and_one_that_comes_in_between_makes_nothing_be_imported_twice()
    {
        await using var world = await ProcessWorld.PrepareAsync(database);
        world.Write("theirs.tif", "ours.tif", "first.tif", "gated.tif", "last.tif");
        var theirs = TrackingWorld.Order(world.At("theirs.tif"));
        await using (var importer = await Importer.StartAsync(world))
        {
            await world.StartAsync();
            using var curator = await world.CuratorAsync();
            var held = (await world.OrderAsync(curator, "Dataset", 151, "ours.tif")).Single();
            await world.Tracking.Writer.WriteAsync(theirs with { Group = ProcessWorld.Group }, CancellationToken.None);
            await Eventually.IsAsync(async () => (await world.RowsAsync(theirs.UuidText)).Count == 2, "the importer to start its order");
            await importer.Clock.TimersAsync(1);

            // The portal keeps off, and says why.
            await Eventually.IsAsync(async () =>
            {
                using var found = await curator.GetAsync($"/api/v1/imaging-orders/{theirs.UuidText}");
                return found.IsSuccessStatusCode;
            }, "the portal to follow it");
            var followed = await world.UntilAsync(curator, theirs.UuidText, OrderState.Submitted);
            (followed.TryGetProperty("run", out var run) && run.ValueKind != JsonValueKind.Null).ShouldBeFalse();
            var now = await curator.GetFromJsonAsync<JsonElement>("/api/v1/imaging/importer");
            now.GetProperty("queue").GetProperty("importer").GetProperty("state").GetString().ShouldBe("Beside");
            var health = await Eventually.IsAsync(() => curator.GetFromJsonAsync<JsonElement>("/health/ready"), h => h.GetProperty("status").GetString() == "Degraded", "the portal to say that it is degraded");
            health.ToString().ShouldContain("Stop that importer");

            importer.Clock.Advance(PerFile);
            await world.UntilAsync(curator, theirs.UuidText, OrderState.Completed);
            (await world.ReadAsync(curator, held)).GetProperty("state").GetString().ShouldBe("Queued");
            world.Imports().ShouldBeEmpty();
            (await world.Tracking.AskAsync<long>($"SELECT count(*) FROM imports WHERE uuid = '{held}'")).ShouldBe(0);

            // It goes; what waited begins by itself.
            await importer.StopAsync();
            await world.UntilAsync(curator, held, OrderState.Completed);
            world.Imports().ShouldBe(["ours.tif"]);
        }

        await BetweenAsync(world);
    }

    // One that is started while the portal is at an order calls it failed without a word. The portal ends what it is at, and tells so when it is alone again.
    private static async Task BetweenAsync(ProcessWorld world)
    {
        using var curator = await world.CuratorAsync();
        var uuid = (await world.OrderAsync(curator, "Dataset", 151, "first.tif", "gated.tif", "last.tif")).Single();
        await Eventually.IsAsync(() => world.Imports().Contains("gated.tif"), "the second file to be begun");
        await using (var importer = await Importer.StartAsync(world))
        {
            var failed = await world.UntilAsync(curator, uuid, OrderState.Failed);
            failed.GetProperty("failure").GetProperty("kind").GetString().ShouldBe(nameof(FailureKind.DaemonRestarted));
            using var refused = await curator.PostAsJsonAsync($"/api/v1/imaging-orders/{uuid}/retry", new { });
            (await refused.Content.ReadAsStringAsync()).ShouldContain("still at it");

            await Eventually.IsAsync(() => world.Server.Get<ProcessingCluster>().State == ProcessingState.BesideImporter, "the portal to notice the importer");
            File.WriteAllText(world.Heard.At("open"), "");
            await Eventually.IsAsync(async () => ProcessWorld.Files(await world.ReadAsync(curator, uuid)).All(f => f.EndsWith(" Imported 1", StringComparison.Ordinal)), "all files to be imported");
            (await world.RowsAsync(uuid)).Count.ShouldBe(3);
            await importer.StopAsync();
        }

        var ended = await world.UntilAsync(curator, uuid, OrderState.Completed);
        (await world.RowsAsync(uuid)).Select(r => r.Split('|')[0]).ShouldBe(["Import Pending", "Import Started", "Import Failed", "Import Completed"]);
        Enum.Parse<OrderOddity>(ended.GetProperty("oddities").ToString()).ShouldBe(OrderOddity.DaemonRestarted | OrderOddity.FinishedByAnother);
        world.Imports().ShouldBe(["ours.tif", "first.tif", "gated.tif", "last.tif"]);
        world.Omero.Of("Image").Count().ShouldBe(4);
    }

    // The stand-in, looking again and again as the importer does; how long its work takes the test says.
    private sealed class Importer : IAsyncDisposable
    {
        private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
        private readonly CancellationTokenSource _stopping = new();
        private readonly StandInImporter _importer;

        // While the stand-in reads, its session does not look like one that polls; with another that rests meanwhile there is always one that does.
        private readonly NpgsqlConnection _resting;
        private readonly Task _looking;

        private Importer(StandInImporter importer, NpgsqlConnection resting, FakeClock clock) => (_importer, _resting, Clock, _looking) = (importer, resting, clock, Task.Run(() => LookAsync(importer, resting)));

        public FakeClock Clock { get; }

        public static async Task<Importer> StartAsync(ProcessWorld world)
        {
            var clock = new FakeClock();
            var importer = new StandInImporter(world.Tracking.Connection, workers: 1, PerFile, clock);
            await importer.StartAsync(CancellationToken.None);
            var resting = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(world.Tracking.Connection) { Pooling = false, ApplicationName = "" }.ConnectionString);
            await resting.OpenAsync();
            await RestAsync(resting);
            await importer.PollAsync(CancellationToken.None);
            return new(importer, resting, clock);
        }

        public async Task StopAsync()
        {
            await _stopping.CancelAsync();
            await _looking;
            await _importer.DisposeAsync();
            await _resting.DisposeAsync();
        }

        public async ValueTask DisposeAsync()
        {
            if (!_stopping.IsCancellationRequested)
            {
                await StopAsync();
            }

            _stopping.Dispose();
        }

        private static async Task RestAsync(NpgsqlConnection resting)
        {
            await using var back = new NpgsqlCommand("ROLLBACK", resting);
            await back.ExecuteNonQueryAsync();
        }

        private async Task LookAsync(StandInImporter importer, NpgsqlConnection resting)
        {
            while (!_stopping.IsCancellationRequested)
            {
                await RestAsync(resting);
                await importer.PollAsync(CancellationToken.None);
                await Task.Delay(Pause, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
