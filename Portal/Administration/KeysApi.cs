using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Domain.Accounts;
using Portal.Shell;

namespace Portal.Administration;

/// <summary><c>/api/v1/keys</c></summary>
internal static class KeysApi
{
    private const int MostRows = 500;

    public static void MapKeys(this IEndpointRouteBuilder app)
    {
        var keys = app.MapPortalApi("keys").WithTags("API keys");
        keys.MapGet("/", List);
        keys.MapPost("/", Create);
        keys.MapGet("/{id:guid}", Get);
        keys.MapPost("/{id:guid}/revoke", Revoke);
    }

    private static async Task<Ok<ListOf<KeyView>>> List(string? q, string? cursor, int? limit, KeyQueries queries, Caller caller, CancellationToken cancellationToken) =>
        TypedResults.Ok(await queries.ListAsync(q, cursor, Math.Clamp(limit ?? 50, 1, MostRows), await caller.ActorAsync(cancellationToken), cancellationToken));

    private static async Task<Created<CreatedKey>> Create(KeyWish wish, KeyCommands commands, Caller caller, CancellationToken cancellationToken)
    {
        var created = await commands.CreateAsync(new NewKey(wish.Name ?? "", [.. (wish.Memberships ?? []).Select(m => m.Grant)], wish.ExpiresAt), await caller.ActorAsync(cancellationToken), cancellationToken);
        return TypedResults.Created($"/api/v1/keys/{created.Id}", created);
    }

    private static async Task<Ok<KeyView>> Get(Guid id, KeyQueries queries, Caller caller, CancellationToken cancellationToken) =>
        TypedResults.Ok(await queries.FindAsync(id, await caller.ActorAsync(cancellationToken), cancellationToken));

    private static async Task<NoContent> Revoke(Guid id, Reason? reason, KeyCommands commands, Caller caller, CancellationToken cancellationToken)
    {
        await commands.RevokeAsync(id, reason?.Why, await caller.ActorAsync(cancellationToken), cancellationToken);
        return TypedResults.NoContent();
    }
}

public sealed record KeyWish(string? Name, IReadOnlyList<MembershipWish>? Memberships, DateTimeOffset? ExpiresAt);
