using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Shell;
using Portal.Shell.Accounts;

namespace Portal.Administration;

/// <summary><c>/api/v1/people</c></summary>
internal static class PeopleApi
{
    private const int MostRows = 500;

    public static void MapPeople(this IEndpointRouteBuilder app)
    {
        var people = app.MapPortalApi("people").WithTags("People");
        people.MapGet("/", List);
        people.MapPost("/", Invite);
        people.MapGet("/{id:guid}", Get);
        people.MapPut("/{id:guid}", Edit);
        people.MapPost("/{id:guid}/link", NewLink);
        people.MapPost("/{id:guid}/disable", Disable);
        people.MapPost("/{id:guid}/enable", Enable);
        people.MapPost("/{id:guid}/unlock", Unlock);
        people.MapPost("/{id:guid}/reset-two-factor", ResetTwoFactor);
    }

    private static async Task<Ok<ListOf<PersonView>>> List(string? q, string? state, string? cursor, int? limit, PeopleQueries queries, Caller caller, CancellationToken cancellationToken) =>
        TypedResults.Ok(await queries.ListAsync(PersonFilter.Of(q, state), cursor, Math.Clamp(limit ?? 50, 1, MostRows), await caller.ActorAsync(cancellationToken), cancellationToken));

    private static async Task<Created<InvitationView>> Invite(InviteWish wish, HttpRequest request, PeopleCommands commands, Caller caller, CancellationToken cancellationToken)
    {
        var invited = await commands.InviteAsync(new NewPerson(wish.UserName ?? "", wish.DisplayName ?? wish.UserName ?? "", wish.Email, [.. (wish.Memberships ?? []).Select(m => m.Grant)]),
            await caller.ActorAsync(cancellationToken), cancellationToken);
        return TypedResults.Created($"/api/v1/people/{invited.PersonId}", InvitationView.Of(invited, request));
    }

    private static async Task<Ok<PersonView>> Get(Guid id, HttpResponse response, PeopleQueries queries, Caller caller, CancellationToken cancellationToken)
    {
        var person = await queries.FindAsync(id, await caller.ActorAsync(cancellationToken), cancellationToken);
        response.Headers.ETag = $"\"{person.Version}\"";
        return TypedResults.Ok(person);
    }

    /// <summary>Needs <c>If-Match</c> with the version that was read, so that nobody's edit is lost.</summary>
    private static async Task<Ok<PersonView>> Edit(Guid id, EditWish wish, HttpContext http, PeopleCommands commands, PeopleQueries queries, Caller caller, CancellationToken cancellationToken)
    {
        var by = await caller.ActorAsync(cancellationToken);
        var person = await queries.FindAsync(id, by, cancellationToken);
        var version = http.Request.Headers.IfMatch.ToString().Trim('"') is { Length: > 0 } given ? given
            : throw new RuleException("if-match", "Send If-Match with the version you read (its ETag), so that nobody's edit is lost.", 428);
        var grants = wish.Memberships?.Select(m => m.Grant) ?? person.Memberships.Where(m => m.Source == MembershipSource.Manual).Select(m => new Grant(m.Scope, m.Role));
        await commands.EditAsync(id, new PersonEdit(wish.DisplayName ?? person.DisplayName, wish.Email ?? person.Email, [.. grants], version), by, cancellationToken);
        return await Get(id, http.Response, queries, caller, cancellationToken);
    }

    private static async Task<Ok<InvitationView>> NewLink(Guid id, HttpRequest request, PeopleCommands commands, Caller caller, CancellationToken cancellationToken) =>
        TypedResults.Ok(InvitationView.Of(await commands.NewLinkAsync(id, await caller.ActorAsync(cancellationToken), cancellationToken), request));

    private static Task<NoContent> Disable(Guid id, Reason? reason, PeopleCommands commands, Caller caller, CancellationToken cancellationToken) =>
        DoAsync(PersonDeed.Disable, id, reason, commands, caller, cancellationToken);

    private static Task<NoContent> Enable(Guid id, Reason? reason, PeopleCommands commands, Caller caller, CancellationToken cancellationToken) =>
        DoAsync(PersonDeed.Enable, id, reason, commands, caller, cancellationToken);

    private static Task<NoContent> Unlock(Guid id, Reason? reason, PeopleCommands commands, Caller caller, CancellationToken cancellationToken) =>
        DoAsync(PersonDeed.Unlock, id, reason, commands, caller, cancellationToken);

    private static Task<NoContent> ResetTwoFactor(Guid id, Reason? reason, PeopleCommands commands, Caller caller, CancellationToken cancellationToken) =>
        DoAsync(PersonDeed.ResetTwoFactor, id, reason, commands, caller, cancellationToken);

    private static async Task<NoContent> DoAsync(PersonDeed deed, Guid id, Reason? reason, PeopleCommands commands, Caller caller, CancellationToken cancellationToken)
    {
        await deed.DoAsync(commands, id, reason?.Why, await caller.ActorAsync(cancellationToken), cancellationToken);
        return TypedResults.NoContent();
    }
}

public sealed record InviteWish(string? UserName, string? DisplayName, string? Email, IReadOnlyList<MembershipWish>? Memberships);

/// <summary>What is not sent stays as it is.</summary>
public sealed record EditWish(string? DisplayName, string? Email, IReadOnlyList<MembershipWish>? Memberships);

/// <summary>The link is shown once.</summary>
public sealed record InvitationView(Guid Id, string UserName, string Link, DateTimeOffset ExpiresAt)
{
    internal static InvitationView Of(Invitation invited, HttpRequest request) =>
        new(invited.PersonId, invited.UserName, $"{request.Scheme}://{request.Host}{request.PathBase}/{invited.Path}", invited.ExpiresAt);
}
