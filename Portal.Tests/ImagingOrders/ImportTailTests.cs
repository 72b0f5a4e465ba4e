using Npgsql;
using Portal.Domain.ImagingOrders;
using Portal.Tests.Support;

namespace Portal.Tests.ImagingOrders;

public sealed class ImportTailTests(TestDatabase database)
{
    [Experiment("late-commit-of-lower-id")]
    [Fact]
    public async Task A_lower_id_that_is_committed_late_is_seen()
    {
        await using var world = await TrackingWorld.CreateAsync(database);
        await world.Tables.ShapeAsync(CancellationToken.None);
        var tail = world.Tail();
        await using var slow = await world.ForeignAsync();
        await using var open = await slow.BeginTransactionAsync();
        await ExecuteAsync(slow, TrackingWorld.Append("late", ImportStages.Pending));
        await world.AppendAsync("early", ImportStages.Pending);

        (await Uuids(tail)).ShouldBe(["early"]);
        (await Uuids(tail)).ShouldBeEmpty();
        tail.Open.ShouldBe(1);
        await open.CommitAsync();
        (await Uuids(tail)).ShouldBe(["late"]);
        (await Uuids(tail)).ShouldBeEmpty();
        tail.Open.ShouldBe(0);
    }

    [Fact]
    public async Task So_is_one_whose_transaction_took_the_id_long_before_it_wrote_anything()
    {
        await using var world = await TrackingWorld.CreateAsync(database);
        await world.Tables.ShapeAsync(CancellationToken.None);
        await world.AppendAsync("first", ImportStages.Pending); // so that taking the next id needs no transaction id
        var tail = world.Tail();
        await using var slow = await world.ForeignAsync();
        await using var open = await slow.BeginTransactionAsync();
        await using (var take = new NpgsqlCommand("SELECT nextval('imports_id_seq')", slow))
        {
            (await take.ExecuteScalarAsync()).ShouldBe(2L);
        }

        await world.AppendAsync("early", ImportStages.Pending);
        (await Uuids(tail)).ShouldBe(["first", "early"]);
        (await Uuids(tail)).ShouldBeEmpty();
        tail.Open.ShouldBe(1);
        await ExecuteAsync(slow, TrackingWorld.Append("late", ImportStages.Pending).Replace("(group_name", "(id, group_name", StringComparison.Ordinal).Replace("('Demo'", "(2, 'Demo'", StringComparison.Ordinal));
        await open.CommitAsync();
        (await Uuids(tail)).ShouldBe(["late"]);
    }

    [Fact]
    public async Task An_id_that_was_given_back_is_not_waited_for()
    {
        await using var world = await TrackingWorld.CreateAsync(database);
        await world.Tables.ShapeAsync(CancellationToken.None);
        var tail = world.Tail();
        await using var slow = await world.ForeignAsync();
        await using (var open = await slow.BeginTransactionAsync())
        {
            await ExecuteAsync(slow, TrackingWorld.Append("never", ImportStages.Pending));
            await world.AppendAsync("early", ImportStages.Pending);
            (await Uuids(tail)).ShouldBe(["early"]);
            tail.Open.ShouldBe(1);
        }

        (await Uuids(tail)).ShouldBeEmpty();
        tail.Open.ShouldBe(0);
    }

    [Fact]
    public async Task Of_several_late_ones_each_is_seen_once_and_the_others_are_waited_for()
    {
        await using var world = await TrackingWorld.CreateAsync(database);
        await world.Tables.ShapeAsync(CancellationToken.None);
        var tail = world.Tail();
        var slow = new List<(NpgsqlConnection Connection, NpgsqlTransaction Open)>();
        for (var i = 0; i < 3; i++)
        {
            var connection = await world.ForeignAsync();
            slow.Add((connection, await connection.BeginTransactionAsync()));
            await ExecuteAsync(connection, TrackingWorld.Append($"late-{i}", ImportStages.Pending));
        }

        await world.AppendAsync("early", ImportStages.Pending);
        (await Uuids(tail)).ShouldBe(["early"]);
        await slow[1].Open.CommitAsync();
        (await Uuids(tail)).ShouldBe(["late-1"]);
        tail.Open.ShouldBe(2);
        await slow[2].Open.CommitAsync();
        await slow[0].Open.CommitAsync();
        (await Uuids(tail)).ShouldBe(["late-0", "late-2"]);
        slow.ForEach(s => s.Connection.Dispose());
    }

    [Fact]
    public async Task With_many_writers_every_row_is_seen_exactly_once()
    {
        await using var world = await TrackingWorld.CreateAsync(database);
        await world.Tables.ShapeAsync(CancellationToken.None);
        var (tail, seen) = (world.Tail(), new List<long>());
        var writing = Task.WhenAll(Enumerable.Range(0, 6).Select(w => Task.Run(() => WriteAsync(world, w))));
        while (!writing.IsCompleted)
        {
            seen.AddRange((await tail.NextAsync(CancellationToken.None)).Select(r => r.Id));
        }

        await writing;
        seen.AddRange((await tail.NextAsync(CancellationToken.None)).Select(r => r.Id));

        var all = new List<long>();
        await using var foreign = await world.ForeignAsync();
        await using var command = new NpgsqlCommand("SELECT id FROM imports ORDER BY id", foreign);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            all.Add(reader.GetInt32(0));
        }

        seen.Order().ShouldBe(all);
        all.Count.ShouldBeInRange(200, 599); // some were given back
    }

    [Fact]
    public async Task A_full_page_is_followed_by_the_next()
    {
        await using var world = await TrackingWorld.CreateAsync(database);
        await world.Tables.ShapeAsync(CancellationToken.None);
        await world.RunAsync("""
            INSERT INTO imports (group_name, user_name, destination_id, destination_type, stage, uuid, files) SELECT 'Demo', 'alice', '1', 'Dataset', 'Import Pending', n, '[]' FROM generate_series(1, 1500) n
            """);
        var tail = world.Tail(after: 100);

        (await tail.NextAsync(CancellationToken.None)).Count.ShouldBe(1_000);
        (await tail.NextAsync(CancellationToken.None)).Count.ShouldBe(400);
        (tail.Highest, tail.Open).ShouldBe((1_500, 0));
    }

    // Transactions of one row or several that overlap, in all orders; every fifth is given back.
    private static async Task WriteAsync(TrackingWorld world, int writer)
    {
        for (var i = 0; i < 50; i++)
        {
            await using var connection = await world.ForeignAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            for (var row = 0; row <= (i + writer) % 3; row++)
            {
                await ExecuteAsync(connection, TrackingWorld.Append($"{writer}-{i}", ImportStages.Pending));
                await Task.Yield();
            }

            await (i % 5 == 4 ? transaction.RollbackAsync() : transaction.CommitAsync());
        }
    }

    private static async Task<IEnumerable<string>> Uuids(Portal.Jobs.ImagingOrders.Tracking.ImportTail tail) => (await tail.NextAsync(CancellationToken.None)).Select(r => r.Uuid);

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
