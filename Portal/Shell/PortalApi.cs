using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Identity;
using Portal.Domain.Accounts;

namespace Portal.Shell;

/// <summary>A page of a list; <paramref name="Next"/> is the <c>cursor</c> of the page after, null at the end.</summary>
public sealed record ListOf<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Who calls, for handlers.</summary>
public sealed class Caller(CurrentActor current, Permissions permissions)
{
    public Task<Actor> ActorAsync(CancellationToken cancellationToken) => current.GetAsync(cancellationToken);

    public async Task<Grants> GrantsAsync(CancellationToken cancellationToken) => await permissions.OfAsync(await current.GetAsync(cancellationToken), cancellationToken);
}

internal static class PortalApi
{
    /// <summary>A group below <c>/api/v1</c>: signed in, and with a cookie also protected against forged requests.</summary>
    public static RouteGroupBuilder MapPortalApi(this IEndpointRouteBuilder app, string resource)
    {
        var group = app.MapGroup($"/api/v1/{resource}").DisableAntiforgery();
        group.AddEndpointFilter(RequireAntiforgeryForCookies);
        return group;
    }

    // Bearer keys are not sent by a browser on its own, so only cookies need the token.
    private static async ValueTask<object?> RequireAntiforgeryForCookies(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext.Request;
        var safe = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        if (!safe && context.HttpContext.User.Identity?.AuthenticationType == IdentityConstants.ApplicationScheme)
        {
            var antiforgery = context.HttpContext.RequestServices.GetRequiredService<IAntiforgery>();
            if (!await IsValidAsync(antiforgery, context.HttpContext))
            {
                return TypedResults.Problem("Reload the page and try again.", statusCode: 400, title: "The form is too old or came from elsewhere.", type: "https://data-portal.invalid/problems/antiforgery");
            }
        }

        return await next(context);
    }

    // Only the header: reading the form here would take a streamed upload away from its handler.
    private static async Task<bool> IsValidAsync(IAntiforgery antiforgery, HttpContext context)
    {
        if (!context.Request.Headers.ContainsKey("RequestVerificationToken"))
        {
            return false;
        }

        return await antiforgery.IsRequestValidAsync(context);
    }
}

/// <summary>Why something is done; it goes into the audit log.</summary>
public sealed record Reason(string? Why);
