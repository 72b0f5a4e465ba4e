using System.Text.Json;
using Npgsql;

namespace Portal.Jobs.GenomeCatalogues;

public enum GenomeChange
{
    Added,
    Removed,
    Changed,
}

/// <summary>A field of a changed genome, as JSON spells its values.</summary>
public sealed record GenomeFieldChange(string Field, string? Old, string? New);

/// <summary>One genome that differs between two generations.</summary>
public sealed record GenomeDifference(string Accession, GenomeChange Change, string TaxonLineage, IReadOnlyList<GenomeFieldChange> Fields);

/// <summary>How many genomes differ in which way.</summary>
public sealed record DifferenceCounts(long Added, long Removed, long Changed, long Same);

/// <summary>Compares two generations of genomes: a scan with a release, or two releases with each other.</summary>
public sealed class CatalogueDifferences(NpgsqlDataSource database)
{
    // The field names people know are those of the columns.
    private const string Joined = """
        FROM (SELECT accession, taxon_lineage, to_jsonb(s) - 'generation' - 'accession' AS fields FROM portal.genome_snapshot s WHERE generation = @old) a
        FULL JOIN (SELECT accession, taxon_lineage, to_jsonb(s) - 'generation' - 'accession' AS fields FROM portal.genome_snapshot s WHERE generation = @new) b USING (accession)
        """;

    private const string Change = "CASE WHEN a.fields IS NULL THEN 'Added' WHEN b.fields IS NULL THEN 'Removed' WHEN a.fields <> b.fields THEN 'Changed' END";

    public async Task<DifferenceCounts> CountAsync(Guid before, Guid after, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"""
            SELECT count(*) FILTER (WHERE a.fields IS NULL), count(*) FILTER (WHERE b.fields IS NULL), count(*) FILTER (WHERE a.fields <> b.fields), count(*) FILTER (WHERE a.fields = b.fields) {Joined}
            """);
        Arguments(command, before, after);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return new(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3));
    }

    /// <summary>In the order of their accessions.</summary>
    /// <param name="after">The last accession of the page before; null for the first.</param>
    /// <param name="only">One way of differing; null for all.</param>
    public async Task<IReadOnlyList<GenomeDifference>> ListAsync(Guid before, Guid now, GenomeChange? only, string? after, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"""
            SELECT accession, {Change} AS change, coalesce(b.taxon_lineage, a.taxon_lineage),
                CASE WHEN a.fields IS NOT NULL AND b.fields IS NOT NULL THEN (
                    SELECT jsonb_agg(jsonb_build_object('Field', o.key, 'Old', o.value #>> ARRAY[]::text[], 'New', n.value #>> ARRAY[]::text[]) ORDER BY o.key)
                    FROM jsonb_each(a.fields) o JOIN jsonb_each(b.fields) n USING (key) WHERE o.value <> n.value)::text END
            {Joined} WHERE {Change} IS NOT NULL AND (@only::text IS NULL OR {Change} = @only) AND (@after::text IS NULL OR accession > @after COLLATE "C") ORDER BY accession COLLATE "C" LIMIT @limit
            """);
        Arguments(command, before, now);
        command.Parameters.Add(new NpgsqlParameter<string?>("only", only?.ToString()));
        command.Parameters.Add(new NpgsqlParameter<string?>("after", after));
        command.Parameters.AddWithValue("limit", limit);
        var list = new List<GenomeDifference>();
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            list.Add(new(rows.GetString(0), Enum.Parse<GenomeChange>(rows.GetString(1)), rows.GetString(2),
                rows.IsDBNull(3) ? [] : JsonSerializer.Deserialize<List<GenomeFieldChange>>(rows.GetString(3))!));
        }

        return list;
    }

    private static void Arguments(NpgsqlCommand command, Guid before, Guid after)
    {
        command.Parameters.AddWithValue("old", before);
        command.Parameters.AddWithValue("new", after);
    }
}
