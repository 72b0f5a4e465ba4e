using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Portal.Domain.ImagingOrders;

namespace Portal.Sandbox.Imaging;

/// <summary>An order as the importer found it.</summary>
internal sealed record FoundOrder(long Id, string Group, string User, string DestinationId, string DestinationType, string Uuid, IReadOnlyList<string> Files, IReadOnlyList<string> FileNames, int? Preprocessing);

/// <summary>The importer's own side of its table: it reads what is pending and appends; it never changes a row.</summary>
internal sealed class ImporterTable(string connection) : IAsyncDisposable
{
    private const string Columns = "id, group_name, user_name, destination_id, destination_type, uuid, files, file_names, preprocessing_id";

    // Without a name, as the importer's sessions are.
    private readonly NpgsqlDataSource _workers = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connection) { ApplicationName = "", MaxPoolSize = 8 });
    private readonly NpgsqlConnection _poller = new(new NpgsqlConnectionStringBuilder(connection) { ApplicationName = "", Pooling = false }.ConnectionString);

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (_poller.State != System.Data.ConnectionState.Open)
        {
            await _poller.OpenAsync(cancellationToken);
        }
    }

    /// <summary>Reads, and gives the transaction back as the importer's library does: by that it is seen to live.</summary>
    public async Task<IReadOnlyList<FoundOrder>> PendingAsync(long after, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        var orders = await FindAsync($"SELECT {Columns} FROM public.imports WHERE stage = @stage AND id > @after ORDER BY id", after, cancellationToken);
        await using var back = new NpgsqlCommand("ROLLBACK", _poller);
        await back.ExecuteNonQueryAsync(cancellationToken);
        return orders;
    }

    /// <summary>Orders that neither failed nor were completed, of the last ten days.</summary>
    public Task<IReadOnlyList<FoundOrder>> DanglingAsync(CancellationToken cancellationToken) => FindAsync(
        $"""
        SELECT DISTINCT ON (uuid) {Columns} FROM public.imports p WHERE stage = @stage AND id > @after AND "timestamp" > now() - interval '10 days'
            AND NOT EXISTS (SELECT FROM public.imports e WHERE e.uuid = p.uuid AND e.stage IN ('Import Completed', 'Import Failed')) ORDER BY uuid, id
        """, after: 0, cancellationToken);

    public async Task<long> HighestAsync(CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT coalesce(max(id), 0)::bigint FROM public.imports", _poller);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public async Task AppendAsync(FoundOrder order, string stage, string? description, CancellationToken cancellationToken)
    {
        await using var insert = _workers.CreateCommand(
            """
            INSERT INTO public.imports (group_name, user_name, destination_id, destination_type, stage, uuid, "timestamp", files, file_names, description, preprocessing_id)
            VALUES (@group, @user, @id, @type, @stage, @uuid, now(), @files, @names, @description, @preprocessing)
            """);
        insert.Parameters.AddWithValue("group", order.Group);
        insert.Parameters.AddWithValue("user", order.User);
        insert.Parameters.AddWithValue("id", order.DestinationId);
        insert.Parameters.AddWithValue("type", order.DestinationType);
        insert.Parameters.AddWithValue("stage", stage);
        insert.Parameters.AddWithValue("uuid", order.Uuid);
        insert.Parameters.AddWithValue("files", JsonSerializer.Serialize(order.Files));
        insert.Parameters.AddWithValue("names", JsonSerializer.Serialize(order.FileNames));
        insert.Parameters.Add(new("description", NpgsqlDbType.Text) { Value = (object?)description ?? DBNull.Value });
        insert.Parameters.Add(new("preprocessing", NpgsqlDbType.Integer) { Value = (object?)order.Preprocessing ?? DBNull.Value });
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _poller.DisposeAsync();
        await _workers.DisposeAsync();
    }

    private async Task<IReadOnlyList<FoundOrder>> FindAsync(string sql, long after, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, _poller);
        command.Parameters.AddWithValue("stage", ImportStages.Pending);
        command.Parameters.AddWithValue("after", after);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var orders = new List<FoundOrder>();
        while (await reader.ReadAsync(cancellationToken))
        {
            orders.Add(new(reader.GetInt32(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.GetString(5), ImportRow.List(reader.GetString(6)),
                ImportRow.List(reader.GetValue(7) as string), reader.GetValue(8) as int?));
        }

        return orders;
    }
}
