using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Portal.Domain.Accounts;

namespace Portal.Shell.Accounts;

/// <summary>Looks every ten seconds whether the person behind an open page still has any role; a disabled one loses the page.</summary>
internal sealed class StillAllowed(ILoggerFactory loggers, Permissions permissions) : RevalidatingServerAuthenticationStateProvider(loggers)
{
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(10);

    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        if (authenticationState.User.FindFirstValue(ClaimTypes.NameIdentifier) is null)
        {
            return false;
        }

        var grants = await permissions.OfAsync(CurrentActor.Of(authenticationState.User, address: null), cancellationToken);
        return grants.MaySomewhere(Role.Viewer);
    }
}
