using Npgsql;

namespace Portal.Jobs.Housekeeping;

/// <summary>Deletes a thousand rows at a time, each time in a transaction of its own, so that nobody waits for long.</summary>
internal sealed class Batches(NpgsqlDataSource database)
{
    public const int Size = 1_000;

    /// <param name="table">With its schema.</param>
    /// <param name="condition">Which rows, over the alias <c>x</c>.</param>
    public async Task<long> DeleteAsync(string table, string condition, (string Name, object Value) argument, CancellationToken cancellationToken)
    {
        var total = 0L;
        int deleted;
        do
        {
            await using var command = database.CreateCommand($"DELETE FROM {table} WHERE ctid = ANY (ARRAY (SELECT x.ctid FROM {table} x WHERE {condition} LIMIT {Size}))");
            command.Parameters.AddWithValue(argument.Name, argument.Value);
            deleted = await command.ExecuteNonQueryAsync(cancellationToken);
            total += deleted;
        }
        while (deleted == Size);
        return total;
    }
}
