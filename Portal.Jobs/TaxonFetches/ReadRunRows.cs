using Npgsql;
using Portal.Domain.TaxonFetches;
using Portal.Jobs.Storage;

namespace Portal.Jobs.TaxonFetches;

/// <summary>Fetched runs and their files as rows of the temporary tables they arrive in.</summary>
internal static class ReadRunRows
{
    public const string RunColumns =
        "run_accession, experiment_accession, sample_accession, secondary_sample_accession, study_accession, secondary_study_accession, tax_id, scientific_name, instrument_platform, instrument_model, "
        + "library_name, library_layout, library_strategy, library_source, library_selection, nominal_length, read_count, base_count, center_name, first_created, first_public, last_updated, "
        + "collection_date, country, lat, lon, status, fastq_files, has_pair, lists_agree, fastq_bytes, submitted_files, fingerprint, fetched_at";

    public const string FileColumns = "run_accession, kind, ordinal, path, bytes, md5, role";

    public const string LinkColumns = "tax_id, run_accession, seen_at, passed, first_failed_rule, judged_at, rules_version";

    public const string Tables = """
        CREATE TEMP TABLE IF NOT EXISTS incoming_run (LIKE portal.read_run, first_failed_rule text) ON COMMIT DELETE ROWS;
        CREATE TEMP TABLE IF NOT EXISTS incoming_file (LIKE portal.read_file) ON COMMIT DELETE ROWS;
        CREATE TEMP TABLE IF NOT EXISTS written_run (run_accession text COLLATE "C", added boolean) ON COMMIT DELETE ROWS
        """;

    private const short RunCells = 34;
    private const short FileCells = 7;
    private const short LinkCells = 7;

    /// <param name="table">A table with the columns of runs; with <paramref name="rules"/> also one for the first rule that fails.</param>
    public static async Task CopyRunsAsync(NpgsqlConnection connection, string table, IEnumerable<ReadRun> runs, FilterRules? rules, CancellationToken cancellationToken)
    {
        await using var copy = await BinaryCopy.BeginAsync(connection, $"COPY {table} ({RunColumns}{(rules is null ? "" : ", first_failed_rule")}) FROM STDIN (FORMAT BINARY)", cancellationToken);
        foreach (var run in runs)
        {
            await copy.RowAsync((short)(rules is null ? RunCells : RunCells + 1), cancellationToken);
            Texts(copy, run.RunAccession, run.ExperimentAccession, run.SampleAccession, run.SecondarySampleAccession, run.StudyAccession, run.SecondaryStudyAccession);
            copy.Write(run.TaxId);
            Texts(copy, run.ScientificName, run.InstrumentPlatform, run.InstrumentModel, run.LibraryName, run.LibraryLayout, run.LibraryStrategy, run.LibrarySource, run.LibrarySelection, run.NominalLength);
            copy.Write(run.ReadCount);
            copy.Write(run.BaseCount);
            copy.Write(run.CenterName);
            copy.Write(run.FirstCreated);
            copy.Write(run.FirstPublic);
            copy.Write(run.LastUpdated);
            Texts(copy, run.CollectionDate, run.Country, run.Lat, run.Lon, run.Status);
            copy.Write(run.FastqFiles);
            copy.Write(run.HasPair);
            copy.Write(run.ListsAgree);
            copy.Write(run.FastqBytes);
            copy.Write(run.SubmittedFiles);
            copy.Write(run.Fingerprint);
            copy.Write(run.FetchedAt);
            if (rules is not null)
            {
                copy.Write(rules.FirstFailure(run));
            }
        }

        await copy.CompleteAsync(cancellationToken);
    }

    public static async Task CopyFilesAsync(NpgsqlConnection connection, string table, IEnumerable<ReadFile> files, CancellationToken cancellationToken)
    {
        await using var copy = await BinaryCopy.BeginAsync(connection, $"COPY {table} ({FileColumns}) FROM STDIN (FORMAT BINARY)", cancellationToken);
        foreach (var file in files)
        {
            await copy.RowAsync(FileCells, cancellationToken);
            copy.Write(file.RunAccession);
            copy.Write(file.Kind);
            copy.Write(file.Ordinal);
            copy.Write(file.Path);
            copy.Write(file.Bytes);
            copy.Write(file.Md5);
            copy.Write(file.Role.ToString());
        }

        await copy.CompleteAsync(cancellationToken);
    }

    public static async Task CopyLinksAsync(NpgsqlConnection connection, ReadRunOwner owner, IEnumerable<ReadRun> runs, CancellationToken cancellationToken)
    {
        await using var copy = await BinaryCopy.BeginAsync(connection, $"COPY portal.read_run_taxon ({LinkColumns}) FROM STDIN (FORMAT BINARY)", cancellationToken);
        foreach (var run in runs)
        {
            var failed = owner.Rules.FirstFailure(run);
            await copy.RowAsync(LinkCells, cancellationToken);
            copy.Write(owner.Taxon.TaxId);
            copy.Write(run.RunAccession);
            copy.Write(owner.SeenAt);
            copy.Write(failed is null);
            copy.Write(failed);
            copy.Write(owner.SeenAt);
            copy.Write(owner.Taxon.RulesVersion);
        }

        await copy.CompleteAsync(cancellationToken);
    }

    private static void Texts(BinaryCopy copy, params ReadOnlySpan<string> texts)
    {
        foreach (var text in texts)
        {
            copy.Write(text);
        }
    }
}
