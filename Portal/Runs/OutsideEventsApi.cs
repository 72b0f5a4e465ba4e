using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.Audit;
using Portal.Domain.Storage;
using Portal.Jobs.Runs;
using Portal.Shell;

namespace Portal.Runs;

/// <summary><c>/api/v1/outside-events</c>: what the outside tells runs that wait for it.</summary>
internal static class OutsideEventsApi
{
    private const long LargestBody = 1_000_000;

    public static void MapOutsideEvents(this IEndpointRouteBuilder app) =>
        app.MapPortalApi("outside-events").WithTags("Runs").MapPost("/{key}", Tell).WithMetadata(new RequestSizeLimitAttribute(LargestBody));

    /// <summary>202 when it is news, 200 when it had been told before: the first word stays.</summary>
    private static async Task<IResult> Tell(string key, JsonElement payload, OutsideTelling telling, Caller caller, CancellationToken cancellationToken)
    {
        var news = await telling.TellAsync(key, payload, await caller.ActorAsync(cancellationToken), cancellationToken);
        var told = new ToldEvent(key, news);
        return news ? TypedResults.Accepted((string?)null, told) : TypedResults.Ok(told);
    }
}

/// <param name="News">False: it had been told before, and nothing changed.</param>
public sealed record ToldEvent(string Key, bool News);

/// <summary>Tells an outside event as somebody: operators of the whole portal may, and it is written down who did.</summary>
internal sealed class OutsideTelling(OutsideEvents events, IDbContextFactory<PortalDbContext> contexts, Permissions permissions, TimeProvider clock)
{
    private const int LongestKey = 200;

    /// <returns>False when it had been told before.</returns>
    public async Task<bool> TellAsync(string key, JsonElement payload, Actor by, CancellationToken cancellationToken)
    {
        await permissions.RequireAsync(by, Scopes.Everything, Role.Operator, "tell what happened outside", cancellationToken);
        if (key.Length > LongestKey || key.Any(char.IsControl))
        {
            throw new RuleException("key-wrong", $"The key of an outside event has at most {LongestKey} characters, none of them a control character.", 400);
        }

        return await events.TellAsync(key, payload, async (connection, transaction, token) =>
        {
            await using var db = await contexts.CreateDbContextAsync(token);
            db.Database.SetDbConnection(connection);
            await db.Database.UseTransactionAsync(transaction, token);
            db.AuditEntries.Add(AuditEntry.Of(by, clock.GetUtcNow(), "outside-event.tell", $"outside-event:{key}", key, Scopes.Everything, before: null, payload));
            await db.SaveChangesAsync(token);
        }, cancellationToken);
    }
}
