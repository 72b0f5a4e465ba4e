using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Portal.Domain.Accounts;
using Portal.Shell.Accounts;

namespace Portal.Shell;

/// <summary>Who asks, in a request or in a page's circuit.</summary>
public sealed class CurrentActor(IHttpContextAccessor http, IServiceProvider services)
{
    private string? _address;

    public async Task<Actor> GetAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (http.HttpContext is { } context && context.Request.Path.StartsWithSegments("/api"))
        {
            return Of(context.User, context.Connection.RemoteIpAddress?.ToString());
        }

        _address ??= http.HttpContext?.Connection.RemoteIpAddress?.ToString();
        var state = await services.GetRequiredService<AuthenticationStateProvider>().GetAuthenticationStateAsync();
        return Of(state.User, _address);
    }

    /// <exception cref="NotAllowedException">Nobody is signed in.</exception>
    public static Actor Of(ClaimsPrincipal user, string? address)
    {
        if (user.Identity is not { IsAuthenticated: true } || !Guid.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), out var id))
        {
            throw new NotAllowedException("Nobody is signed in. Sign in again.");
        }

        var name = user.FindFirstValue(DisplayNameClaims.Type) ?? user.Identity.Name ?? "?";
        return user.Identity.AuthenticationType == ApiKeyAuthentication.SchemeName ? Actor.Key(id, name, address) : Actor.Person(id, name, "page", address);
    }
}
