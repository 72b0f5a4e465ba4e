using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Portal.Domain.Accounts;
using Portal.Domain.Storage;

namespace Portal.Shell.Accounts;

/// <summary>Sign-in, keys and the rule that nothing is open unless it says so.</summary>
internal static class AccountServices
{
    private const string EitherScheme = "cookie-or-key";

    // For whoever ticks “stay signed in”.
    private static readonly TimeSpan Stay = TimeSpan.FromDays(7);

    public static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        services.AddSingleton<ApiKeys>();
        services.AddSingleton<PeopleStore>();
        services.AddSingleton<SignInJournal>();
        services.AddSingleton<AccountCommands>();
        services.AddSingleton<KeyRing>();
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(s => s.GetRequiredService<KeyRing>());
        services.AddDataProtection().SetApplicationName("portal");
        services.AddHttpContextAccessor();
        services.AddScoped<CurrentActor>();
        services.AddScoped<AuthenticationStateProvider, StillAllowed>();
        services.AddCascadingAuthenticationState();

        services.AddAuthentication(o =>
            {
                o.DefaultScheme = EitherScheme;
                o.DefaultSignInScheme = IdentityConstants.ApplicationScheme;
            })
            .AddPolicyScheme(EitherScheme, null, o => o.ForwardDefaultSelector = context =>
                ApiKeyAuthentication.Carries(context.Request) ? ApiKeyAuthentication.SchemeName : IdentityConstants.ApplicationScheme)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiKeyAuthentication.SchemeName, null)
            .AddIdentityCookies();
        services.AddIdentityCore<Person>(o =>
            {
                o.Password.RequiredLength = PasswordRules.Length;
                o.Password.RequiredUniqueChars = PasswordRules.DifferentCharacters;
                o.Password.RequireDigit = o.Password.RequireLowercase = o.Password.RequireUppercase = o.Password.RequireNonAlphanumeric = false;
                o.Lockout.MaxFailedAccessAttempts = 10;
            })
            .AddEntityFrameworkStores<PortalDbContext>()
            .AddClaimsPrincipalFactory<DisplayNameClaims>()
            .AddSignInManager<PersonSignIn>()
            .AddPasswordValidator<PasswordRules>()
            .AddDefaultTokenProviders()
            .AddTokenProvider<InvitationTokens>(InvitationTokens.Provider);
        services.Configure<SecurityStampValidatorOptions>(o => o.ValidationInterval = TimeSpan.FromSeconds(10));
        services.ConfigureApplicationCookie(o =>
        {
            o.LoginPath = "/sign-in";
            o.AccessDeniedPath = "/access-denied";
            o.ReturnUrlParameter = "ReturnUrl";
            o.Cookie.Name = "portal";
            o.Cookie.SameSite = SameSiteMode.Lax;
            o.ExpireTimeSpan = TimeSpan.FromHours(12);
            o.SlidingExpiration = true;
            o.Events.OnSigningIn = context =>
            {
                if (context.Properties.IsPersistent)
                {
                    context.Properties.ExpiresUtc = context.Options.TimeProvider?.GetUtcNow() + Stay;
                }

                return Task.CompletedTask;
            };
            o.Events.OnRedirectToLogin = context => Answer(context, 401, "unauthorized", "Sign in first, or send an API key: Authorization: Bearer portal_….");
            o.Events.OnRedirectToAccessDenied = context => Answer(context, 403, "forbidden", "You may not do that.");
        });
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        return services;
    }

    // Programs get an answer, people a page.
    private static Task Answer(RedirectContext<Microsoft.AspNetCore.Authentication.Cookies.CookieAuthenticationOptions> context, int status, string rule, string sentence)
    {
        if (Problems.IsForPrograms(context.Request))
        {
            return Problems.WriteAsync(context.HttpContext, status, rule, sentence);
        }

        context.Response.Redirect(context.RedirectUri);
        return Task.CompletedTask;
    }
}
