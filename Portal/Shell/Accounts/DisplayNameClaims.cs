using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Portal.Domain.Accounts;

namespace Portal.Shell.Accounts;

/// <summary>Puts the name people know into the cookie, so that no page has to look it up.</summary>
internal sealed class DisplayNameClaims(UserManager<Person> people, IOptions<IdentityOptions> options)
    : UserClaimsPrincipalFactory<Person>(people, options)
{
    public const string Type = "portal:display-name";

    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(Person user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        identity.AddClaim(new Claim(Type, user.DisplayName.Length > 0 ? user.DisplayName : user.UserName ?? "?"));
        return identity;
    }
}
