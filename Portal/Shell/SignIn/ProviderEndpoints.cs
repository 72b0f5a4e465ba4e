using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Portal.Shell.Accounts;

namespace Portal.Shell.SignIn;

/// <summary>To the sign-in provider and back. A link starts it: the handler's own state protects against forged returns.</summary>
internal static class ProviderEndpoints
{
    public static void MapProviderSignIn(this IEndpointRouteBuilder app)
    {
        app.MapGet("/sign-in/oauth", Start).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/sign-in/oauth/arrived", ArriveAsync).AllowAnonymous().ExcludeFromDescription();
    }

    private static Results<ChallengeHttpResult, RedirectHttpResult> Start(string? returnUrl, IOptions<ProviderOptions> provider)
    {
        if (!provider.Value.IsConfigured)
        {
            return TypedResults.LocalRedirect("~/sign-in");
        }

        var back = $"/sign-in/oauth/arrived?returnUrl={Uri.EscapeDataString(LocalUrl.Or(returnUrl, "/"))}";
        return TypedResults.Challenge(new AuthenticationProperties { RedirectUri = back }, [ProviderSignIn.Scheme]);
    }

    private static async Task<RedirectHttpResult> ArriveAsync(string? returnUrl, HttpContext context, ProviderPeople people, PersonSignIn signIn, SignInJournal journal,
        IOptions<ProviderOptions> provider, CancellationToken cancellationToken)
    {
        var external = await context.AuthenticateAsync(IdentityConstants.ExternalScheme);
        await context.SignOutAsync(IdentityConstants.ExternalScheme);
        if (external.Principal is not { } principal)
        {
            return TypedResults.LocalRedirect("~/sign-in?refused=provider");
        }

        var person = await people.TakeInAsync(principal, context.Connection.RemoteIpAddress?.ToString(), cancellationToken);
        if (person is null or { DisabledAt: not null })
        {
            await journal.RefusedAsync(person, person is null ? $"no role from {provider.Value.Name}" : "disabled", cancellationToken);
            return TypedResults.LocalRedirect(person is null ? "~/sign-in/not-yet" : "~/sign-in?refused=account");
        }

        await signIn.SignInAsync(person, isPersistent: false);
        await journal.SignedInAsync(person, provider.Value.Name, cancellationToken);
        return TypedResults.LocalRedirect($"~{LocalUrl.Or(returnUrl, "/")}");
    }
}
