using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Shell.Accounts;

namespace Portal.Shell.SignIn;

/// <summary>Signing out is a form post, so that no link from outside can do it.</summary>
public static class SignInEndpoints
{
    public static IServiceCollection AddSignIn(this IServiceCollection services) => services.AddScoped<PasswordSignIn>().AddScoped<CodeSignIn>();

    public static void MapSignIn(this IEndpointRouteBuilder app)
    {
        app.MapPost("/sign-out", SignOut).WithMetadata(new RequireAntiforgeryTokenAttribute()).ExcludeFromDescription();
        app.MapProviderSignIn();
    }

    // The middleware has looked at the token and leaves the answer to whoever was asked.
    private static async Task<Results<RedirectHttpResult, BadRequest>> SignOut(HttpContext context, PersonSignIn signIn, SignInJournal journal, CancellationToken cancellationToken)
    {
        if (context.Features.Get<IAntiforgeryValidationFeature>() is not { IsValid: true })
        {
            return TypedResults.BadRequest();
        }

        await journal.SignedOutAsync(CurrentActor.Of(context.User, context.Connection.RemoteIpAddress?.ToString()), cancellationToken);
        await signIn.SignOutAsync();
        return TypedResults.LocalRedirect("~/sign-in");
    }
}
