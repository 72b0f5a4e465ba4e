using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Portal.Domain.ImagingOrders;

namespace Portal.Jobs.ImagingOrders.Tracking;

/// <summary>
/// Tells in the importer's table how far an order is that the portal processes itself: each change is a complete copy of the order, as the
/// importer's own workers write it. A stage is written once, and nothing after the end; but an importer that starts calls whatever is under way
/// failed without a word, and that is not the end of what the portal works on.
/// </summary>
public sealed class StageRows(TrackingDatabase database, TrackingTables tables)
{
    private const string FindEnd =
        """
        SELECT bool_or(stage = @stage), bool_or(stage IN ('Import Completed', 'Import Failed')) FROM public.imports
        WHERE uuid = @uuid AND NOT (stage = 'Import Failed' AND description IS NULL)
            AND id >= coalesce((SELECT max(id) FROM public.imports WHERE uuid = @uuid AND stage = 'Import Pending'), 0)
        """;

    private const string Insert =
        """
        INSERT INTO public.imports (group_name, user_name, destination_id, destination_type, stage, uuid, "timestamp", files, file_names, description, preprocessing_id)
        VALUES (@group, @user, @id, @type, @stage, @uuid, now(), @files, @names, @description, @preprocessing)
        """;

    /// <param name="order">Any row of it.</param>
    /// <returns>False: it was told before, or the order is over.</returns>
    public async Task<bool> AppendAsync(ImportRow order, ImportStage stage, string? description, CancellationToken cancellationToken)
    {
        await tables.ShapeAsync(cancellationToken);
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await OrderWriter.OneAtATimeAsync(connection, cancellationToken);
        if (await IsToldAsync(connection, order, stage, cancellationToken))
        {
            return false;
        }

        await using var insert = new NpgsqlCommand(Insert, connection);
        void Text(string name, string? value) => insert.Parameters.Add(new(name, NpgsqlDbType.Text) { Value = (object?)value ?? DBNull.Value });
        Text("group", order.Group);
        Text("user", order.User);
        Text("id", order.DestinationId);
        Text("type", order.DestinationType);
        Text("stage", stage.Text());
        Text("uuid", order.Uuid);
        Text("files", JsonSerializer.Serialize(order.Files));
        // As the importer does: the names are known from the row after Started on.
        Text("names", JsonSerializer.Serialize(stage == ImportStage.Started ? order.FileNames : ShortFileNames.Of(order.Files)));
        Text("description", description);
        insert.Parameters.Add(new("preprocessing", NpgsqlDbType.Integer) { Value = order.PreprocessingId is { } id ? (int)id : DBNull.Value });
        await insert.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private static async Task<bool> IsToldAsync(NpgsqlConnection connection, ImportRow order, ImportStage stage, CancellationToken cancellationToken)
    {
        await using var find = new NpgsqlCommand(FindEnd, connection);
        find.Parameters.AddWithValue("stage", stage.Text());
        find.Parameters.AddWithValue("uuid", order.Uuid);
        await using var reader = await find.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.GetValue(0) is true || reader.GetValue(1) is true;
    }
}
