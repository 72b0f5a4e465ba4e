using Npgsql;
using Portal.Domain.Storage;

namespace Portal.Jobs.GenomeCatalogues;

/// <summary>Keeps account of which runs wrote rows, so that those nobody shows can go one day.</summary>
public sealed class Generations(NpgsqlDataSource database, IFileStore files)
{
    private const string NoRelease = "NOT EXISTS (SELECT FROM portal.catalogue_release c WHERE c.generation = g.run_id)";

    private const string Over = "NOT EXISTS (SELECT FROM portal.run r WHERE r.id = g.run_id AND (r.state NOT IN ('Succeeded', 'Failed', 'Cancelled') OR r.ended_at >= @before))";

    // Under the lock of whatever makes rows visible: a run retried in this moment cannot show what is being removed.
    private const string Remove = """
        DELETE FROM portal.genome_files WHERE generation = @run;
        DELETE FROM portal.genome_annotations WHERE generation = @run;
        DELETE FROM portal.genome_snapshot WHERE generation = @run;
        DELETE FROM portal.catalogue_problem WHERE run_id = @run;
        DELETE FROM portal.catalogue_generation WHERE run_id = @run
        """;

    /// <summary>Before the first row is written.</summary>
    public async Task BeginAsync(Guid run, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("INSERT INTO portal.catalogue_generation (run_id, created_at) VALUES (@run, now()) ON CONFLICT DO NOTHING");
        command.Parameters.AddWithValue("run", run);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Genomes of a generation, all of them or those with a pan-genome.</summary>
    internal async Task<HashSet<string>> AccessionsAsync(Guid generation, bool onlyWithPangenome, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT accession FROM portal.genome_snapshot WHERE generation = @generation AND (has_pangenome OR NOT @only)");
        command.Parameters.AddWithValue("generation", generation);
        command.Parameters.AddWithValue("only", onlyWithPangenome);
        var accessions = new HashSet<string>(StringComparer.Ordinal);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            accessions.Add(rows.GetString(0));
        }

        return accessions;
    }

    /// <summary>Removes rows, problems and trees of runs that ended before, and that no release shows.</summary>
    /// <returns>How many runs had left something.</returns>
    public async Task<int> RemoveUnusedAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var removed = 0;
        foreach (var run in await UnusedAsync(before, cancellationToken))
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using var look = new NpgsqlCommand($"{CatalogueSwap.Lock}; SELECT count(*) FROM portal.catalogue_generation g WHERE run_id = @run AND {NoRelease} AND {Over}", connection, transaction);
            Arguments(look, run, before);
            await using (var rows = await look.ExecuteReaderAsync(cancellationToken))
            {
                await rows.NextResultAsync(cancellationToken);
                if (!await rows.ReadAsync(cancellationToken) || rows.GetInt64(0) == 0)
                {
                    continue;
                }
            }

            await files.DeleteAsync(UploadCatalogueFiles.TreeKey(run), cancellationToken); // before its row: what fails half-way is found again
            await using var remove = new NpgsqlCommand(Remove, connection, transaction);
            remove.Parameters.AddWithValue("run", run);
            await remove.ExecuteNonQueryAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            removed++;
        }

        return removed;
    }

    private async Task<List<Guid>> UnusedAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"SELECT g.run_id FROM portal.catalogue_generation g WHERE {NoRelease} AND {Over}");
        command.Parameters.AddWithValue("before", before);
        var runs = new List<Guid>();
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            runs.Add(rows.GetGuid(0));
        }

        return runs;
    }

    private static void Arguments(NpgsqlCommand command, Guid run, DateTimeOffset before)
    {
        command.Parameters.AddWithValue("run", run);
        command.Parameters.AddWithValue("before", before);
    }
}
