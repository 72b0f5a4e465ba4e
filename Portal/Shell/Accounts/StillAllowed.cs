using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Npgsql;
using Portal.Domain.Accounts;

namespace Portal.Shell.Accounts;

/// <summary>
/// Looks every five seconds whether whoever has a page open is still signed in: somebody disabled, or whose password changed elsewhere, loses the page.
/// Asked of the database itself, not of what is remembered, so that ten seconds are kept on every node.
/// </summary>
internal sealed class StillAllowed(ILoggerFactory loggers, Permissions permissions, IServiceScopeFactory scopes) : RevalidatingServerAuthenticationStateProvider(loggers)
{
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(5);

    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        try
        {
            return await IsStillAllowedAsync(authenticationState, cancellationToken);
        }
        catch (Exception e) when (e is ObjectDisposedException or NpgsqlException or InvalidOperationException { InnerException: NpgsqlException })
        {
            // The portal stops, or its database is away: nobody can be asked, and nothing can be done on the page either. Asked again in five seconds.
            return true;
        }
    }

    private async Task<bool> IsStillAllowedAsync(AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        if (authenticationState.User.FindFirstValue(ClaimTypes.NameIdentifier) is null)
        {
            return false;
        }

        if (authenticationState.User.Identity?.AuthenticationType == ApiKeyAuthentication.SchemeName)
        {
            return (await permissions.OfAsync(CurrentActor.Of(authenticationState.User, address: null), cancellationToken)).MaySomewhere(Role.Viewer);
        }

        await using var services = scopes.CreateAsyncScope();
        return await services.ServiceProvider.GetRequiredService<PersonSignIn>().ValidateSecurityStampAsync(authenticationState.User) is not null;
    }
}
