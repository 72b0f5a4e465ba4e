using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using NpgsqlTypes;
using Portal.Domain.ImagingOrders;

namespace Portal.Jobs.ImagingOrders.Tracking;

/// <summary>Reads the importer's rows: columns by name, so that it does not matter in which order or which version they are.</summary>
public sealed class ImportRows(TrackingDatabase database, TrackingTables tables)
{
    private const string LatestOnly = "NOT EXISTS (SELECT FROM public.imports later WHERE later.uuid = i.uuid AND later.id > i.id)";

    /// <summary>Whether there is an importer's database at all.</summary>
    public bool IsSet => database.IsSet;

    /// <summary>All rows of one order.</summary>
    /// <returns>Null when there are none.</returns>
    public async Task<OrderHistory?> HistoryAsync(string uuid, CancellationToken cancellationToken) =>
        await ReadAsync("i.uuid = @uuid ORDER BY i.id", c => c.Parameters.AddWithValue("uuid", uuid), cancellationToken) is { Count: > 0 } rows ? OrderHistory.Of(rows) : null;

    /// <summary>The same without the names of its files, of which each row holds all.</summary>
    public async Task<OrderHistory?> StagesAsync(string uuid, CancellationToken cancellationToken) =>
        await ReadAsync("i.uuid = @uuid ORDER BY i.id", c => c.Parameters.AddWithValue("uuid", uuid), cancellationToken, withFiles: false) is { Count: > 0 } rows ? OrderHistory.Of(rows) : null;

    /// <summary>How an order's files are converted.</summary>
    /// <returns>Null: the row is gone.</returns>
    public async Task<PreprocessingRow?> ConversionAsync(long id, CancellationToken cancellationToken)
    {
        await using var command = database.Source.CreateCommand("SELECT container, input_file, output_folder, alt_output_folder, extra_params::text FROM public.imports_preprocessing WHERE id = @id");
        command.Parameters.AddWithValue("id", id);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? PreprocessingRow.Of(id, reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetValue(3) as string, reader.GetValue(4) as string) : null;
    }

    /// <summary>All rows of some orders.</summary>
    public async Task<IReadOnlyDictionary<string, OrderHistory>> HistoriesAsync(IReadOnlyCollection<string> uuids, CancellationToken cancellationToken) =>
        (await ReadAsync("i.uuid = ANY(@uuids) ORDER BY i.id", c => c.Parameters.AddWithValue("uuids", uuids.ToArray()), cancellationToken))
            .GroupBy(r => r.Uuid, StringComparer.Ordinal).ToDictionary(g => g.Key, OrderHistory.Of, StringComparer.Ordinal);

    /// <summary>The orders that changed last, each with its last row.</summary>
    /// <param name="groups">Null: of every group.</param>
    /// <param name="before">Id of the last row of the page before.</param>
    public Task<IReadOnlyList<ImportRow>> LatestAsync(IReadOnlyCollection<string>? groups, long? before, int limit, CancellationToken cancellationToken) =>
        ReadAsync($"{LatestOnly} AND (@groups IS NULL OR i.group_name = ANY(@groups)) AND (@before IS NULL OR i.id < @before) ORDER BY i.id DESC LIMIT @limit", c =>
        {
            c.Parameters.Add(new("groups", NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = (object?)groups?.ToArray() ?? DBNull.Value });
            c.Parameters.Add(new("before", NpgsqlDbType.Bigint) { Value = (object?)before ?? DBNull.Value });
            c.Parameters.AddWithValue("limit", limit);
        }, cancellationToken);

    /// <summary>Orders for one destination, each with its last row: what is in them is there already, soon will be, or failed.</summary>
    public Task<IReadOnlyList<ImportRow>> IntoAsync(Destination destination, CancellationToken cancellationToken) =>
        ReadAsync($"i.destination_type = @type AND i.destination_id = @id AND {LatestOnly} ORDER BY i.id DESC", c =>
        {
            c.Parameters.AddWithValue("type", $"{destination.Type}");
            c.Parameters.AddWithValue("id", destination.IdText);
        }, cancellationToken);

    /// <summary>When an order that was written after this one was started; null while none was.</summary>
    public async Task<DateTimeOffset?> LaterStartedAsync(OrderHistory order, CancellationToken cancellationToken)
    {
        await using var command = database.Source.CreateCommand(
            """
            SELECT min(s."timestamp") FROM public.imports s WHERE s.stage = @started AND s.id > @first
                AND (SELECT min(f.id) FROM public.imports f WHERE f.uuid = s.uuid) > @first
            """);
        command.Parameters.AddWithValue("started", ImportStages.Started);
        command.Parameters.AddWithValue("first", order.First.Id);
        return await command.ExecuteScalarAsync(cancellationToken) is DateTime at ? new DateTimeOffset(at) : null;
    }

