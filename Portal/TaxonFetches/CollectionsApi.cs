using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Portal.Shell;

namespace Portal.TaxonFetches;

/// <summary><c>/api/v1/collections</c>: for a collector that runs elsewhere.</summary>
internal static class CollectionsApi
{
    private const long LargestReport = 20_000_000;

    public static void MapCollections(this IEndpointRouteBuilder app)
    {
        var collections = app.MapPortalApi("collections").WithTags("Collections");
        collections.MapGet("/ready", Ready);
        collections.MapPost("/{id:guid}/collected", Collected).WithMetadata(new RequestSizeLimitAttribute(LargestReport));
        collections.MapPost("/{id:guid}/failed", Failed);
    }

    private static async Task<Ok<ListOf<ReadyWorker>>> Ready(CollectionQueries queries, Caller caller, CancellationToken cancellationToken) =>
        TypedResults.Ok(await queries.ReadyAsync(await caller.GrantsAsync(cancellationToken), cancellationToken));

    private static async Task<Ok<CollectionState>> Collected(Guid id, CollectedReport report, CollectionCommands commands, Caller caller, CancellationToken cancellationToken) =>
        TypedResults.Ok(await commands.CollectedAsync(id, report, await caller.ActorAsync(cancellationToken), cancellationToken));

    private static async Task<NoContent> Failed(Guid id, CollectionFailure failure, CollectionCommands commands, Caller caller, CancellationToken cancellationToken)
    {
        await commands.FailedAsync(id, failure.Reason, await caller.ActorAsync(cancellationToken), cancellationToken);
        return TypedResults.NoContent();
    }
}

/// <param name="Reason">Why it could not be collected.</param>
public sealed record CollectionFailure(string? Reason);
