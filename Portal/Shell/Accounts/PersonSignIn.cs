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

    /// <summary>After the account changed: this browser keeps its session, the others' were signed over the old stamp.</summary>
    public async Task RefreshAsync(Guid id)
    {
        // Read anew: this request has read the person before the change, and would sign over what it remembers.
        await using var anew = Context.RequestServices.CreateAsyncScope();
        await RefreshSignInAsync(await anew.ServiceProvider.GetRequiredService<UserManager<Person>>().FindByIdAsync(id.ToString()) ?? throw new NotFoundException());
    }

    private static Person? Enabled(Person? person) => person is { DisabledAt: null } ? person : null;
}
