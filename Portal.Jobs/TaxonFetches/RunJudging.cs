using Npgsql;
using NpgsqlTypes;
using Portal.Domain.TaxonFetches;

namespace Portal.Jobs.TaxonFetches;

/// <summary>What judging came to.</summary>
/// <param name="Changed">Decisions that are other ones than before.</param>
/// <param name="Reasons">By name of the first rule that failed.</param>
public sealed record Judged(long Runs, long Passed, long Changed, IReadOnlyDictionary<string, long> Reasons);

/// <summary>Judges the runs of a taxon by its rules, a chunk at a time; a decision that changes leaves the one before in its history.</summary>
public sealed class RunJudging(NpgsqlDataSource database, TimeProvider clock)
{
    /// <summary>A run ENA no longer has cannot be fetched, whatever it is like.</summary>
    public const string Withdrawn = "withdrawn";

    private const int AtOnce = 10_000;

    private const string Read = """
        SELECT r.run_accession, r.library_strategy, r.instrument_platform, r.library_source, r.library_layout, r.base_count, r.read_count, r.collection_date, r.country, r.lat, r.lon,
            r.fastq_files, r.has_pair, r.lists_agree, r.fastq_bytes, r.submitted_files, r.withdrawn_at, l.passed, l.first_failed_rule
        FROM portal.read_run_taxon l JOIN portal.read_run r USING (run_accession)
        WHERE l.tax_id = @tax AND l.run_accession > @after AND (@except::timestamptz IS NULL OR l.judged_at IS DISTINCT FROM @except) ORDER BY l.run_accession LIMIT @most
        """;

    private const string Count = "SELECT passed, first_failed_rule, count(*) FROM portal.read_run_taxon WHERE tax_id = @tax GROUP BY passed, first_failed_rule";

    private const string Write = """
        INSERT INTO portal.read_run_decision (tax_id, run_accession, at, passed, first_failed_rule, rules_version)
            SELECT l.tax_id, l.run_accession, l.judged_at, l.passed, l.first_failed_rule, l.rules_version
            FROM portal.read_run_taxon l JOIN incoming_decision USING (run_accession) WHERE l.tax_id = @tax AND l.passed IS NOT NULL;
        UPDATE portal.read_run_taxon l SET passed = d.first_failed_rule IS NULL, first_failed_rule = d.first_failed_rule, judged_at = @now, rules_version = @version
            FROM incoming_decision d WHERE l.tax_id = @tax AND l.run_accession = d.run_accession
        """;

    /// <param name="except">Judged at this moment, a run is not looked at again.</param>
    public async Task<Judged> JudgeAsync(Taxon taxon, FilterRules rules, DateTimeOffset? except, Func<long, Task> progress, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using (var table = new NpgsqlCommand("""CREATE TEMP TABLE IF NOT EXISTS incoming_decision (run_accession text COLLATE "C", first_failed_rule text) ON COMMIT DELETE ROWS""", connection))
        {
            await table.ExecuteNonQueryAsync(cancellationToken);
        }

        var (after, runs, changed) = ("", 0L, 0L);
        while (await ReadAsync(connection, taxon.TaxId, after, except, cancellationToken) is { Count: > 0 } chunk)
        {
            var others = new List<(string Run, string? Failed)>();
            foreach (var (run, was, failedBefore) in chunk)
            {
                var failed = run.WithdrawnAt is null ? rules.FirstFailure(run) : Withdrawn;
                if (was is null || failed != failedBefore)
                {
                    changed += was is null ? 0 : 1;
                    others.Add((run.RunAccession, failed));
                }
            }

            await WriteAsync(connection, taxon, others, cancellationToken);
            (after, runs) = (chunk[^1].Run.RunAccession, runs + chunk.Count);
            await progress(runs);
        }

        return await CountAsync(connection, taxon.TaxId, changed, cancellationToken);
    }

    private static async Task<Judged> CountAsync(NpgsqlConnection connection, long taxId, long changed, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Count, connection);
        command.Parameters.AddWithValue("tax", taxId);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var (passed, reasons) = (0L, new SortedDictionary<string, long>(StringComparer.Ordinal));
        while (await row.ReadAsync(cancellationToken))
        {
            if (row.IsDBNull(1))
            {
                passed += row.GetInt64(2);
            }
            else
            {
                reasons[row.GetString(1)] = row.GetInt64(2);
            }
        }

        return new(passed + reasons.Values.Sum(), passed, changed, reasons);
    }

    private static async Task<List<(ReadRun Run, bool? Passed, string? Failed)>> ReadAsync(NpgsqlConnection connection, long taxId, string after, DateTimeOffset? except, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Read, connection);
        command.Parameters.AddWithValue("tax", taxId);
        command.Parameters.AddWithValue("after", after);
        command.Parameters.AddWithValue("most", AtOnce);
        command.Parameters.Add(new("except", NpgsqlDbType.TimestampTz) { Value = (object?)except ?? DBNull.Value });
        var chunk = new List<(ReadRun, bool?, string?)>(AtOnce);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            chunk.Add((new ReadRun
            {
                RunAccession = row.GetString(0),
                LibraryStrategy = row.GetString(1),
                InstrumentPlatform = row.GetString(2),
                LibrarySource = row.GetString(3),
                LibraryLayout = row.GetString(4),
                BaseCount = row.IsDBNull(5) ? null : row.GetInt64(5),
                ReadCount = row.IsDBNull(6) ? null : row.GetInt64(6),
                CollectionDate = row.GetString(7),
                Country = row.GetString(8),
                Lat = row.GetString(9),
                Lon = row.GetString(10),
                FastqFiles = row.GetInt32(11),
                HasPair = row.GetBoolean(12),
                ListsAgree = row.GetBoolean(13),
                FastqBytes = row.IsDBNull(14) ? null : row.GetInt64(14),
                SubmittedFiles = row.GetInt32(15),
                WithdrawnAt = row.IsDBNull(16) ? null : row.GetFieldValue<DateTimeOffset>(16),
            }, row.IsDBNull(17) ? null : row.GetBoolean(17), row.IsDBNull(18) ? null : row.GetString(18)));
        }

        return chunk;
    }

    private async Task WriteAsync(NpgsqlConnection connection, Taxon taxon, List<(string Run, string? Failed)> decisions, CancellationToken cancellationToken)
    {
        if (decisions.Count == 0)
        {
            return;
        }

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var copy = await connection.BeginBinaryImportAsync("COPY incoming_decision (run_accession, first_failed_rule) FROM STDIN (FORMAT BINARY)", cancellationToken))
        {
            foreach (var (run, failed) in decisions)
            {
                await copy.StartRowAsync(cancellationToken);
                await copy.WriteAsync(run, NpgsqlDbType.Text, cancellationToken);
                await (failed is null ? copy.WriteNullAsync(cancellationToken) : copy.WriteAsync(failed, NpgsqlDbType.Text, cancellationToken));
            }

            await copy.CompleteAsync(cancellationToken);
        }

        await using (var write = new NpgsqlCommand(Write, connection, transaction))
        {
            write.Parameters.AddWithValue("tax", taxon.TaxId);
            write.Parameters.AddWithValue("now", clock.GetUtcNow());
            write.Parameters.AddWithValue("version", taxon.RulesVersion);
            await write.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }
}
