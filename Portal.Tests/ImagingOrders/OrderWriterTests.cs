using Portal.Domain.ImagingOrders;
using Portal.Jobs.ImagingOrders.Tracking;
using Portal.Tests.Support;

namespace Portal.Tests.ImagingOrders;

public sealed class OrderWriterTests(TestDatabase database)
{
    [Fact]
    public async Task An_order_is_written_as_the_importer_expects_it()
    {
        await using var world = await TrackingWorld.CreateAsync(database);
        var order = new ImportOrder(Guid.NewGuid(), "Demo", "alice", new(DestinationType.Screen, 451), ["/data/labA/café 'x'.lif"], "lab/convert:1", [new("image_uuid", "u-1"), new("b", "2")]);

        var id = await world.Writer.WriteAsync(order, CancellationToken.None);

        var row = (await world.Rows.HistoryAsync(order.UuidText, CancellationToken.None))!.Rows.Single();
        (row.Id, row.Group, row.User, row.DestinationType, row.DestinationId, row.Stage).ShouldBe((id, "Demo", "alice", "Screen", "451", ImportStages.Pending));
        (row.Files.Single(), row.FileNames.Count, row.Description, row.At is not null, order.UuidText.Length).ShouldBe(("/data/labA/café 'x'.lif", 0, null, true, 36));
        (await world.AskAsync<string>("SELECT concat_ws(' ', p.container, input_file, output_folder, alt_output_folder, extra_params) FROM imports i JOIN imports_preprocessing p ON p.id = i.preprocessing_id"))
            .ShouldBe("""lab/convert:1 {Files} /data /out {"image_uuid":"u-1","b":"2"}""");
    }

    [Fact]
    public async Task Parameters_that_are_none_are_the_word_null_and_an_order_without_conversion_has_no_row_for_one()
    {
        await using var world = await TrackingWorld.CreateAsync(database);

        await world.Writer.WriteAsync(TrackingWorld.Order() with { Container = "lab/convert:1" }, CancellationToken.None);
        await world.Writer.WriteAsync(TrackingWorld.Order(), CancellationToken.None);

        (await world.AskAsync<string>("SELECT string_agg(extra_params::text, ',') FROM imports_preprocessing")).ShouldBe("null");
        (await world.AskAsync<long>("SELECT count(*) FROM imports WHERE preprocessing_id IS NULL")).ShouldBe(1);
    }

    [Fact]
    public async Task Written_again_after_a_lost_answer_it_is_still_one_order()
    {
        await using var world = await TrackingWorld.CreateAsync(database);
        var order = TrackingWorld.Order();

        var ids = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => world.Writer.WriteAsync(order, CancellationToken.None)));

        ids.Distinct().Count().ShouldBe(1);
        (await world.AskAsync<long>("SELECT count(*) FROM imports")).ShouldBe(1);
    }

    [Fact]
    public async Task While_one_order_is_being_written_the_next_one_takes_no_id()
    {
        await using var world = await TrackingWorld.CreateAsync(database);
        await world.Writer.WriteAsync(TrackingWorld.Order(), CancellationToken.None);
        await using var slow = await world.ForeignAsync();
        await using var open = await slow.BeginTransactionAsync();
        await using (var hold = new Npgsql.NpgsqlCommand($"SELECT pg_advisory_xact_lock({OrderWriter.OneAtATime})", slow))
        {
            await hold.ExecuteNonQueryAsync();
        }

        var waiting = world.Writer.WriteAsync(TrackingWorld.Order(), CancellationToken.None);
        while (await world.AskAsync<long>("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted") == 0)
        {
            await Task.Yield();
        }

        (await world.AskAsync<long>("SELECT last_value FROM imports_id_seq")).ShouldBe(1);
        await open.CommitAsync();
        (await waiting).ShouldBe(2);
    }

    [Fact]
    public async Task What_went_to_a_destination_is_found_with_what_became_of_it()
    {
        await using var world = await TrackingWorld.CreateAsync(database);
        var (done, failed, waiting) = (TrackingWorld.Order("/data/done.tif"), TrackingWorld.Order("/data/failed.tif"), TrackingWorld.Order("/data/waiting.tif"));
        foreach (var order in new[] { done, failed, waiting, TrackingWorld.Order("/data/elsewhere.tif") with { Destination = new(DestinationType.Screen, 151) } })
        {
            await world.Writer.WriteAsync(order, CancellationToken.None);
        }

        await world.AppendAsync(done.UuidText, ImportStages.Completed);
        await world.AppendAsync(failed.UuidText, ImportStages.Failed, "it failed");

        (await world.Rows.IntoAsync(new(DestinationType.Dataset, 151), CancellationToken.None)).Select(r => (r.Uuid, r.Stage)).ShouldBe([(failed.UuidText, ImportStages.Failed), (done.UuidText, ImportStages.Completed), (waiting.UuidText, ImportStages.Pending)]);
        (await world.Rows.UnfinishedAsync(CancellationToken.None)).Select(o => o.StartedId).ShouldBe([null, null]);
        (await world.Rows.LatestAsync(["Demo"], before: null, 2, CancellationToken.None)).Select(r => r.Uuid).ShouldBe([failed.UuidText, done.UuidText]);
        (await world.Rows.LatestAsync(["Nobody"], before: null, 2, CancellationToken.None)).ShouldBeEmpty();
    }
}
