using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Shell.Accounts;

namespace Portal.Shell.SignIn;

/// <summary>Signing out is a form post, so that no link from outside can do it.</summary>
public static class SignInEndpoints
{
    public static IServiceCollection AddSignIn(this IServiceCollection services) => services.AddScoped<PasswordSignIn>().AddScoped<CodeSignIn>();

    public static void MapSignIn(this IEndpointRouteBuilder app)
    {
        app.MapPost("/sign-out", SignOut).ExcludeFromDescription();
        app.MapProviderSignIn();
    }

    // Binding the form is what makes the endpoint ask for the antiforgery token.
    private static async Task<RedirectHttpResult> SignOut(IFormCollection form, HttpContext context, PersonSignIn signIn, SignInJournal journal, CancellationToken cancellationToken)
    {
        _ = form.Count;
        await journal.SignedOutAsync(CurrentActor.Of(context.User, context.Connection.RemoteIpAddress?.ToString()), cancellationToken);
        await signIn.SignOutAsync();
        return TypedResults.LocalRedirect("~/sign-in");
    }
}
