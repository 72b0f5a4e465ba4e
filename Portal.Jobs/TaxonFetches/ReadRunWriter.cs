using System.Data;
using Npgsql;
using NpgsqlTypes;
using Portal.Domain.TaxonFetches;

namespace Portal.Jobs.TaxonFetches;

/// <summary>How many runs of what was written were new here, changed by ENA, or as they were.</summary>
public sealed record WrittenRuns(long New, long Changed, long Unchanged)
{
    public static WrittenRuns None { get; } = new(0, 0, 0);

    public long All => New + Changed + Unchanged;

    public WrittenRuns And(WrittenRuns other) => new(New + other.New, Changed + other.Changed, Unchanged + other.Unchanged);
}

/// <summary>Writes runs of a taxon as they come, a chunk a transaction: by COPY beside the tables, then into them. A run other taxa share is one row.</summary>
internal sealed class ReadRunWriter(NpgsqlConnection connection, long taxId, DateTimeOffset seenAt) : IAsyncDisposable
{
    public const int AtOnce = 5_000;

    private const string RunColumns =
        "run_accession, experiment_accession, sample_accession, secondary_sample_accession, study_accession, secondary_study_accession, tax_id, scientific_name, instrument_platform, instrument_model, "
        + "library_name, library_layout, library_strategy, library_source, library_selection, nominal_length, read_count, base_count, center_name, first_created, first_public, last_updated, "
        + "collection_date, country, lat, lon, status, fastq_files, has_pair, lists_agree, fastq_bytes, submitted_files, fingerprint, fetched_at";

    private const string FileColumns = "run_accession, kind, ordinal, path, bytes, md5, role";

    private const string Tables = """
        CREATE TEMP TABLE IF NOT EXISTS incoming_run (LIKE portal.read_run) ON COMMIT DELETE ROWS;
        CREATE TEMP TABLE IF NOT EXISTS incoming_file (LIKE portal.read_file) ON COMMIT DELETE ROWS;
        CREATE TEMP TABLE IF NOT EXISTS written_run (run_accession text COLLATE "C", added boolean) ON COMMIT DELETE ROWS
        """;

    private static readonly string Changes = string.Join(", ", RunColumns.Split(", ").Skip(1).Select(c => $"{c} = excluded.{c}"));

    // In the order of their names: two fetches that share runs lock them one after the other.
    private static readonly string Merge = $"""
        WITH written AS (
            INSERT INTO portal.read_run AS r ({RunColumns}) SELECT {RunColumns} FROM incoming_run ORDER BY run_accession
            ON CONFLICT (run_accession) DO UPDATE SET {Changes}, withdrawn_at = NULL WHERE r.fingerprint <> excluded.fingerprint OR r.withdrawn_at IS NOT NULL
            RETURNING r.run_accession, xmax = 0 AS added)
        INSERT INTO written_run SELECT run_accession, added FROM written;
        DELETE FROM portal.read_file f USING written_run w WHERE f.run_accession = w.run_accession AND NOT w.added;
        INSERT INTO portal.read_file ({FileColumns}) SELECT {FileColumns} FROM incoming_file JOIN written_run USING (run_accession);
        INSERT INTO portal.read_run_taxon (tax_id, run_accession, seen_at, rules_version) SELECT @tax, run_accession, @seen, 0 FROM incoming_run ORDER BY run_accession
            ON CONFLICT (tax_id, run_accession) DO UPDATE SET seen_at = excluded.seen_at;
        SELECT count(*) FILTER (WHERE added), count(*) FILTER (WHERE NOT added) FROM written_run
        """;

    private readonly Dictionary<string, FetchedRun> _chunk = new(AtOnce, StringComparer.Ordinal);

    public WrittenRuns Written { get; private set; } = WrittenRuns.None;

    public static async Task<ReadRunWriter> OpenAsync(NpgsqlDataSource database, long taxId, DateTimeOffset seenAt, CancellationToken cancellationToken)
    {
        var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var tables = new NpgsqlCommand(Tables, connection);
        await tables.ExecuteNonQueryAsync(cancellationToken);
        return new(connection, taxId, seenAt);
    }

