using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Portal.Domain.Accounts;

namespace Portal.Shell.Accounts;

/// <summary>Identity's sign-in for people who may be disabled while they are signed in.</summary>
public sealed class PersonSignIn(UserManager<Person> people, IHttpContextAccessor http, IUserClaimsPrincipalFactory<Person> claims, IOptions<IdentityOptions> options,
    ILogger<SignInManager<Person>> logger, IAuthenticationSchemeProvider schemes, IUserConfirmation<Person> confirmation)
    : SignInManager<Person>(people, http, claims, options, logger, schemes, confirmation)
{
    public override async Task<Person?> ValidateSecurityStampAsync(ClaimsPrincipal? principal) => Enabled(await base.ValidateSecurityStampAsync(principal));

    public override async Task<Person?> ValidateTwoFactorSecurityStampAsync(ClaimsPrincipal? principal) => Enabled(await base.ValidateTwoFactorSecurityStampAsync(principal));

    /// <summary>The password was right: signs in, or remembers who it is until the code arrives.</summary>
    public Task<SignInResult> SignInOrAskForCodeAsync(Person person, bool stay) => SignInOrTwoFactorAsync(person, stay);

    private static Person? Enabled(Person? person) => person is { DisabledAt: null } ? person : null;
}
