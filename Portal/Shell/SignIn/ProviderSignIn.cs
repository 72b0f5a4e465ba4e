using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Portal.CommandLine.Doctor;

namespace Portal.Shell.SignIn;

/// <summary>The framework's OAuth handler, told where the provider is and what its user-info means.</summary>
internal static class ProviderSignIn
{
    public const string Scheme = "OAuth";
    public const string RoleClaim = "portal:provider-role";
    private const string CallbackPath = "/sign-in/oauth/callback";

    public static IServiceCollection AddProviderSignIn(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ProviderOptions>().Bind(configuration.GetSection(ProviderOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ProviderOptions>, Validation>();
        services.AddSingleton<ProviderPeople>();
        AddDoctorSettings(services);
        if (configuration.GetSection(ProviderOptions.Section).Get<ProviderOptions>() is { IsConfigured: true } provider)
        {
            services.AddAuthentication().AddOAuth(Scheme, provider.Name, o => Configure(o, provider));
        }

        return services;
    }

    private static void Configure(OAuthOptions o, ProviderOptions provider)
    {
        o.SignInScheme = IdentityConstants.ExternalScheme;
        o.ClientId = provider.ClientId!;
        o.ClientSecret = provider.ClientSecret ?? "";
        o.AuthorizationEndpoint = provider.AuthorizationEndpoint ?? "";
        o.TokenEndpoint = provider.TokenEndpoint ?? "";
        o.UserInformationEndpoint = provider.UserInformationEndpoint ?? "";
        o.CallbackPath = CallbackPath;
        o.UsePkce = true;
        o.Scope.Clear();
        foreach (var scope in provider.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            o.Scope.Add(scope);
        }

        // The provider leads back by a link, not by a form of its own, so the cookie need not travel with foreign posts.
        o.CorrelationCookie.SameSite = SameSiteMode.Lax;
        o.CorrelationCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        o.Events.OnCreatingTicket = context => ReadUserAsync(context, provider);
        o.Events.OnRemoteFailure = context =>
        {
            context.Response.Redirect("/sign-in?refused=provider");
            context.HandleResponse();
            return Task.CompletedTask;
        };
    }

    private static async Task ReadUserAsync(OAuthCreatingTicketContext context, ProviderOptions provider)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, context.Options.UserInformationEndpoint);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", context.AccessToken);
        request.Headers.Accept.Add(new("application/json"));
        request.Headers.UserAgent.Add(new("data-portal", null)); // some providers answer nobody without one
        using var reply = await context.Backchannel.SendAsync(request, context.HttpContext.RequestAborted);
        reply.EnsureSuccessStatusCode();
        using var user = await JsonDocument.ParseAsync(await reply.Content.ReadAsStreamAsync(context.HttpContext.RequestAborted), default, context.HttpContext.RequestAborted);
        var claims = user.RootElement;
        var id = Texts(claims, provider.IdClaim).FirstOrDefault() ?? throw new AuthenticationFailureException($"The provider's user-info has no “{provider.IdClaim}”.");
        context.Identity!.AddClaim(new(ClaimTypes.NameIdentifier, id));
        Add(ClaimTypes.Name, Texts(claims, provider.NameClaim).Take(1));
        Add(ClaimTypes.Email, Texts(claims, provider.EmailClaim).Take(1));
        Add(RoleClaim, Texts(claims, provider.RoleClaim));

        void Add(string type, IEnumerable<string> values) => context.Identity!.AddClaims(values.Select(v => new Claim(type, v)));
    }

    // One value or several; numbers too, which some providers use as ids.
    private static IEnumerable<string> Texts(JsonElement user, string claim) => !user.TryGetProperty(claim, out var value) ? [] : value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray().Select(v => v.ToString()),
        JsonValueKind.Null => [],
        _ => [value.ToString()],
    };

    private static void AddDoctorSettings(IServiceCollection services)
    {
        var usual = new ProviderOptions();
        foreach (var (key, otherwise) in new (string, string?)[]
        {
            ("Name", usual.Name), ("ClientId", null), ("ClientSecret", null), ("AuthorizationEndpoint", null), ("TokenEndpoint", null), ("UserInformationEndpoint", null), ("Scopes", usual.Scopes),
            ("IdClaim", usual.IdClaim), ("NameClaim", usual.NameClaim), ("EmailClaim", usual.EmailClaim), ("RoleClaim", usual.RoleClaim), ("Roles", null), ("RequireMappedRole", "false"),
        })
        {
            services.AddSingleton(new DoctorSetting($"{ProviderOptions.Section}:{key}", otherwise, Secret: key == "ClientSecret"));
        }
    }

    private sealed class Validation : IValidateOptions<ProviderOptions>
    {
        public ValidateOptionsResult Validate(string? name, ProviderOptions options) =>
            options.Mistakes().ToList() is { Count: > 0 } mistakes ? ValidateOptionsResult.Fail(mistakes) : ValidateOptionsResult.Success;
    }
}
