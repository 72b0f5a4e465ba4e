using System.Data;
using Npgsql;
using Portal.Domain.TaxonFetches;

namespace Portal.Jobs.TaxonFetches;

/// <summary>How many runs of what was written were new here, changed by ENA, or as they were.</summary>
public sealed record WrittenRuns(long New, long Changed, long Unchanged)
{
    public static WrittenRuns None { get; } = new(0, 0, 0);

    public long All => New + Changed + Unchanged;

    public WrittenRuns And(WrittenRuns other) => new(New + other.New, Changed + other.Changed, Unchanged + other.Unchanged);
}

/// <summary>Whose runs are written, by which rules those new to it are judged as they come, and when its fetch began.</summary>
internal sealed record ReadRunOwner(Taxon Taxon, FilterRules Rules, DateTimeOffset SeenAt);

/// <summary>
/// Writes runs of a taxon as they come, a chunk a transaction, while the next chunk is read: by COPY into the tables when all of them are new,
/// else beside them and then into them. A run other taxa share is one row.
/// </summary>
internal sealed class ReadRunWriter(NpgsqlConnection connection, ReadRunOwner owner, CancellationToken cancellationToken) : IAsyncDisposable
{
    public const int AtOnce = 5_000;

    private static readonly string Changes = string.Join(", ", ReadRunRows.RunColumns.Split(", ").Skip(1).Select(c => $"{c} = excluded.{c}"));

    // In the order of their names: two fetches that share runs lock them one after the other.
    private static readonly string WriteRuns = $"""
        WITH written AS (
            INSERT INTO portal.read_run AS r ({ReadRunRows.RunColumns}) SELECT {ReadRunRows.RunColumns} FROM incoming_run ORDER BY run_accession
            ON CONFLICT (run_accession) DO UPDATE SET {Changes}, withdrawn_at = NULL WHERE r.fingerprint <> excluded.fingerprint OR r.withdrawn_at IS NOT NULL
            RETURNING r.run_accession, xmax = 0 AS added)
        INSERT INTO written_run SELECT run_accession, added FROM written;
        SELECT count(*) FILTER (WHERE added), count(*) FILTER (WHERE NOT added) FROM written_run
        """;

    private const string RemoveFormerFiles = "DELETE FROM portal.read_file f USING written_run w WHERE f.run_accession = w.run_accession AND NOT w.added";

    private const string WriteFilesAndLinks = $"""
        INSERT INTO portal.read_file ({ReadRunRows.FileColumns}) SELECT {ReadRunRows.FileColumns} FROM incoming_file JOIN written_run USING (run_accession);
        INSERT INTO portal.read_run_taxon ({ReadRunRows.LinkColumns})
            SELECT @tax, run_accession, @seen, first_failed_rule IS NULL, first_failed_rule, @seen, @version FROM incoming_run ORDER BY run_accession
            ON CONFLICT (tax_id, run_accession) DO UPDATE SET seen_at = excluded.seen_at
        """;

    private Dictionary<string, FetchedRun> _chunk = Empty();
    private Task _writing = Task.CompletedTask;

    public WrittenRuns Written { get; private set; } = WrittenRuns.None;

    public static async Task<ReadRunWriter> OpenAsync(NpgsqlDataSource database, ReadRunOwner owner, CancellationToken cancellationToken)
    {
        var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var tables = new NpgsqlCommand(ReadRunRows.Tables, connection);
        await tables.ExecuteNonQueryAsync(cancellationToken);
        return new(connection, owner, cancellationToken);
    }

    /// <returns>Whether there is something new in <see cref="Written"/>.</returns>
    public async Task<bool> AddAsync(FetchedRun run)
    {
        _chunk[run.Run.RunAccession] = run; // ENA repeats a row now and then
        if (_chunk.Count < AtOnce)
        {
            return false;
        }

        await _writing;
        (var full, _chunk) = (_chunk, Empty());
        _writing = Task.Run(() => WriteAsync(full), cancellationToken);
        return true;
    }

    /// <summary>Ends when everything that was added is written.</summary>
    public async Task FlushAsync()
    {
        await _writing;
        await WriteAsync(_chunk);
        _chunk = Empty();
    }

    public async ValueTask DisposeAsync()
    {
        await _writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // what went wrong there was told, or something else before it
        await connection.DisposeAsync();
    }

    private static Dictionary<string, FetchedRun> Empty() => new(AtOnce, StringComparer.Ordinal);

    // Runs nobody has are by far the most when a taxon is new, and need no table beside. In the order of their names, so that two fetches that share runs wait for each other in turn.
    private async Task WriteAsync(Dictionary<string, FetchedRun> chunk)
    {
        var runs = chunk.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => c.Value).ToList();
        if (runs.Count > 0)
        {
            Written = Written.And(await WriteNewAsync(runs) ?? await MergeAsync(runs));
        }
    }

    /// <returns>Null, and nothing written, when one of them is there.</returns>
    private async Task<WrittenRuns?> WriteNewAsync(List<FetchedRun> runs)
    {
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        await using (var look = new NpgsqlCommand("SELECT EXISTS (SELECT FROM portal.read_run WHERE run_accession = ANY(@runs))", connection, transaction))
        {
            look.Parameters.AddWithValue("runs", runs.Select(r => r.Run.RunAccession).ToArray());
            if (await look.ExecuteScalarAsync(cancellationToken) is true)
            {
                return null;
            }
        }

        try
        {
            await ReadRunRows.CopyRunsAsync(connection, "portal.read_run", runs.Select(r => r.Run), rules: null, cancellationToken);
            await ReadRunRows.CopyFilesAsync(connection, "portal.read_file", runs.SelectMany(r => r.Files), cancellationToken);
            await ReadRunRows.CopyLinksAsync(connection, owner, runs.Select(r => r.Run), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return new(runs.Count, 0, 0);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return null; // another taxon's fetch was quicker
        }
    }

    private async Task<WrittenRuns> MergeAsync(List<FetchedRun> runs)
    {
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        await ReadRunRows.CopyRunsAsync(connection, "incoming_run", runs.Select(r => r.Run), owner.Rules, cancellationToken);
        await ReadRunRows.CopyFilesAsync(connection, "incoming_file", runs.SelectMany(r => r.Files), cancellationToken);
        var (added, changed) = await WriteRunsAsync(transaction);
        await using (var rest = new NpgsqlCommand(changed == 0 ? WriteFilesAndLinks : $"{RemoveFormerFiles}; {WriteFilesAndLinks}", connection, transaction))
        {
            rest.Parameters.AddWithValue("tax", owner.Taxon.TaxId);
            rest.Parameters.AddWithValue("seen", owner.SeenAt);
            rest.Parameters.AddWithValue("version", owner.Taxon.RulesVersion);
            await rest.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return new(added, changed, runs.Count - added - changed);
    }

    private async Task<(long Added, long Changed)> WriteRunsAsync(NpgsqlTransaction transaction)
    {
        await using var command = new NpgsqlCommand(WriteRuns, connection, transaction);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }
}
