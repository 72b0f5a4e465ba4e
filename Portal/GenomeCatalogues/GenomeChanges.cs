using System.Text.Json;
using Npgsql;
using Portal.Jobs.GenomeCatalogues;

namespace Portal.GenomeCatalogues;

/// <summary>How a genome differs from itself in the release before.</summary>
/// <param name="Fields">What changed; empty when it is new.</param>
public sealed record GenomeMark(bool IsNew, IReadOnlyList<GenomeFieldChange> Fields)
{
    /// <summary>"New", "Lineage", "Completeness", "3 fields".</summary>
    public string Word => IsNew ? "New" : Fields.Count == 0 ? "same" : Fields.Count == 1 ? Of(Fields[0].Field) : $"{Fields.Count} fields";

    /// <summary><c>taxon_lineage</c> → "Lineage".</summary>
    public static string Of(string field) => field switch
    {
        "taxon_lineage" => "Lineage",
        "n50" => "N50",
        "gc_content" => "GC content",
        "num_genomes_total" => "Genomes",
        "identity" => "Accessions",
        _ => $"{char.ToUpperInvariant(field[0])}{field[1..].Replace('_', ' ')}",
    };
}

/// <summary>The marks of some genomes of a list, and the words of a comparison.</summary>
public sealed class GenomeChanges(NpgsqlDataSource database)
{
    public async Task<IReadOnlyDictionary<string, GenomeMark>> MarksAsync(Guid before, Guid now, IReadOnlyCollection<string> accessions, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            SELECT b.accession, a.accession IS NULL, (
                SELECT coalesce(jsonb_agg(jsonb_build_object('Field', o.key, 'Old', o.value #>> ARRAY[]::text[], 'New', n.value #>> ARRAY[]::text[]) ORDER BY o.key), '[]')
                FROM jsonb_each(to_jsonb(a) - 'generation') o JOIN jsonb_each(to_jsonb(b) - 'generation') n USING (key) WHERE o.value <> n.value)::text
            FROM portal.genome_snapshot b LEFT JOIN portal.genome_snapshot a ON a.generation = @before AND a.accession = b.accession
            WHERE b.generation = @now AND b.accession = ANY (@accessions)
            """);
        command.Parameters.AddWithValue("before", before);
        command.Parameters.AddWithValue("now", now);
        command.Parameters.AddWithValue("accessions", accessions.ToArray());
        var marks = new Dictionary<string, GenomeMark>(StringComparer.Ordinal);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            marks[rows.GetString(0)] = new(rows.GetBoolean(1), JsonSerializer.Deserialize<List<GenomeFieldChange>>(rows.GetString(2))!);
        }

        return marks;
    }

    /// <summary>How a genome changed from release to release, the newest first; in the oldest it is new.</summary>
    public async Task<IReadOnlyList<(GenomeRelease Release, GenomeMark? Mark)>> HistoryAsync(string accession, IReadOnlyList<GenomeRelease> releases, CancellationToken cancellationToken)
    {
        var history = new List<(GenomeRelease, GenomeMark?)>();
        for (var i = 0; i < releases.Count; i++)
        {
            var marks = i + 1 < releases.Count ? await MarksAsync(releases[i + 1].Generation, releases[i].Generation, [accession], cancellationToken) : null;
            history.Add((releases[i], marks?.GetValueOrDefault(accession)));
        }

        return history;
    }

    /// <summary>"112 genomes new, 7 gone, 38 changed, 4,699 the same"</summary>
    public static string Say(DifferenceCounts counts) =>
        $"{Common.Counts.Say(counts.Added, "genome")} new, {Common.Counts.Say(counts.Removed)} gone, {Common.Counts.Say(counts.Changed)} changed, {Common.Counts.Say(counts.Same)} the same";
}
