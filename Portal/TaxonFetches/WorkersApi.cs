using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Jobs.TaxonFetches.Workers;
using Portal.Shell;

namespace Portal.TaxonFetches;

/// <summary><c>/api/v1/workers</c></summary>
internal static class WorkersApi
{
    private const int MostRows = 500;
    private const long LargestMessage = 64 * 1024;
    private const string Bearer = "Bearer ";

    public static void MapWorkers(this IEndpointRouteBuilder app)
    {
        var workers = app.MapPortalApi("workers").WithTags("Workers");
        workers.MapGet("/", List);
        workers.MapGet("/{id:guid}", Get);
        workers.MapPost("/{id:guid}/destroy", Destroy);

        // A worker has no account: its own secret says who it is.
        workers.MapGet("/{id:guid}/order", Order).AllowAnonymous();
        workers.MapPost("/{id:guid}/callback", Callback).AllowAnonymous().WithMetadata(new RequestSizeLimitAttribute(LargestMessage));
    }

    private static async Task<Ok<ListOf<WorkerView>>> List(bool? gone, string? cursor, int? limit, WorkerQueries queries, Caller caller, CancellationToken cancellationToken) =>
        TypedResults.Ok(await queries.ListAsync(gone ?? false, cursor, Math.Clamp(limit ?? 100, 1, MostRows), await caller.GrantsAsync(cancellationToken), cancellationToken));

    private static async Task<Ok<WorkerDetail>> Get(Guid id, WorkerQueries queries, Caller caller, CancellationToken cancellationToken) =>
        TypedResults.Ok(await queries.FindAsync(id, await caller.GrantsAsync(cancellationToken), cancellationToken));

    private static async Task<NoContent> Destroy(Guid id, DestroyRequest? request, WorkerCommands commands, Caller caller, CancellationToken cancellationToken)
    {
        await commands.DestroyAsync(id, request?.ConfirmedName, request?.Why, await caller.ActorAsync(cancellationToken), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<JsonHttpResult<WorkerOrder>> Order(Guid id, HttpRequest request, WorkerCallbacks callbacks, WorkerBook book, WorkerStarter starter, CancellationToken cancellationToken)
    {
        var secret = SecretOf(request);
        await callbacks.RequireAsync(id, secret, cancellationToken);
        var worker = await book.FindAsync(id, cancellationToken) ?? throw new NotFoundException("There is no such worker here.");
        return TypedResults.Json(await starter.OrderAsync(worker, secret!, cancellationToken), RunParameters.Json);
    }

    private static async Task<NoContent> Callback(Guid id, WorkerMessage message, HttpRequest request, WorkerCallbacks callbacks, CancellationToken cancellationToken)
    {
        await callbacks.HearAsync(id, SecretOf(request), message, cancellationToken);
        return TypedResults.NoContent();
    }

    private static string? SecretOf(HttpRequest request) => request.Headers.Authorization.ToString() is var header && header.StartsWith(Bearer, StringComparison.Ordinal) ? header[Bearer.Length..].Trim() : null;
}

/// <param name="ConfirmedName">The worker's name, where something of it is not collected.</param>
public sealed record DestroyRequest(string? ConfirmedName, string? Why);
