using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Domain.GenomeCatalogues;
using Portal.Domain.Runs;
using Portal.Domain.Storage;

namespace Portal.Jobs.GenomeCatalogues;

/// <summary>New genomes are registered and empty fields of known ones filled. The scan has made sure that nothing disagrees; here it is made sure that nothing came in between.</summary>
internal static class IdentityMerge
{
    private const string Since = "Another import registered archive accessions that disagree with this folder in the meantime. Retry from “Scan genome directories” to see which.";

    private static readonly IReadOnlyList<string> Columns = [.. ExternalAccession.All.Select(e => e.Key)];

    private static readonly string Disagree = $"""
        SELECT count(*)::int AS "Value" FROM portal.genome_snapshot s JOIN portal.genome g ON g.accession = s.accession
        WHERE s.generation = @p0 AND ({string.Join(" OR ", Columns.Select(c => $"g.{c} <> s.identity ->> '{c}'"))})
        """;

    private static readonly string Merge = $"""
        INSERT INTO portal.genome (accession, {string.Join(", ", Columns)})
        SELECT s.accession, {string.Join(", ", Columns.Select(c => $"s.identity ->> '{c}'"))} FROM portal.genome_snapshot s WHERE s.generation = @p0 ORDER BY s.accession
        ON CONFLICT (accession) DO UPDATE SET {string.Join(", ", Columns.Select(c => $"{c} = coalesce(portal.genome.{c}, excluded.{c})"))}
        WHERE {string.Join(" OR ", Columns.Select(c => $"(portal.genome.{c} IS NULL AND excluded.{c} IS NOT NULL)"))}
        """;

    /// <exception cref="StepFailedException">Something disagrees after all.</exception>
    public static async Task RunAsync(PortalDbContext db, Guid generation, CancellationToken cancellationToken)
    {
        if ((await db.Database.SqlQueryRaw<int>(Disagree, new NpgsqlParameter("p0", generation)).ToListAsync(cancellationToken))[0] > 0)
        {
            throw new StepFailedException(Since);
        }

        try
        {
            await db.Database.ExecuteSqlRawAsync(Merge, [new NpgsqlParameter("p0", generation)], cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw new StepFailedException(Since, e.Detail, e);
        }
    }
}
