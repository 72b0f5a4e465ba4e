using Npgsql;
using NpgsqlTypes;
using Portal.Domain.Runs;

namespace Portal.Jobs.GenomeCatalogues;

/// <summary>
/// Writes the rows of one generation in the order of their accessions, a chunk a transaction. What is there already tells how far it
/// came, so a step that runs again goes on; and two nodes that both believe the run theirs cannot write a chunk twice.
/// </summary>
public sealed class GenerationWriter(NpgsqlDataSource database, Generations generations)
{
    private const int AtOnce = 200;

    /// <param name="accessions">All of them, in order.</param>
    /// <param name="read">The row of a genome; called from several threads.</param>
    /// <returns>How many there are now.</returns>
    internal async Task<int> WriteAsync<T>(StepContext context, RowsOf<T> rows, IReadOnlyList<string> accessions, Func<string, T> read, CancellationToken cancellationToken)
    {
        await generations.BeginAsync(context.RunId, cancellationToken);
        var done = await DoneAsync(rows.Table, context.RunId, accessions, cancellationToken);
        context.Progress(done, accessions.Count, "genomes");
        await foreach (var chunk in SideBySide.ReadAsync([.. accessions.Skip(done)], AtOnce, read, cancellationToken))
        {
            await context.GuardAsync(TimeSpan.FromSeconds(5), cancellationToken);
            await CopyAsync(rows, context.RunId, chunk, cancellationToken);
            done += chunk.Length;
            context.Progress(done, accessions.Count, "genomes");
        }

        return done;
    }

    /// <summary>Takes over the rows of a former generation as they are, byte for byte; what is written already stays.</summary>
    /// <returns>How many were taken over now.</returns>
    internal async Task<int> KeepAsync<T>(RowsOf<T> rows, Guid generation, Guid former, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"""
            INSERT INTO portal.{rows.Table} (generation, {rows.Contents})
            SELECT @generation, {rows.Contents} FROM portal.{rows.Table} WHERE generation = @former ON CONFLICT DO NOTHING
            """);
        command.Parameters.AddWithValue("generation", generation);
        command.Parameters.AddWithValue("former", former);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<int> DoneAsync(string table, Guid generation, IReadOnlyList<string> accessions, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"SELECT max(accession) FROM portal.{table} WHERE generation = @generation");
        command.Parameters.AddWithValue("generation", generation);
        return await command.ExecuteScalarAsync(cancellationToken) is string last ? accessions.Count(a => string.CompareOrdinal(a, last) <= 0) : 0;
    }

    private async Task CopyAsync<T>(RowsOf<T> rows, Guid generation, IReadOnlyList<T> chunk, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var look = new NpgsqlCommand($"SELECT pg_advisory_xact_lock(hashtextextended(@generation::text, 0)); SELECT count(*) FROM portal.{rows.Table} WHERE generation = @generation AND accession = @first", connection, transaction))
        {
            look.Parameters.AddWithValue("generation", generation);
            look.Parameters.AddWithValue("first", rows.AccessionOf(chunk[0]));
            await using var reader = await look.ExecuteReaderAsync(cancellationToken);
            await reader.NextResultAsync(cancellationToken);
            if (await reader.ReadAsync(cancellationToken) && reader.GetInt64(0) > 0)
            {
                return; // another node wrote this chunk
            }
        }

        await using (var copy = await connection.BeginBinaryImportAsync($"COPY portal.{rows.Table} (generation, {rows.Contents}) FROM STDIN (FORMAT BINARY)", cancellationToken))
        {
            var row = new CopyRow(copy, cancellationToken);
            foreach (var one in chunk)
            {
                await copy.StartRowAsync(cancellationToken);
                await copy.WriteAsync(generation, NpgsqlDbType.Uuid, cancellationToken);
                await row.TextAsync(rows.AccessionOf(one));
                await rows.WriteAsync(row, one);
            }

            await copy.CompleteAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }
}