    /// <summary>Conversions by id.</summary>
    public async Task<IReadOnlyDictionary<long, PreprocessingRow>> ConversionsAsync(IReadOnlyCollection<long> ids, CancellationToken cancellationToken)
    {
        var conversions = new Dictionary<long, PreprocessingRow>();
        if (ids.Count == 0)
        {
            return conversions;
        }

        await using var command = database.Source.CreateCommand(
            "SELECT id, container, input_file, output_folder, alt_output_folder, extra_params::text FROM public.imports_preprocessing WHERE id = ANY(@ids)");
        command.Parameters.AddWithValue("ids", ids.Select(i => (int)i).ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            conversions[reader.GetInt32(0)] = new(reader.GetInt32(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetValue(4) as string, Parameters(reader.GetValue(5) as string));
        }

        return conversions;
    }

    /// <summary>First id of the newest order that was started: what was written before it and still is pending, no importer will see any more.</summary>
    public async Task<long> StartedUpToAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Source.CreateCommand(
            """
            SELECT coalesce(max(first.id), 0) FROM (SELECT uuid FROM public.imports WHERE stage = @started ORDER BY id DESC LIMIT 20) s
            CROSS JOIN LATERAL (SELECT min(f.id) AS id FROM public.imports f WHERE f.uuid = s.uuid) first
            """);
        command.Parameters.AddWithValue("started", ImportStages.Started);
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Every order that is not over, for their places in line.</summary>
    public async Task<IReadOnlyList<InLine>> UnfinishedAsync(CancellationToken cancellationToken)
    {
        await tables.ShapeAsync(cancellationToken);
        await using var command = database.Source.CreateCommand(
            $"""
            SELECT i.uuid, (SELECT min(f.id) FROM public.imports f WHERE f.uuid = i.uuid), (SELECT min(s.id) FROM public.imports s WHERE s.uuid = i.uuid AND s.stage = @started), i.stage
            FROM public.imports i WHERE i.stage NOT IN (@completed, @failed) AND {LatestOnly}
            """);
        command.Parameters.AddWithValue("started", ImportStages.Started);
        command.Parameters.AddWithValue("completed", ImportStages.Completed);
        command.Parameters.AddWithValue("failed", ImportStages.Failed);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var orders = new List<InLine>();
        while (await reader.ReadAsync(cancellationToken))
        {
            orders.Add(new(reader.GetString(0), reader.GetInt32(1), reader.IsDBNull(2) ? null : reader.GetInt32(2), ImportStages.Read(reader.GetString(3))));
        }

        return orders;
    }

    /// <param name="where">Condition and order, of the table <c>i</c>.</param>
    internal async Task<IReadOnlyList<ImportRow>> ReadAsync(string where, Action<NpgsqlCommand> with, CancellationToken cancellationToken, bool withFiles = true)
    {
        var shape = await tables.ShapeAsync(cancellationToken);
        var columns = $"""
            i.id, i.uuid, i.group_name, i.user_name, i.destination_type, i.destination_id, i.stage, i."timestamp", {(withFiles ? "i.files" : "'[]' AS files")}, i.file_names,
            {(shape.HasDescription ? "i.description" : "NULL::text AS description")}, i.preprocessing_id, {(shape.HasImportOptions ? "i.import_options" : "NULL::text AS import_options")}
            """;
        await using var command = database.Source.CreateCommand($"SELECT {columns} FROM public.imports i WHERE {where}");
        with(command);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<ImportRow>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(Row(reader));
        }

        return rows;
    }

    // Others may write what they like; what is no text is shown as it is written.
    private static IReadOnlyList<ConversionParameter> Parameters(string? json)
    {
        try
        {
            return json is null || JsonNode.Parse(json) is not JsonObject given ? []
                : [.. given.Select(p => new ConversionParameter(p.Key, p.Value is JsonValue one && one.TryGetValue<string>(out var text) ? text : p.Value?.ToJsonString() ?? "null"))];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static ImportRow Row(NpgsqlDataReader reader)
    {
        string Text(string name) => reader.GetString(reader.GetOrdinal(name));
        string? Perhaps(string name) => reader.GetValue(reader.GetOrdinal(name)) as string;
        return new()
        {
            Id = reader.GetInt32(reader.GetOrdinal("id")),
            Uuid = Text("uuid"),
            Group = Text("group_name"),
            User = Text("user_name"),
            DestinationType = Text("destination_type"),
            DestinationId = Text("destination_id"),
            Stage = Text("stage"),
            At = reader.GetValue(reader.GetOrdinal("timestamp")) is DateTime at ? new DateTimeOffset(at) : null,
            Files = ImportRow.List(Text("files")),
            FileNames = ImportRow.List(Perhaps("file_names")),
            Description = Perhaps("description"),
            PreprocessingId = reader.GetValue(reader.GetOrdinal("preprocessing_id")) is int id ? id : null,
            ImportOptions = Perhaps("import_options"),
        };
    }
}
