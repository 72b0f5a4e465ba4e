using Npgsql;
using Portal.Jobs.Storage;
using Portal.Tests.Support;

namespace Portal.Tests.Storage;

public sealed class BinaryCopyTests(TestDatabase database)
{
    private const string Copy = "COPY cell (id, number, words) FROM STDIN (FORMAT BINARY)";

    [Fact]
    public async Task What_is_written_is_what_is_read_whatever_stands_in_it_and_however_much_it_is()
    {
        await using var connection = await OpenAsync();
        (Guid Id, int Number, string? Words)[] rows =
        [
            (Guid.CreateVersion7(), 0, null), (Guid.Empty, -1, ""), (Guid.NewGuid(), int.MinValue, "Ärzte\t\"μ\" 𝔘\n"), (Guid.NewGuid(), int.MaxValue, new string('x', 300_000)),
            .. Enumerable.Range(1, 5_000).Select(i => (Guid.NewGuid(), i, (string?)$"row {i}")),
        ];

        await using (var copy = await BinaryCopy.BeginAsync(connection, Copy, CancellationToken.None))
        {
            foreach (var (id, number, words) in rows)
            {
                await copy.RowAsync(3, CancellationToken.None);
                copy.Write(id);
                copy.Write(number);
                copy.Write(words);
            }

            await copy.CompleteAsync(CancellationToken.None);
        }

        (await ReadAsync(connection)).ShouldBe(rows);
    }

    [Fact]
    public async Task A_copy_that_is_not_completed_leaves_nothing_and_the_connection_works_on()
    {
        await using var connection = await OpenAsync();

        await using (var copy = await BinaryCopy.BeginAsync(connection, Copy, CancellationToken.None))
        {
            await copy.RowAsync(3, CancellationToken.None);
            copy.Write(Guid.NewGuid());
        }

        (await ReadAsync(connection)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Times_days_and_large_numbers_arrive_as_they_are()
    {
        await using var connection = await OpenAsync();
        await using (var create = new NpgsqlCommand("CREATE TEMPORARY TABLE fact (large bigint, none bigint, yes boolean, day date, no_day date, at timestamptz)", connection))
        {
            await create.ExecuteNonQueryAsync();
        }

        var at = new DateTimeOffset(1999, 12, 31, 23, 59, 58, 123, 456, TimeSpan.Zero);
        await using (var copy = await BinaryCopy.BeginAsync(connection, "COPY fact FROM STDIN (FORMAT BINARY)", CancellationToken.None))
        {
            await copy.RowAsync(6, CancellationToken.None);
            copy.Write((long?)long.MinValue);
            copy.Write((long?)null);
            copy.Write(true);
            copy.Write(new DateOnly(1990, 2, 28));
            copy.Write((DateOnly?)null);
            copy.Write(at);
            await copy.CompleteAsync(CancellationToken.None);
        }

        await using var read = new NpgsqlCommand("SELECT * FROM fact", connection);
        await using var row = await read.ExecuteReaderAsync();
        (await row.ReadAsync()).ShouldBeTrue();
        (row.GetInt64(0), row.IsDBNull(1), row.GetBoolean(2), row.GetFieldValue<DateOnly>(3), row.IsDBNull(4), row.GetFieldValue<DateTimeOffset>(5))
            .ShouldBe((long.MinValue, true, true, new DateOnly(1990, 2, 28), true, at));
    }

    private async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(await database.CreateAsync());
        await connection.OpenAsync();
        await using var create = new NpgsqlCommand("CREATE TEMPORARY TABLE cell (place serial, id uuid, number integer, words text)", connection);
        await create.ExecuteNonQueryAsync();
        return connection;
    }

    private static async Task<IReadOnlyList<(Guid, int, string?)>> ReadAsync(NpgsqlConnection connection)
    {
        await using var read = new NpgsqlCommand("SELECT id, number, words FROM cell ORDER BY place", connection);
        await using var reader = await read.ExecuteReaderAsync();
        List<(Guid, int, string?)> rows = [];
        while (await reader.ReadAsync())
        {
            rows.Add((reader.GetGuid(0), reader.GetInt32(1), reader.IsDBNull(2) ? null : reader.GetString(2)));
        }

        return rows;
    }
}
