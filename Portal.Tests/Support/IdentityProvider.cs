using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Portal.Tests.Support;

/// <summary>Other people's sign-in: authorization code with PKCE and a user-info endpoint, as RFC 6749 and 7636 have them on the wire. Whoever asks is let in at once.</summary>
public sealed class IdentityProvider : IAsyncDisposable
{
    private const string ClientId = "data-portal";
    private const string ClientSecret = "the client's secret";

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, (string Challenge, string RedirectUri)> _codes = new();
    private readonly ConcurrentDictionary<string, bool> _tokens = new();

    private IdentityProvider(WebApplication app) => _app = app;

    /// <summary>What its user-info says of whoever signs in.</summary>
    public object User { get; set; } = new { sub = "42", name = "Mara Ellis", email = "mara@example.org", roles = new[] { "curators" } };

    /// <summary>The person presses “cancel” there.</summary>
    public bool Refuses { get; set; }

    /// <summary>Forgets the challenge, as somebody does who stole a code and redeems it without the verifier's owner.</summary>
    public bool MixesUpChallenges { get; set; }

    public int Redeemed { get; private set; }

    private string Url => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    public static async Task<IdentityProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var provider = new IdentityProvider(app);
        app.MapGet("/authorize", provider.Authorize);
        app.MapPost("/token", provider.TokenAsync);
        app.MapGet("/userinfo", provider.UserInfo);
        await app.StartAsync();
        return provider;
    }

    /// <summary>What the portal is told of it.</summary>
    public IReadOnlyDictionary<string, string?> Settings(params (string Key, string Value)[] more)
    {
        var settings = new Dictionary<string, string?>
        {
            ["SignIn:OAuth:Name"] = "Institute account",
            ["SignIn:OAuth:ClientId"] = ClientId,
            ["SignIn:OAuth:ClientSecret"] = ClientSecret,
            ["SignIn:OAuth:AuthorizationEndpoint"] = $"{Url}/authorize",
            ["SignIn:OAuth:TokenEndpoint"] = $"{Url}/token",
            ["SignIn:OAuth:UserInformationEndpoint"] = $"{Url}/userinfo",
            ["SignIn:OAuth:Roles:0:Value"] = "curators",
            ["SignIn:OAuth:Roles:0:Role"] = "Curator",
            ["SignIn:OAuth:Roles:0:Scope"] = "study:SD_1",
            ["SignIn:OAuth:Roles:1:Value"] = "chiefs",
            ["SignIn:OAuth:Roles:1:Role"] = "Admin",
        };
        foreach (var (key, value) in more)
        {
            settings[$"SignIn:OAuth:{key}"] = value;
        }

        return settings;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private IResult Authorize(HttpRequest request)
    {
        var (query, back) = (request.Query, request.Query["redirect_uri"].ToString());
        if (query["client_id"] != ClientId || query["response_type"] != "code" || query["code_challenge_method"] != "S256" || query["code_challenge"].ToString().Length != 43)
        {
            return Results.BadRequest("invalid_request");
        }

        if (Refuses)
        {
            return Results.Redirect(QueryHelpers.AddQueryString(back, new Dictionary<string, string?> { ["error"] = "access_denied", ["state"] = query["state"] }));
        }

        var code = Random();
        _codes[code] = (MixesUpChallenges ? Random() : query["code_challenge"].ToString(), back);
        return Results.Redirect(QueryHelpers.AddQueryString(back, new Dictionary<string, string?> { ["code"] = code, ["state"] = query["state"] }));
    }

    private async Task<IResult> TokenAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        var challenge = WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
        if (form["client_id"] != ClientId || form["client_secret"] != ClientSecret || form["grant_type"] != "authorization_code"
            || !_codes.TryRemove(form["code"].ToString(), out var given) || given.Challenge != challenge || given.RedirectUri != form["redirect_uri"])
        {
            return Results.Json(new { error = "invalid_grant" }, statusCode: 400);
        }

        Redeemed++;
        var token = Random();
        _tokens[token] = true;
        return Results.Json(new { access_token = token, token_type = "Bearer", expires_in = 300 });
    }

    private IResult UserInfo(HttpRequest request) =>
        request.Headers.Authorization.ToString() is ['B', 'e', 'a', 'r', 'e', 'r', ' ', .. var token] && _tokens.ContainsKey(token) ? Results.Json(User) : Results.Unauthorized();

    private static string Random() => WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(24));
}
