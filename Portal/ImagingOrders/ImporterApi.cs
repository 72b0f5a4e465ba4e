using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Jobs.ImagingOrders.Monitor;
using Portal.Shell;

namespace Portal.ImagingOrders;

/// <summary><c>/api/v1/imaging/importer</c>: how importing goes, and what conversions left.</summary>
internal static class ImporterApi
{
    public static void MapImporter(this IEndpointRouteBuilder app)
    {
        var importer = app.MapPortalApi("imaging/importer").WithTags("Imaging orders");
        importer.MapGet("/", Now);
        importer.MapGet("/left-folders", Left);
        importer.MapGet("/orphans", Orphans);
        importer.MapDelete("/left-folders/{name}", Remove);
    }

    private static async Task<Ok<ImporterNow>> Now(ImporterBoard board, Caller caller, CancellationToken cancellationToken) =>
        TypedResults.Ok(await board.ReadAsync(await caller.GrantsAsync(cancellationToken), cancellationToken));

    private static async Task<Ok<IReadOnlyList<LeftFolder>>> Left(InPlaceFolders folders, Caller caller, CancellationToken cancellationToken) =>
        TypedResults.Ok(await folders.ListAsync(await caller.ActorAsync(cancellationToken), cancellationToken) ?? []);

    /// <summary>What conversions left beside their sources and no order accounts for; nothing of it is removed here.</summary>
    private static async Task<Ok<OrphanListing>> Orphans(OrphanedConversions orphans, Caller caller, CancellationToken cancellationToken) =>
        TypedResults.Ok(await orphans.ListAsync(await caller.ActorAsync(cancellationToken), cancellationToken));

    private static async Task<NoContent> Remove(string name, string? why, InPlaceFolders folders, Caller caller, CancellationToken cancellationToken)
    {
        await folders.RemoveAsync(name, why, await caller.ActorAsync(cancellationToken), cancellationToken);
        return TypedResults.NoContent();
    }
}
