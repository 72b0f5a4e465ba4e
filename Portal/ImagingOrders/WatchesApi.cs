using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Domain.Accounts;
using Portal.Domain.ImagingOrders;
using Portal.Jobs.ImagingOrders.Watching;
using Portal.Shell;

namespace Portal.ImagingOrders;

/// <summary><c>/api/v1/imaging-watches</c>: folders in which new data is ordered by itself.</summary>
internal static class WatchesApi
{
    private const int MostRows = 1_000;

    public static void MapImagingWatches(this IEndpointRouteBuilder app)
    {
        var watches = app.MapPortalApi("imaging-watches").WithTags("Imaging orders");
        watches.MapGet("/", List);
        watches.MapPost("/", Create);
        watches.MapGet("/{watch:guid}", Get);
        watches.MapDelete("/{watch:guid}", Delete);
        watches.MapGet("/{watch:guid}/paths", Paths);
        watches.MapPost("/{watch:guid}/pause", Pause);
        watches.MapPost("/{watch:guid}/resume", Resume);
        watches.MapPost("/{watch:guid}/look", Look);
    }

    private static async Task<Ok<IReadOnlyList<WatchView>>> List(WatchQueries queries, Caller caller, CancellationToken cancellationToken) =>
        TypedResults.Ok(await queries.ListAsync(await caller.GrantsAsync(cancellationToken), cancellationToken));

    private static async Task<Created<WatchView>> Create(WatchWish wish, WatchDesk desk, Caller caller, CancellationToken cancellationToken)
    {
        var made = await desk.CreateAsync(wish, await caller.ActorAsync(cancellationToken), cancellationToken);
        return TypedResults.Created($"/api/v1/imaging-watches/{made.Id}", WatchView.Of(made));
    }

    private static async Task<Ok<WatchView>> Get(Guid watch, WatchQueries queries, Caller caller, CancellationToken cancellationToken) =>
        TypedResults.Ok(await queries.FindAsync(watch, await caller.GrantsAsync(cancellationToken), cancellationToken) ?? throw new NotFoundException());

    private static async Task<NoContent> Delete(Guid watch, string? why, WatchDesk desk, Caller caller, CancellationToken cancellationToken)
    {
        await desk.DeleteAsync(watch, why, await caller.ActorAsync(cancellationToken), cancellationToken);
        return TypedResults.NoContent();
    }

    /// <summary>What was found there, and what became of it: what waits first.</summary>
    private static async Task<Ok<IReadOnlyList<WatchedPathView>>> Paths(Guid watch, WatchedState? state, int? limit, WatchQueries queries, Caller caller, CancellationToken cancellationToken)
    {
        _ = await queries.FindAsync(watch, await caller.GrantsAsync(cancellationToken), cancellationToken) ?? throw new NotFoundException();
        return TypedResults.Ok(await queries.PathsAsync(watch, state, Math.Clamp(limit ?? WatchQueries.PageSize, 1, MostRows), cancellationToken));
    }

    private static async Task<Ok<WatchView>> Pause(Guid watch, Reason reason, WatchDesk desk, Caller caller, CancellationToken cancellationToken) =>
        TypedResults.Ok(WatchView.Of(await desk.PauseAsync(watch, reason.Why, await caller.ActorAsync(cancellationToken), cancellationToken)));

    private static async Task<Ok<WatchView>> Resume(Guid watch, Reason reason, WatchDesk desk, Caller caller, CancellationToken cancellationToken) =>
        TypedResults.Ok(WatchView.Of(await desk.ResumeAsync(watch, reason.Why, await caller.ActorAsync(cancellationToken), cancellationToken)));

    /// <summary>Looks now, and tells what came of it.</summary>
    private static async Task<Ok<WatchLooked>> Look(Guid watch, WatchDesk desk, Caller caller, CancellationToken cancellationToken) =>
        TypedResults.Ok(await desk.LookAsync(watch, await caller.ActorAsync(cancellationToken), cancellationToken));
}
