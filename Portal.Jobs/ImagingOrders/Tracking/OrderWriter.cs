using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Portal.Domain.ImagingOrders;

namespace Portal.Jobs.ImagingOrders.Tracking;

/// <summary>An order as the importer takes it.</summary>
/// <param name="Uuid">Made once, before anything is written: written twice with it, it is one order.</param>
/// <param name="Files">As the importer sees them.</param>
public sealed record ImportOrder(Guid Uuid, string Group, string User, Destination Destination, IReadOnlyList<string> Files, string? Container, IReadOnlyList<ConversionParameter> Parameters)
{
    /// <summary>As the table has it.</summary>
    public string UuidText => Uuid.ToString("D");
}

/// <summary>
/// Hands an order to a running importer. One short transaction an order, and one at a time over all nodes, so that ids become visible
/// in their order: the importer never looks back. No row is ever changed or removed.
/// </summary>
public sealed class OrderWriter(TrackingDatabase database, TrackingTables tables)
{
    // Any constant will do that nobody else takes: "imaging" in letters.
    internal const long OneAtATime = 0x69_6D_61_67_69_6E_67;

    private const string Insert =
        """
        WITH p AS (
            INSERT INTO public.imports_preprocessing (container, input_file, output_folder, alt_output_folder, extra_params)
            SELECT @container, @input, @output, @temporary, @parameters WHERE @container IS NOT NULL RETURNING id)
        INSERT INTO public.imports (group_name, user_name, destination_id, destination_type, stage, uuid, "timestamp", files, file_names, preprocessing_id)
        SELECT @group, @user, @id, @type, @stage, @uuid, now(), @files, '[]', (SELECT id FROM p) RETURNING id
        """;

    /// <returns>Id of the order's first row, also when it was written before.</returns>
    public async Task<long> WriteAsync(ImportOrder order, CancellationToken cancellationToken)
    {
        await tables.ShapeAsync(cancellationToken);
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var id = await LockAndFindAsync(connection, order, cancellationToken) ?? await InsertAsync(connection, order, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return id;
    }

    internal static async Task OneAtATimeAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var one = new NpgsqlCommand("SELECT pg_advisory_xact_lock(@lock)", connection);
        one.Parameters.AddWithValue("lock", OneAtATime);
        await one.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<long?> LockAndFindAsync(NpgsqlConnection connection, ImportOrder order, CancellationToken cancellationToken)
    {
        await OneAtATimeAsync(connection, cancellationToken);
        await using var find = new NpgsqlCommand("SELECT min(id) FROM public.imports WHERE uuid = @uuid", connection);
        find.Parameters.AddWithValue("uuid", order.UuidText);
        return await find.ExecuteScalarAsync(cancellationToken) as int?;
    }

    private static async Task<long> InsertAsync(NpgsqlConnection connection, ImportOrder order, CancellationToken cancellationToken)
    {
        await using var insert = new NpgsqlCommand(Insert, connection);
        void Text(string name, string? value) => insert.Parameters.Add(new(name, NpgsqlDbType.Text) { Value = (object?)value ?? DBNull.Value });
        Text("container", order.Container);
        Text("input", Conversion.InputFile);
        Text("output", Conversion.OutputFolder);
        Text("temporary", Conversion.TemporaryFolder);
        insert.Parameters.Add(new("parameters", NpgsqlDbType.Json) { Value = Parameters(order.Parameters) });
        Text("group", order.Group);
        Text("user", order.User);
        Text("id", order.Destination.IdText);
        Text("type", $"{order.Destination.Type}");
        Text("stage", ImportStages.Pending);
        Text("uuid", order.UuidText);
        Text("files", JsonSerializer.Serialize(order.Files));
        return (int)(await insert.ExecuteScalarAsync(cancellationToken))!;
    }

    // Without any it is the word null, as the importer writes it.
    private static string Parameters(IReadOnlyList<ConversionParameter> parameters) =>
        parameters.Count == 0 ? "null" : JsonSerializer.Serialize(parameters.ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal));
}
