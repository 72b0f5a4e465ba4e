using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Domain.Accounts;
using Portal.Jobs.GenomeCatalogues;
using Portal.Shell;

namespace Portal.GenomeCatalogues;

/// <summary><c>/api/v1/genomes</c></summary>
internal static class GenomesApi
{
    public static void MapGenomes(this IEndpointRouteBuilder app)
    {
        var genomes = app.MapPortalApi("genomes").WithTags("Genome catalogues");
        genomes.MapGet("/{accession}", Get);
        genomes.MapGet("/{accession}/annotations", Annotations);
        genomes.MapGet("/{accession}/files/{alias}", File);
    }

    /// <param name="catalogue">Address of a release; the public one when not given, else the newest.</param>
    private static async Task<Ok<GenomeView>> Get(string accession, string? catalogue, GenomeQueries queries, Caller caller, CancellationToken cancellationToken) =>
        TypedResults.Ok(await queries.FindAsync(accession, catalogue, await caller.GrantsAsync(cancellationToken), cancellationToken) ?? throw Missing(accession));

    private static async Task<Ok<AnnotationsView>> Annotations(string accession, string? catalogue, GenomeQueries queries, Caller caller, CancellationToken cancellationToken) =>
        TypedResults.Ok(await queries.AnnotationsAsync(accession, catalogue, await caller.GrantsAsync(cancellationToken), cancellationToken) ?? throw Missing(accession));

    private static async Task<FileStreamHttpResult> File(string accession, string alias, string? catalogue, GenomeQueries genomes, CatalogueQueries catalogues, GenomeDownloads downloads, Caller caller, CancellationToken cancellationToken)
    {
        var grants = await caller.GrantsAsync(cancellationToken);
        var genome = await genomes.FindAsync(accession, catalogue, grants, cancellationToken) ?? throw Missing(accession);
        var file = genome.Downloads.FirstOrDefault(d => d.Alias == alias) ?? throw new NotFoundException($"{accession} has no file “{alias}” in {genome.Catalogue}.");
        var release = await catalogues.FindAsync(genome.Catalogue, grants, cancellationToken) ?? throw Missing(accession);
        return TypedResults.File(downloads.Open(release.FilesDirectory, $"{accession}/{file.Path}"), "application/octet-stream", file.Alias, enableRangeProcessing: true);
    }

    private static NotFoundException Missing(string accession) => new($"There is no genome “{accession}” in that catalogue, or none you may see.");
}
