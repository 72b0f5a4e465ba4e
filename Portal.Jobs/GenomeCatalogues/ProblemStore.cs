using Npgsql;
using NpgsqlTypes;
using Portal.Domain.GenomeCatalogues;

namespace Portal.Jobs.GenomeCatalogues;

/// <summary>Keeps what a scan found for its report; a scan that runs again replaces it.</summary>
public sealed class ProblemStore(NpgsqlDataSource database, Generations generations)
{
    public async Task SaveAsync(Guid runId, ProblemList problems, CancellationToken cancellationToken)
    {
        await generations.BeginAsync(runId, cancellationToken);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // One after the other, should two nodes believe the run theirs.
        await using (var delete = new NpgsqlCommand("SELECT pg_advisory_xact_lock(hashtextextended(@run::text, 0)); DELETE FROM portal.catalogue_problem WHERE run_id = @run", connection, transaction) { Parameters = { new("run", runId) } })
        {
            await delete.ExecuteNonQueryAsync(cancellationToken);
        }

        await using (var copy = await connection.BeginBinaryImportAsync("COPY portal.catalogue_problem (run_id, position, code, is_error, genome, path, message) FROM STDIN (FORMAT BINARY)", cancellationToken))
        {
            var position = 0;
            foreach (var problem in problems.Kept)
            {
                await copy.StartRowAsync(cancellationToken);
                await copy.WriteAsync(runId, NpgsqlDbType.Uuid, cancellationToken);
                await copy.WriteAsync(position++, NpgsqlDbType.Integer, cancellationToken);
                await copy.WriteAsync(problem.Rule.Code, NpgsqlDbType.Text, cancellationToken);
                await copy.WriteAsync(problem.Rule.IsError, NpgsqlDbType.Boolean, cancellationToken);
                await copy.WriteAsync(Storable(problem.Genome), NpgsqlDbType.Text, cancellationToken);
                await copy.WriteAsync(Storable(problem.Path), NpgsqlDbType.Text, cancellationToken);
                await copy.WriteAsync(Storable(problem.Message), NpgsqlDbType.Text, cancellationToken);
            }

            await copy.CompleteAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private static string Storable(string text) => text.Replace('\0', '\uFFFD');
}