    /// <returns>Whether a chunk was written.</returns>
    public async Task<bool> AddAsync(FetchedRun run, CancellationToken cancellationToken)
    {
        _chunk[run.Run.RunAccession] = run; // ENA repeats a row now and then
        return _chunk.Count >= AtOnce && await FlushAsync(cancellationToken);
    }

    public async Task<bool> FlushAsync(CancellationToken cancellationToken)
    {
        if (_chunk.Count == 0)
        {
            return false;
        }

        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        await CopyRunsAsync(cancellationToken);
        await CopyFilesAsync(cancellationToken);
        await using (var merge = new NpgsqlCommand(Merge, connection, transaction))
        {
            merge.Parameters.AddWithValue("tax", taxId);
            merge.Parameters.AddWithValue("seen", seenAt);
            await using var reader = await merge.ExecuteReaderAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            var (added, changed) = (reader.GetInt64(0), reader.GetInt64(1));
            Written = Written.And(new(added, changed, _chunk.Count - added - changed));
        }

        await transaction.CommitAsync(cancellationToken);
        _chunk.Clear();
        return true;
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private async Task CopyRunsAsync(CancellationToken cancellationToken)
    {
        await using var copy = await connection.BeginBinaryImportAsync($"COPY incoming_run ({RunColumns}) FROM STDIN (FORMAT BINARY)", cancellationToken);
        foreach (var run in _chunk.Values.Select(c => c.Run))
        {
            await copy.StartRowAsync(cancellationToken);
            await TextAsync(run.RunAccession, run.ExperimentAccession, run.SampleAccession, run.SecondarySampleAccession, run.StudyAccession, run.SecondaryStudyAccession);
            await NumberAsync(run.TaxId);
            await TextAsync(run.ScientificName, run.InstrumentPlatform, run.InstrumentModel, run.LibraryName, run.LibraryLayout, run.LibraryStrategy, run.LibrarySource, run.LibrarySelection, run.NominalLength);
            await NumberAsync(run.ReadCount);
            await NumberAsync(run.BaseCount);
            await TextAsync(run.CenterName);
            await DayAsync(run.FirstCreated);
            await DayAsync(run.FirstPublic);
            await DayAsync(run.LastUpdated);
            await TextAsync(run.CollectionDate, run.Country, run.Lat, run.Lon, run.Status);
            await copy.WriteAsync(run.FastqFiles, NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync(run.HasPair, NpgsqlDbType.Boolean, cancellationToken);
            await copy.WriteAsync(run.ListsAgree, NpgsqlDbType.Boolean, cancellationToken);
            await NumberAsync(run.FastqBytes);
            await copy.WriteAsync(run.SubmittedFiles, NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync(run.Fingerprint, NpgsqlDbType.Uuid, cancellationToken);
            await copy.WriteAsync(run.FetchedAt, NpgsqlDbType.TimestampTz, cancellationToken);
        }

        await copy.CompleteAsync(cancellationToken);

        async Task TextAsync(params string[] texts)
        {
            foreach (var text in texts)
            {
                await copy.WriteAsync(text, NpgsqlDbType.Text, cancellationToken);
            }
        }

        Task NumberAsync(long? number) => number is { } some ? copy.WriteAsync(some, NpgsqlDbType.Bigint, cancellationToken) : copy.WriteNullAsync(cancellationToken);

        Task DayAsync(DateOnly? day) => day is { } some ? copy.WriteAsync(some, NpgsqlDbType.Date, cancellationToken) : copy.WriteNullAsync(cancellationToken);
    }

    private async Task CopyFilesAsync(CancellationToken cancellationToken)
    {
        await using var copy = await connection.BeginBinaryImportAsync($"COPY incoming_file ({FileColumns}) FROM STDIN (FORMAT BINARY)", cancellationToken);
        foreach (var file in _chunk.Values.SelectMany(c => c.Files))
        {
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(file.RunAccession, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(file.Kind, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(file.Ordinal, NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync(file.Path, NpgsqlDbType.Text, cancellationToken);
            await (file.Bytes is { } bytes ? copy.WriteAsync(bytes, NpgsqlDbType.Bigint, cancellationToken) : copy.WriteNullAsync(cancellationToken));
            await copy.WriteAsync(file.Md5, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(file.Role.ToString(), NpgsqlDbType.Text, cancellationToken);
        }

        await copy.CompleteAsync(cancellationToken);
    }
}
