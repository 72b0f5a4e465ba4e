using Microsoft.EntityFrameworkCore;
using Portal.Domain.Runs;
using Portal.Domain.Storage;

namespace Portal.Jobs.GenomeCatalogues;

/// <summary>What an import wrote, counted.</summary>
internal sealed record WrittenRows
{
    public long Genomes { get; init; }
    public long Annotated { get; init; }
    public long WithFiles { get; init; }

    public static Task<WrittenRows> CountAsync(PortalDbContext db, Guid generation, CancellationToken cancellationToken) => db.Database.SqlQuery<WrittenRows>($"""
        SELECT (SELECT count(*) FROM portal.genome_snapshot WHERE generation = {generation}) AS "Genomes",
               (SELECT count(*) FROM portal.genome_annotations WHERE generation = {generation}) AS "Annotated",
               (SELECT count(*) FROM portal.genome_files WHERE generation = {generation} AND jsonb_array_length(downloads) > 0) AS "WithFiles"
        """).SingleAsync(cancellationToken);

    /// <exception cref="StepFailedException">It is not what was to be written; all of it is told at once.</exception>
    public void Require(int expected)
    {
        var problems = new List<string>();
        if (Genomes != expected)
        {
            problems.Add($"{expected:N0} genomes were to be written; there are {Genomes:N0}.");
        }

        if (Annotated != expected)
        {
            problems.Add($"Annotations were to be written of {expected:N0}; there are those of {Annotated:N0}.");
        }

        if (WithFiles != expected)
        {
            problems.Add($"Files to download were to be found of {expected:N0}; {WithFiles:N0} {(WithFiles == 1 ? "has" : "have")} some.");
        }

        if (problems.Count > 0)
        {
            throw new StepFailedException(string.Join(' ', problems) + " The release stays as it was. Retry from “Scan genome directories”, or start the import again.");
        }
    }
}
