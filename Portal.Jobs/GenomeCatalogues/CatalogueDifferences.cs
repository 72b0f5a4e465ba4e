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
    // Rows are compared as rows, and taken apart into fields only where they differ and are shown. The field names people know are those of the columns.
    private static readonly IReadOnlyList<string> Fields = [.. GenomeRows.Snapshots.Contents.Split(", ").Skip(1)];

    private static readonly string Compared = $"""
        SELECT coalesce(a.accession, b.accession) AS accession, coalesce(b.taxon_lineage, a.taxon_lineage) AS taxon_lineage, a, b,
            CASE WHEN a.accession IS NULL THEN 'Added' WHEN b.accession IS NULL THEN 'Removed' WHEN ({Of("a")}) IS DISTINCT FROM ({Of("b")}) THEN 'Changed' END AS change
        FROM (SELECT * FROM portal.genome_snapshot WHERE generation = @old) a FULL JOIN (SELECT * FROM portal.genome_snapshot WHERE generation = @new) b ON a.accession = b.accession
        """;

    public async Task<DifferenceCounts> CountAsync(Guid before, Guid after, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"""
            SELECT count(*) FILTER (WHERE change = 'Added'), count(*) FILTER (WHERE change = 'Removed'), count(*) FILTER (WHERE change = 'Changed'), count(*) FILTER (WHERE change IS NULL) FROM ({Compared}) c
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
            SELECT accession, change, taxon_lineage, CASE WHEN change = 'Changed' THEN (
                SELECT jsonb_agg(jsonb_build_object('Field', o.key, 'Old', o.value #>> ARRAY[]::text[], 'New', n.value #>> ARRAY[]::text[]) ORDER BY o.key)
                FROM jsonb_each(to_jsonb(a) - 'generation') o JOIN jsonb_each(to_jsonb(b) - 'generation') n USING (key) WHERE o.value <> n.value)::text END
            FROM ({Compared}) c WHERE change IS NOT NULL AND (@only::text IS NULL OR change = @only) AND (@after::text IS NULL OR accession > @after COLLATE "C") ORDER BY accession COLLATE "C" LIMIT @limit
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

    private static string Of(string row) => string.Join(", ", Fields.Select(f => $"{row}.{f}"));

    private static void Arguments(NpgsqlCommand command, Guid before, Guid after)
    {
        command.Parameters.AddWithValue("old", before);
        command.Parameters.AddWithValue("new", after);
    }
}
