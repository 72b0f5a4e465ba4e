using Npgsql;

namespace Portal.Jobs.TaxonFetches;

/// <summary>After everything was asked for: what ENA did not name any more.</summary>
public sealed class WithdrawnRuns(NpgsqlDataSource database)
{
    private const string Withdraw = """
        UPDATE portal.read_run SET withdrawn_at = @now WHERE withdrawn_at IS NULL AND run_accession IN
            (SELECT run_accession FROM portal.read_run_taxon WHERE tax_id = @tax AND seen_at < @since)
        """;

    private const string Unlink = "DELETE FROM portal.read_run_taxon WHERE tax_id = @tax AND seen_at < @since";

    /// <summary>Marks them; nothing is removed.</summary>
    public Task<int> MarkAsync(long taxId, DateTimeOffset since, CancellationToken cancellationToken) => ExecuteAsync(Withdraw, taxId, since, cancellationToken);

    /// <summary>The taxon asks for less than before: what it no longer asks for is no run of it, though ENA has it.</summary>
    public Task<int> UnlinkAsync(long taxId, DateTimeOffset since, CancellationToken cancellationToken) => ExecuteAsync(Unlink, taxId, since, cancellationToken);

    private async Task<int> ExecuteAsync(string sql, long taxId, DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.AddWithValue("tax", taxId);
        command.Parameters.AddWithValue("since", since);
        command.Parameters.AddWithValue("now", since);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
