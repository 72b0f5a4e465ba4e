using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.GenomeCatalogues;
using Portal.Domain.Storage;
using Portal.Jobs.GenomeCatalogues;
using Portal.Jobs.Runs;
using Portal.Runs;
using Portal.Shell;

namespace Portal.GenomeCatalogues;

/// <summary><c>/api/v1/genome-catalogues</c> and <c>/api/v1/biomes</c></summary>
internal static class GenomeCataloguesApi
{
    private const int MostRows = 500;
    private const long LargestOutline = 2_000_000;

    public static void MapGenomeCatalogues(this IEndpointRouteBuilder app)
    {
        var catalogues = app.MapPortalApi("genome-catalogues").WithTags("Genome catalogues");
        catalogues.MapGet("/", List);
        catalogues.MapPost("/scans", Scan);
        catalogues.MapPost("/imports", Import);
        catalogues.MapPost("/publish", Publish);
        catalogues.MapGet("/{slug}", Get);
        catalogues.MapGet("/{slug}/genomes", Genomes);
        catalogues.MapGet("/{slug}/differences", Differences);
        catalogues.MapGet("/{slug}/files/{alias}", File);
        var biomes = app.MapPortalApi("biomes").WithTags("Genome catalogues");
        biomes.MapGet("/", ListBiomes);
        biomes.MapPost("/", ImportBiomes).WithMetadata(new RequestSizeLimitAttribute(LargestOutline));
        app.MapGenomes();
    }

    private static async Task<Ok<ListOf<ReleaseView>>> List(string? label, string? type, string? biome, string? status, string? q, CatalogueQueries queries, Caller caller, CancellationToken cancellationToken)
    {
        var kind = type is null ? (CatalogueType?)null : CatalogueTypes.Parse(type) ?? throw new RuleException("type", $"“{type}” is no catalogue type. It is prokaryotes, eukaryotes or viruses.", 400);
        var filter = new ReleaseFilter(label, kind, biome, One<ReleaseStatus>("status", status), q);
        return TypedResults.Ok(new ListOf<ReleaseView>(await queries.ListAsync(filter, await caller.GrantsAsync(cancellationToken), cancellationToken), null));
    }

    private static async Task<Accepted<SubmittedRun>> Scan(CatalogueRequest request, GenomeCatalogueCommands commands, Caller caller, CancellationToken cancellationToken) =>
        RunsApi.Accepted(await commands.ScanAsync(request.Wish, await caller.ActorAsync(cancellationToken), cancellationToken));

    private static async Task<Accepted<SubmittedRun>> Import(CatalogueRequest request, GenomeCatalogueCommands commands, Caller caller, CancellationToken cancellationToken) =>
        RunsApi.Accepted(await commands.ImportAsync(request.Wish, await caller.ActorAsync(cancellationToken), cancellationToken));

    private static async Task<Ok<Published>> Publish(PublishRequest request, CataloguePublishing publishing, Caller caller, CancellationToken cancellationToken) =>
        TypedResults.Ok(await publishing.PublishAsync(request.Catalogues ?? [], request.Why, await caller.ActorAsync(cancellationToken), cancellationToken));

    private static async Task<Ok<ReleaseView>> Get(string slug, CatalogueQueries queries, Caller caller, CancellationToken cancellationToken) =>
        TypedResults.Ok(await FindAsync(slug, queries, caller, cancellationToken));

    private static async Task<Ok<ListOf<GenomeSnapshot>>> Genomes(string slug, string? q, string? type, string? lineage, double? minCompleteness, double? maxContamination, string? sort, string? cursor, int? limit,
        CatalogueQueries queries, GenomeQueries genomes, Caller caller, CancellationToken cancellationToken)
    {
        var release = await FindAsync(slug, queries, caller, cancellationToken);
        var order = One<GenomeOrder>("sort", sort?.TrimStart('-')) ?? GenomeOrder.Accession;
        return TypedResults.Ok(await genomes.ListAsync(release, new GenomeFilter(q, type, lineage, minCompleteness, maxContamination), order, sort?.StartsWith('-') ?? false, cursor,
            Math.Clamp(limit ?? 50, 1, MostRows), cancellationToken));
    }

    /// <param name="against">Address of the earlier release; its series' published one, or the one before, when not given.</param>
    private static async Task<Ok<ListOf<GenomeDifference>>> Differences(string slug, string? against, string? change, string? cursor, int? limit,
        CatalogueQueries queries, CatalogueDifferences differences, Caller caller, CancellationToken cancellationToken)
    {
        var release = await FindAsync(slug, queries, caller, cancellationToken);
        var before = against is null ? await queries.BeforeAsync(release, await caller.GrantsAsync(cancellationToken), cancellationToken) : await FindAsync(against, queries, caller, cancellationToken);
        if (before?.Generation is not { } old || release.Generation is not { } now)
        {
            return TypedResults.Ok(new ListOf<GenomeDifference>([], null));
        }

        var most = Math.Clamp(limit ?? 100, 1, MostRows);
        var rows = await differences.ListAsync(old, now, One<GenomeChange>("change", change), cursor, most, cancellationToken);
        return TypedResults.Ok(new ListOf<GenomeDifference>(rows, rows.Count == most ? rows[^1].Accession : null));
    }

    // As it was imported, whatever became of the folder since.
    private static async Task<FileStreamHttpResult> File(string slug, string alias, CatalogueQueries queries, IFileStore files, Caller caller, CancellationToken cancellationToken)
    {
        var release = await FindAsync(slug, queries, caller, cancellationToken);
        var file = release.Downloads.FirstOrDefault(d => d.Alias == alias) ?? throw new NotFoundException($"{release.Name} has no file “{alias}” of its own.");
        try
        {
            return TypedResults.File(await files.OpenAsync(UploadCatalogueFiles.TreeKey(release.Generation ?? Guid.Empty), cancellationToken), "application/octet-stream", file.Alias);
        }
        catch (FileNotFoundException)
        {
            throw new NotFoundException($"The file {alias} of {release.Name} is registered but no longer in the portal’s file store. An administrator restores the store, or a curator imports the catalogue again.");
        }
    }

    private static async Task<Ok<ListOf<Biome>>> ListBiomes(string? q, CatalogueQueries queries, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ListOf<Biome>(await queries.BiomesAsync(q, cancellationToken), null));

    private static async Task<Ok<BiomesAdded>> ImportBiomes(BiomeOutline request, Biomes biomes, Caller caller, CancellationToken cancellationToken) =>
        TypedResults.Ok(new BiomesAdded(await biomes.ImportAsync(request.Outline ?? "", await caller.ActorAsync(cancellationToken), cancellationToken)));

    private static async Task<ReleaseView> FindAsync(string slug, CatalogueQueries queries, Caller caller, CancellationToken cancellationToken) =>
        await queries.FindAsync(slug, await caller.GrantsAsync(cancellationToken), cancellationToken)
        ?? throw new NotFoundException($"There is no catalogue “{slug}”, or none you may see.");

    private static T? One<T>(string field, string? word) where T : struct, Enum => word is null ? null
        : Enum.TryParse<T>(word, ignoreCase: true, out var parsed) && Enum.IsDefined(parsed) ? parsed
        : throw new RuleException(field, $"“{word}” is no {field}. It is {string.Join(", ", Enum.GetNames<T>().Select(n => n.ToLowerInvariant()))}.", 400);
}
