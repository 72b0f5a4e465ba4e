using Portal.Domain.ImagingOrders;
using Portal.Sandbox.Imaging;
using Portal.Tests.Support;

namespace Portal.Tests.ImagingOrders;

/// <summary>The stand-in behaves as the importer was recorded, so that what is tested against it holds for the importer.</summary>
public sealed class StandInImporterTests(TestDatabase database)
{
    [Fact]
    public async Task Every_recorded_order_goes_through_the_recorded_stages()
    {
        await using var world = await TrackingWorld.CreateAsync(database);
        await world.Tables.ShapeAsync(CancellationToken.None);
        await using var importer = Importer(world);
        await importer.StartAsync(CancellationToken.None);
        var recorded = ImagingFixtures.Orders().Where(o => o.Uuid.StartsWith('1')).ToList();
        await world.RunAsync("INSERT INTO imports_preprocessing SELECT n, 'c', '{Files}', '/data', '/out', 'null' FROM generate_series(1, 9) n");
        foreach (var (_, _, rows) in recorded)
        {
            await InsertAsync(world, rows[0]);
        }

        while (!await importer.PollAsync(CancellationToken.None))
        {
            // It refused an order and finds the rest at the next look.
        }

        await importer.IdleAsync();
        recorded.Count.ShouldBe(17);
        foreach (var (uuid, name, rows) in recorded)
        {
            var lived = (await world.Rows.HistoryAsync(uuid, CancellationToken.None))!.Rows;
            lived.Select(Words).ShouldBe(rows.Select(Words), name);
        }
    }

    [Experiment("startup-with-pending")]
    [Experiment("late-commit-of-lower-id")]
    [Fact]
    public async Task What_it_finds_at_its_start_it_fails_without_a_word_and_what_comes_late_it_never_sees()
    {
        await using var world = await TrackingWorld.CreateAsync(database);
        var (waiting, late) = (TrackingWorld.Order(), "10000000-0000-4000-8000-000000000070");
        await world.Writer.WriteAsync(waiting, CancellationToken.None);
        await using var importer = Importer(world);
        await importer.StartAsync(CancellationToken.None);
        (await world.Rows.HistoryAsync(waiting.UuidText, CancellationToken.None))!.Oddities.ShouldBe(OrderOddity.DaemonRestarted);

        await using var slow = await world.ForeignAsync();
        await using var open = await slow.BeginTransactionAsync();
        await using (var insert = new Npgsql.NpgsqlCommand(TrackingWorld.Append(late, ImportStages.Pending), slow))
        {
            await insert.ExecuteNonQueryAsync();
        }

        var next = TrackingWorld.Order();
        await world.Writer.WriteAsync(next, CancellationToken.None);
        await importer.PollAsync(CancellationToken.None);
        await open.CommitAsync();
        await importer.PollAsync(CancellationToken.None);
        await importer.IdleAsync();

        (await world.Rows.HistoryAsync(next.UuidText, CancellationToken.None))!.Stage.ShouldBe(ImportStage.Completed);
        var passed = (await world.Rows.HistoryAsync(late, CancellationToken.None))!;
        var laterStarted = await world.Rows.LaterStartedAsync(passed, CancellationToken.None);
        (passed.Stage, passed.IsPassedOver(laterStarted, passed.First.At!.Value.AddMinutes(1))).ShouldBe((ImportStage.Pending, true));
        (await world.Rows.LaterStartedAsync((await world.Rows.HistoryAsync(next.UuidText, CancellationToken.None))!, CancellationToken.None)).ShouldBeNull();
    }

    private static StandInImporter Importer(TrackingWorld world) => new(world.Connection, workers: 4, TimeSpan.Zero, TimeProvider.System);

    private static string Words(ImportRow row) => $"{row.Stage} {string.Join(',', row.FileNames)} {row.Description} {row.PreprocessingId}";

    private static Task InsertAsync(TrackingWorld world, ImportRow row) => world.RunAsync(
        $"""
        INSERT INTO imports (group_name, user_name, destination_id, destination_type, stage, uuid, "timestamp", files, file_names, preprocessing_id) VALUES ('{row.Group}', '{row.User}', '{row.DestinationId}',
            '{row.DestinationType}', '{row.Stage}', '{row.Uuid}', now(), '{System.Text.Json.JsonSerializer.Serialize(row.Files)}', '[]', {row.PreprocessingId?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "NULL"})
        """);
}
