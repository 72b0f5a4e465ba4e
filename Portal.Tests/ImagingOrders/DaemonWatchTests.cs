using Npgsql;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.ImagingOrders.Tracking;
using Portal.Tests.Support;

namespace Portal.Tests.ImagingOrders;

public sealed class DaemonWatchTests(TestDatabase database)
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(3, false, null, DaemonState.Alive)]
    [InlineData(15, false, null, DaemonState.Alive)]
    [InlineData(16, false, null, DaemonState.Silent)]
    [InlineData(16, true, null, DaemonState.Hidden)]
    [InlineData(null, false, null, DaemonState.Silent)]
    [InlineData(null, true, null, DaemonState.Hidden)]
    [InlineData(3, false, 15, DaemonState.Alive)]
    [InlineData(3, false, 16, DaemonState.NotTaking)]
    [InlineData(null, true, 16, DaemonState.NotTaking)]
    public void The_signs_are_judged_with_three_polls_of_patience(int? polled, bool hidden, int? waiting, DaemonState state) =>
        DaemonWatch.Judge(Now, polled is { } p ? Now.AddSeconds(-p) : null, hidden, waiting is { } w ? Now.AddSeconds(-w) : null).State.ShouldBe(state);

    [Experiment("liveness-through-pg_stat_activity")]
    [Fact]
    public async Task A_session_that_polls_like_an_importer_is_seen_and_the_portals_own_are_not()
    {
        await using var world = await TrackingWorld.CreateAsync(database);
        await world.Writer.WriteAsync(TrackingWorld.Order(), CancellationToken.None); // the portal's own sessions are there, and idle

        (await world.Watch.LookAsync(CancellationToken.None)).State.ShouldBe(DaemonState.Silent);

        await using var importer = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(world.Connection) { Pooling = false, ApplicationName = "" }.ConnectionString);
        await importer.OpenAsync();
        await using (var poll = new NpgsqlCommand("ROLLBACK", importer))
        {
            await poll.ExecuteNonQueryAsync();
        }

        var sign = await world.Watch.LookAsync(CancellationToken.None);
        (sign.State, sign.MayHandOver, sign.LastPoll is not null).ShouldBe((DaemonState.Alive, true, true));
    }

    [Fact]
    public async Task An_importer_that_is_just_reading_the_table_is_seen_too()
    {
        await using var world = await TrackingWorld.CreateAsync(database);
        await world.Tables.ShapeAsync(CancellationToken.None);
        await using var importer = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(world.Connection) { Pooling = false, ApplicationName = "" }.ConnectionString);
        await importer.OpenAsync();
        await using var transaction = await importer.BeginTransactionAsync();
        await using (var poll = new NpgsqlCommand("SELECT imports.id FROM imports WHERE imports.stage = 'Import Pending'", importer, transaction))
        {
            await poll.ExecuteNonQueryAsync();
        }

        (await world.Watch.LookAsync(CancellationToken.None)).IsPolling.ShouldBeTrue();
    }

    [Experiment("fork-shared-connection")]
    [Fact]
    public async Task An_order_that_nobody_takes_tells_that_the_importer_does_not_work_even_when_it_polls()
    {
        await using var world = await TrackingWorld.CreateAsync(database);
        var order = TrackingWorld.Order();
        await world.Writer.WriteAsync(order, CancellationToken.None);
        await world.RunAsync("UPDATE imports SET \"timestamp\" = now() - interval '20 seconds'");

        (await world.Watch.LookAsync(CancellationToken.None)).State.ShouldBe(DaemonState.NotTaking);

        // One that the importer passed over, and one from long ago, wait for ever: that is no sign.
        await world.RunAsync("UPDATE imports SET \"timestamp\" = now() - interval '11 minutes'");
        (await world.Watch.LookAsync(CancellationToken.None)).WaitingSince.ShouldBeNull();
        await world.RunAsync("UPDATE imports SET \"timestamp\" = now() - interval '20 seconds'");
        var next = TrackingWorld.Order();
        await world.Writer.WriteAsync(next, CancellationToken.None);
        (await world.Watch.LookAsync(CancellationToken.None)).State.ShouldBe(DaemonState.NotTaking);
        await world.AppendAsync(next.UuidText, ImportStages.Started);
        (await world.Watch.LookAsync(CancellationToken.None)).WaitingSince.ShouldBeNull();
    }
}
